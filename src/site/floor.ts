import { accountOf, type AgentSettings } from '../domain/agent';
import type { QueueSettings } from '../domain/queue';
import type { PromptCheck } from './prompts';
import type { Reader } from './reader';
import { agentsFile, queuesFile } from './schemas';

export function readQueues(reader: Reader): Map<string, QueueSettings> {
  const read = reader.file('queues.yaml', queuesFile);
  for (const name of Object.keys(read?.data.queues ?? {})) {
    const announced = read?.yaml.written(['queues', name, 'announce']) ?? [];
    const place = announced.length === 3 ? read?.yaml.place(announced) : read?.yaml.placeOfKey(['queues', name]);
    if (place) reader.queuePlaces.set(name, place);
  }
  return new Map(
    Object.entries(read?.data.queues ?? {}).map(([name, queue]): [string, QueueSettings] => [
      name,
      {
        name,
        title: queue.title,
        skills: queue.skills,
        ringForMs: queue.ring_for,
        wrapUpMs: queue.wrap_up,
        maxWaitMs: queue.max_wait,
        maxWaiting: queue.max_waiting,
        retryAgentAfterMs: queue.retry_agent_after,
        schedule: queue.schedule ?? null,
        atClosing: queue.at_closing,
        maxTalkMs: queue.max_talk,
        music: queue.music,
        announce: {
          position: queue.announce.position,
          afterMs: queue.announce.after,
          everyMs: queue.announce.every,
          prompt: queue.announce.prompt ?? null,
        },
        ...(queue.mail !== undefined && { mail: queue.mail }),
      },
    ]),
  );
}

export function readAgents(reader: Reader, queues: ReadonlyMap<string, QueueSettings>): Map<string, AgentSettings> {
  const read = reader.file('agents.yaml', agentsFile);
  const agents = new Map<string, AgentSettings>();
  const accounts = new Map<string, string>();
  const extensions = new Map<string, string>();
  if (!read) return agents;
  for (const [id, agent] of Object.entries(read.data.agents)) {
    const path = ['agents', id];
    agent.queues.forEach((queue, index) => {
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
    agents.set(id, {
      id,
      name: agent.name,
      phone,
      ...(extension !== undefined && { extension }),
      skills: agent.skills,
      queues: agent.queues,
      ...(agent.mail !== undefined && { mail: agent.mail }),
      ...(agent.voicemail_pin !== undefined && { voicemailPin: agent.voicemail_pin }),
    });
  }
  return agents;
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
