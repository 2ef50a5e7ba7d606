import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import type { z } from 'zod';
import { accountOf, type AgentSettings } from '../domain/agent';
import type { ConnectorSettings } from '../domain/connector';
import type { JsonObject } from '../domain/json';
import type { QueueSettings } from '../domain/queue';
import type { Millis } from '../domain/time';
import { checkFlow } from '../flow/check';
import type { Flow } from '../flow/flow';
import type { NumberEntry, Site } from '../flow/office';
import { parseFlow, type ParsedFlow } from '../flow/parse';
import { Problems, type Place, type Problem } from '../flow/problem';
import type { DayParts, Schedule } from '../flow/schedule';
import { Cel, type PromptName } from '../flow/values';
import { didYouMean, YamlFile } from '../flow/yaml';
import { ListBook } from './lists';
import {
  agentsFile,
  connectorsFile,
  listFile,
  numbersFile,
  promptsFile,
  queuesFile,
  schedulesFile,
  siteFile,
} from './schemas';

export type SiteFiles = Readonly<Record<string, string>>;

/** How long a recording lasts, by `<language>/<name>`. */
export type Recordings = ReadonlyMap<string, Millis>;

export interface CompiledSite {
  readonly site: Site | undefined;
  readonly problems: readonly Problem[];
}

/** The same content has the same revision, wherever it lies. */
export function revisionOf(files: SiteFiles): string {
  const hash = createHash('sha256');
  for (const path of Object.keys(files).sort()) hash.update(`${path}\0${files[path] ?? ''}\0`);
  return hash.digest('hex').slice(0, 12);
}

/**
 * Checks a whole site and puts it together. Every mistake is reported; with errors there is no site. `recorded` is what the
 * site folder holds; `lengths`, asked while calls go on, may know the spoken prompts too.
 */
export function compileSite(
  files: SiteFiles,
  recorded: () => Pick<Recordings, 'has'>,
  lengths: () => Pick<Recordings, 'get'> = () => new Map(),
): CompiledSite {
  const problems = new Problems();
  const site = new SiteReader(files, recorded, lengths, problems).read();
  return { site: problems.failed ? undefined : site, problems: problems.sorted() };
}

/** The file that says what there is of each kind. */
const FILE_OF = {
  queue: 'queues.yaml',
  schedule: 'schedules.yaml',
  connector: 'connectors.yaml',
  agent: 'agents.yaml',
} as const;

class SiteReader {
  /** Files that are missing or wrong: what they would have named is not missed elsewhere. */
  private readonly unread = new Set<string>();
  /** Flows whose files are wrong. */
  private readonly unreadFlows = new Set<string>();
  private readonly queuePlaces = new Map<string, Place>();

  constructor(
    private readonly files: SiteFiles,
    private readonly recorded: () => Pick<Recordings, 'has'>,
    private readonly lengths: () => Pick<Recordings, 'get'>,
    private readonly problems: Problems,
  ) {}

  read(): Site {
    const head = this.file('site.yaml', siteFile)?.data ?? { site: '', language: 'en' };
    const { schedules, dayParts } = this.schedules();
    const queues = this.queues();
    const agents = this.agents(queues);
    const lists = this.lists();
    const connectors = this.connectors(lists);
    const prompts = this.prompts();
    const parsed = this.flows();
    const flows = new Map(parsed.flatMap(({ flow }): [string, Flow][] => (flow ? [[flow.name, flow]] : [])));
    this.checkReferences(parsed, { queue: queues, schedule: schedules, connector: connectors });
    const numbers = this.numbers(flows, agents);
    const entries = [...numbers.entries.values()];
    this.checkPrompts(parsed, prompts, dayParts, head.language, entries);
    const spoken = [head.language, ...[...flows.values(), ...entries].flatMap(({ language }) => language ?? [])];
    this.checkQueuePrompts(queues, prompts, new Set(spoken));
    const { lengths } = this;
    return {
      revision: revisionOf(this.files),
      language: head.language,
      flows,
      dayParts,
      schedules,
      queues,
      agents,
      connectors,
      prompts,
      numbers: numbers.entries,
      otherNumbers: numbers.other,
      featureCodes: numbers.featureCodes,
      listsAt: (now) => lists.at(now),
      promptMs: (name, language) => lengths().get(`${language}/${name}`),
    };
  }

