import { accountOf, type AgentSettings } from '../domain/agent';
import type { AgentRules } from '../domain/agent-rules';
import type { QueueSettings } from '../domain/queue';
import { countingOf } from './counting-schema';
import { withConditions, type Condition } from './agent-conditions';
import { noteConfirms } from './confirm-prompts';
import { checkProfiles, confirmOf, membershipsOf, rulesOf } from './profiles';
import type { PromptCheck } from './prompts';
import { gatesOf } from './queue-conditions';
import type { Reader } from './reader';
import { agentsFile, queuesFile } from './schemas';

/** Who takes calls, and the queues they come from. */
export function readFloor(reader: Reader): {
  readonly queues: ReadonlyMap<string, QueueSettings>;
  readonly agents: ReadonlyMap<string, AgentSettings>;
  readonly rules: AgentRules;
} {
  const conditions = new Map<string, Condition>();
  const queues = readQueues(reader, conditions);
  const { agents, rules } = readAgents(reader, queues);
  return { queues: withConditions(queues, conditions, agents, reader.problems), agents, rules };
}

function readQueues(reader: Reader, conditions: Map<string, Condition>): Map<string, QueueSettings> {
  const read = reader.file('queues.yaml', queuesFile);
  if (read) noteConfirms(reader, read.yaml, 'queues', read.data.queues);
  for (const name of Object.keys(read?.data.queues ?? {})) {
    const connector = read?.data.queues[name]?.strategy.chooser?.connector;
    if (read && connector !== undefined)
      reader.choosers.push({ connector, place: read.yaml.place(['queues', name, 'strategy', 'ask']) });
    const announced = read?.yaml.written(['queues', name, 'announce']) ?? [];
    const place = announced.length === 3 ? read?.yaml.place(announced) : read?.yaml.placeOfKey(['queues', name]);
    if (place) reader.queuePlaces.set(name, place);
    const source = read?.data.queues[name]?.where;
    if (read && source !== undefined)
      conditions.set(name, { source, place: read.yaml.place(['queues', name, 'where']) });
  }
  return new Map(
    Object.entries(read?.data.queues ?? {}).map(([name, queue]): [string, QueueSettings] => [
      name,
      {
        name,
        title: queue.title,
        skills: queue.skills,
        ringForMs: queue.ring_for,
        wrapUpMs: queue.wrap_up.forMs,
        wrapUp: queue.wrap_up.rule,
        ...(queue.disposition && { disposition: queue.disposition }),
        maxWaitMs: queue.max_wait,
        maxWaiting: queue.max_waiting,
        ...(queue.max_talking !== undefined && { maxTalking: queue.max_talking }),
        starvesAfterMs: queue.starving_after,
        ...queue.strategy,
        urgency: queue.priority,
        fanOut: queue.at_once,
        tierOpensAfterMs: queue.tier_opens_after,
        relax: queue.relax,
        where: null,
        afterOffer: queue.after_offer,
        ...(queue.confirm && { confirm: queue.confirm }),
        refusedAgainAfterMs: queue.ask_again_after,
        ...(read && gatesOf(name, queue, { yaml: read.yaml, problems: reader.problems })),
        schedule: queue.schedule ?? null,
        atClosing: queue.at_closing,
        maxTalkMs: queue.max_talk,
        counting: countingOf(queue),
        music: queue.music,
        announce: {
          position: queue.announce.position,
          afterMs: queue.announce.after,
          everyMs: queue.announce.every,
          prompt: queue.announce.prompt ?? null,
        },
        ...(queue.mail !== undefined && { mail: queue.mail }),
        ...(queue.keep_messages !== undefined && { keepMessagesMs: queue.keep_messages }),
      },
    ]),
  );
}

function readAgents(
  reader: Reader,
  queues: ReadonlyMap<string, QueueSettings>,
): { readonly agents: Map<string, AgentSettings>; readonly rules: AgentRules } {
  const read = reader.file('agents.yaml', agentsFile);
  const agents = new Map<string, AgentSettings>();
  const accounts = new Map<string, string>();
  const extensions = new Map<string, string>();
  const rules = rulesOf(read?.data);
  if (!read) return { agents, rules };
  checkProfiles(reader, read, queues);
  noteConfirms(reader, read.yaml, 'agents', read.data.agents);
  noteConfirms(reader, read.yaml, 'profiles', read.data.profiles);
  for (const [id, agent] of Object.entries(read.data.agents)) {
    const path = ['agents', id];
    agent.queues.forEach(({ queue }, index) => {
      if (!queues.has(queue))
        reader.unknown(read.yaml.place([...path, 'queues', index]), 'queue', queue, queues.keys());
    });
    const phone: AgentSettings['phone'] = agent.phone.startsWith('sip:')
      ? { is: 'address', uri: agent.phone }
      : {
          is: 'account',
          account: agent.phone,
          ...(agent.password_env !== undefined && { passwordFrom: agent.password_env }),
        };
    const account = accountOf(id, phone);
    const other = accounts.get(account);
    if (other !== undefined)
      reader.problems.error(
        read.yaml.place([...path, 'phone']),
        'SITE006',
        `the phone ${account} belongs to ${other} already`,
      );
    accounts.set(account, id);
    const { extension } = agent;
    const whose = extensions.get(extension ?? '');
    if (whose !== undefined)
      reader.problems.error(
        read.yaml.place([...path, 'extension']),
        'SITE006',
        `the extension ${extension} belongs to ${whose} already`,
      );
    if (extension !== undefined) extensions.set(extension, id);
    const membership = membershipsOf(agent, read.data.profiles);
    const confirm = confirmOf(agent, read.data.profiles);
    agents.set(id, {
      id,
      name: agent.name,
      phone,
      ...(extension !== undefined && { extension }),
      skills: agent.skills,
      queues: Object.keys(membership),
      membership,
      groups: agent.groups,
      ...(confirm && { confirm }),
      ...(agent.mail !== undefined && { mail: agent.mail }),
      ...(agent.keep_messages !== undefined && { keepMessagesMs: agent.keep_messages }),
      ...(agent.voicemail_pin !== undefined && { voicemailPin: agent.voicemail_pin }),
    });
  }
  return { agents, rules };
}

/** Everything that a queue says can be heard, in every language that is spoken. */
export function checkQueuePrompts(
  reader: Reader,
  check: PromptCheck,
  queues: ReadonlyMap<string, QueueSettings>,
  languages: ReadonlySet<string>,
): void {
  for (const { name, announce } of queues.values()) {
    const place = reader.queuePlaces.get(name) ?? { file: 'queues.yaml', line: 1, col: 1 };
    const need = (prompt: string, why: string): void => check.need(prompt, languages, place, why, `queue ${name}`);
    if (announce.position)
      for (const prompt of ['queue/next', 'queue/position']) need(prompt, ', and the queue says positions');
    if (announce.prompt !== null) need(announce.prompt, ', and the queue announces it');
  }
}