  /** A file of the site, or `undefined` (said) when it is missing or wrong. */
  private file<T>(path: string, schema: z.ZodType<T>, optional = false): { yaml: YamlFile; data: T } | undefined {
    const text = this.files[path];
    if (text === undefined) {
      if (optional) return undefined;
      this.unread.add(path);
      this.problems.error({ file: path, line: 1, col: 1 }, 'SITE004', `the site has no ${path}`);
      return undefined;
    }
    const yaml = YamlFile.read(path, text, this.problems);
    const data = yaml.data === undefined ? undefined : yaml.parse(schema, yaml.data, [], this.problems);
    if (data !== undefined) return { yaml, data };
    this.unread.add(path);
    return undefined;
  }

  private flows(): ParsedFlow[] {
    const parsed: ParsedFlow[] = [];
    const names = new Map<string, Place>();
    for (const path of Object.keys(this.files)
      .filter((each) => /^flows\/.+\.yaml$/.test(each))
      .sort()) {
      const own = new Problems();
      const text = this.files[path] ?? '';
      const yaml = YamlFile.read(path, text, own);
      const read = yaml.data === undefined ? undefined : parseFlow(yaml, own);
      if (read) parsed.push(read);
      const flow = read?.flow;
      if (flow) {
        checkFlow(flow, own);
        const before = names.get(flow.name);
        if (before) own.error(flow.place, 'SITE005', `the flow ${flow.name} is in ${before.file} already`);
        names.set(flow.name, flow.place);
      } else this.unreadFlows.add(/^flow:[ \t]*["']?(\w+)/m.exec(text)?.[1] ?? '');
      this.problems.add(...own.sorted());
    }
    return parsed;
  }

  private numbers(flows: ReadonlyMap<string, Flow>, agents: ReadonlyMap<string, AgentSettings>) {
    const read = this.file('numbers.yaml', numbersFile);
    const entries = new Map<string, NumberEntry>();
    const featureCodes = new Map<string, string>();
    if (!read) return { entries, other: null, featureCodes };
    const known = (path: readonly PropertyKey[], flow: string): void => {
      if (!flows.has(flow) && !this.unreadFlows.has(flow))
        this.unknown(read.yaml.place(path), 'flow', flow, flows.keys());
    };
    for (const [number, entry] of Object.entries(read.data.numbers)) {
      const path = ['numbers', number];
      known([...path, 'flow'], entry.flow);
      if ('flow' in entry.when_full) known([...path, 'when_full', 'flow'], entry.when_full.flow);
      if (entry.person !== undefined && !agents.has(entry.person))
        this.unknown(read.yaml.place([...path, 'person']), 'agent', entry.person, agents.keys());
      entries.set(number, {
        flow: entry.flow,
        campaign: entry.campaign,
        language: entry.language ?? null,
        person: entry.person ?? null,
        maxCalls: entry.max_calls ?? null,
        whenFull: entry.when_full,
      });
    }
    for (const [code, flow] of Object.entries(read.data.feature_codes)) {
      known(['feature_codes', code], flow);
      featureCodes.set(code, flow);
    }
    const other = entries.get('other') ?? null;
    entries.delete('other');
    return { entries, other, featureCodes };
  }

  private queues(): Map<string, QueueSettings> {
    const read = this.file('queues.yaml', queuesFile);
    for (const name of Object.keys(read?.data.queues ?? {})) {
      const announced = read?.yaml.written(['queues', name, 'announce']) ?? [];
      const place = announced.length === 3 ? read?.yaml.place(announced) : read?.yaml.placeOfKey(['queues', name]);
      if (place) this.queuePlaces.set(name, place);
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
          maxTalkMs: queue.max_talk,
          music: queue.music,
          announce: {
            position: queue.announce.position,
            afterMs: queue.announce.after,
            everyMs: queue.announce.every,
            prompt: queue.announce.prompt ?? null,
          },
        },
      ]),
    );
  }

  private agents(queues: ReadonlyMap<string, QueueSettings>): Map<string, AgentSettings> {
    const read = this.file('agents.yaml', agentsFile);
    const agents = new Map<string, AgentSettings>();
    const accounts = new Map<string, string>();
    if (!read) return agents;
    for (const [id, agent] of Object.entries(read.data.agents)) {
      const path = ['agents', id];
      agent.queues.forEach((queue, index) => {
        if (!queues.has(queue))
          this.unknown(read.yaml.place([...path, 'queues', index]), 'queue', queue, queues.keys());
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
        this.problems.error(
          read.yaml.place([...path, 'phone']),
          'SITE006',
          `the phone ${account} belongs to ${other} already`,
        );
      accounts.set(account, id);
      agents.set(id, { id, name: agent.name, phone, skills: agent.skills, queues: agent.queues });
    }
    return agents;
  }

  private schedules(): { schedules: Map<string, Schedule>; dayParts: DayParts } {
    const read = this.file('schedules.yaml', schedulesFile);
    const zone = read?.data.time_zone ?? 'UTC';
    const closed = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
    const schedules = Object.entries(read?.data.schedules ?? {}).map(([name, schedule]): [string, Schedule] => [
      name,
      {
        name,
        timeZone: schedule.time_zone ?? zone,
        week: { ...closed, ...schedule.week },
        holidays: schedule.holidays.map((holiday) => ({
          name: holiday.name,
          date: holiday.date,
          until: holiday.until ?? holiday.date,
          hours: holiday.hours ?? [],
        })),
      },
    ]);
    const parts = Object.entries(read?.data.dayparts ?? {}).map(([name, from]) => ({ name, from }));
    return {
      schedules: new Map(schedules),
      dayParts: { timeZone: zone, parts: parts.sort((a, b) => a.from - b.from) },
    };
  }

  private lists(): ListBook {
    const lists = new Map<string, ReadonlyMap<string, JsonObject>>();
    for (const path of Object.keys(this.files).filter((each) => /^lists\/.+\.yaml$/.test(each))) {
      const read = this.file(path, listFile);
      if (!read) continue;
      const rows = Object.entries(read.data).map(([key, row]): [string, JsonObject] => {
        if (typeof row?.['until'] === 'string' && !isDay(row['until']))
          this.problems.error(
            read.yaml.place([key, 'until']),
            'SITE001',
            `until: "${row['until']}" is no date like "2026-12-31"`,
          );
        return [key, row ?? {}];
      });
      lists.set(path.slice('lists/'.length, -'.yaml'.length), new Map(rows));
    }
    return new ListBook(lists);
  }

  private connectors(lists: ListBook): Map<string, ConnectorSettings> {
    const read = this.file('connectors.yaml', connectorsFile, true);
    const connectors = new Map<string, ConnectorSettings>();
    for (const [name, written] of Object.entries(read?.data.connectors ?? {})) {
      if ('http' in written) {
        const { url, headers, record } = written.http;
        connectors.set(name, { is: 'http', url, headers, ...(record !== undefined && { record }) });
      } else if ('sql' in written) {
        connectors.set(name, { is: 'sql', urlFrom: written.sql.url_env, query: written.sql.query });
      } else {
        const list = written.table.slice('lists/'.length, -'.yaml'.length);
        const rows = lists.all.get(list);
        if (rows) connectors.set(name, { is: 'table', rows });
        else {
          if (read && !this.unread.has(written.table))
            this.unknown(read.yaml.place(['connectors', name, 'table']), 'list', list, lists.all.keys());
          this.unread.add('connectors.yaml');
        }
      }
    }
    return connectors;
  }

  private prompts(): Map<string, ReadonlyMap<string, { text: string }>> {
    const prompts = new Map<string, ReadonlyMap<string, { text: string }>>();
    for (const path of Object.keys(this.files)) {
      const language = /^prompts\/([a-z]{2})\.yaml$/.exec(path)?.[1];
      const read = language === undefined ? undefined : this.file(path, promptsFile);
      if (language !== undefined && read)
        prompts.set(language, new Map(Object.entries(read.data).map(([name, text]) => [name, { text }])));
    }
    return prompts;
  }

  private checkReferences(
    parsed: readonly ParsedFlow[],
    known: Readonly<Record<'queue' | 'schedule' | 'connector', ReadonlyMap<string, unknown>>>,
  ): void {
    for (const { references } of parsed)
      for (const { reference, place } of references)
        if (!known[reference.to].has(reference.name))
          this.unknown(place, reference.to, reference.name, known[reference.to].keys());
  }

  private checkPrompts(
    parsed: readonly ParsedFlow[],
    prompts: Site['prompts'],
    dayParts: DayParts,
    siteLanguage: string,
    numbers: readonly NumberEntry[],
  ): void {
    for (const { name: flow, language: own, prompts: used } of parsed) {
      const languages = new Set([
        own ?? siteLanguage,
        ...numbers.flatMap((entry) => (entry.flow === flow && entry.language !== null ? [entry.language] : [])),
      ]);
      for (const { prompt, place } of used)
        for (const language of languages) this.needPrompts(namesOf(prompt, dayParts), language, prompts, place);
    }
  }

  private checkQueuePrompts(
    queues: ReadonlyMap<string, QueueSettings>,
    prompts: Site['prompts'],
    languages: Iterable<string>,
  ): void {
    for (const language of languages)
      for (const { name, announce } of queues.values()) {
        const place = this.queuePlaces.get(name) ?? { file: 'queues.yaml', line: 1, col: 1 };
        const position = announce.position ? ['queue/next', 'queue/position'] : [];
        this.needPrompts(position, language, prompts, place, ', and the queue says positions');
        this.needPrompts(
          announce.prompt === null ? [] : [announce.prompt],
          language,
          prompts,
          place,
          ', and the queue announces it',
        );
      }
  }

  private needPrompts(
    names: readonly string[],
    language: string,
    prompts: Site['prompts'],
    place: Place,
    why = '',
  ): void {
    if (this.unread.has(`prompts/${language}.yaml`)) return;
    const known = prompts.get(language);
    const missing = names.filter((name) => known?.has(name) !== true && !this.recorded().has(`${language}/${name}`));
    const [first] = missing;
    if (first === undefined) return;
    const one = missing.length === 1;
    this.problems.error(
      place,
      'FLOW007',
      `the prompt${one ? '' : 's'} ${missing.join(', ')} ${one ? 'has' : 'have'} neither a recording (prompts/${language}/${first}.wav) nor a text in prompts/${language}.yaml${why}${didYouMean(first, [...(known?.keys() ?? [])])}`,
    );
  }

  private unknown(
    place: Place,
    what: keyof typeof FILE_OF | 'flow' | 'list',
    name: string,
    known: Iterable<string>,
  ): void {
    if (what in FILE_OF && this.unread.has(FILE_OF[what as keyof typeof FILE_OF])) return;
    const names = [...known];
    this.problems.error(
      place,
      'FLOW006',
      `there is no ${what} ${name}${didYouMean(name, names)}; known are ${names.join(', ') || 'none'}`,
    );
  }
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text).isValid;

/** The names that a prompt may have: parts of the day are known, other facts are not. */
function namesOf(prompt: PromptName, dayParts: DayParts): readonly string[] {
  let names = [''];
  for (const part of prompt.parts) {
    if (part instanceof Cel && part.source !== 'daypart') return [];
    const choices = part instanceof Cel ? dayParts.parts.map(({ name }) => name) : [part];
    names = names.flatMap((before) => choices.map((choice) => before + choice));
  }
  return names;
}
