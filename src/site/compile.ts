import { createHash } from 'node:crypto';
import type { QueueSettings } from '../domain/queue';
import { usualPinLocks } from '../domain/pin-lock';
import { usualSpeech, type PromptFile } from '../domain/prompt';
import { USUAL_RETENTION } from '../domain/retention';
import type { Flow } from '../flow/flow';
import { NOTHING_LIVE, type Site } from '../flow/office';
import type { ParsedFlow } from '../flow/parse';
import { Problems, type Place, type Problem } from '../flow/problem';
import { checkSaid } from '../flow/steps/say-check';
import type { YamlFile } from '../flow/yaml';
import { checkCallbackPrompts } from './callbacks';
import { checkChoosers } from './choosers';
import { checkConfirmPrompts } from './confirm-prompts';
import { checkAcrossFlows, languagesOf } from './cross-flow';
import { constantTextsOf, placesInLine } from './constant-texts';
import { checkQueuePrompts, readFloor } from './floor';
import { checkReferences, readFlows } from './flow-files';
import { checkNamesOfFiles } from './misnamed';
import { checkMusicNamed } from './music-named';
import { entrancesOf, readNumbers } from './numbers';
import { checkPeopleNamed } from './people-named';
import { PromptCheck, promptKey, soundsOf, type Heard, type PromptUse } from './prompts';
import { FILE_OF, Reader } from './reader';
import { checkStates, checkUnused, saying } from './schedule-use';
import { compileSchedules, SCHEDULES, type ReadSchedules } from './schedules';
import { promptsFile, schedulesFile, siteFile } from './schemas';
import { readConnectors, readLists } from './tables';
import { atOnce, type Piecemeal } from './piecemeal';
import { numberingsOf, TRUNKS, trunksFile, trunksOf } from './trunks';
import { checkListWrites, readWritableLists } from './writable-lists';

export type SiteFiles = Readonly<Record<string, string>>;

/** What is recorded, by `<language>/<name>`. */
export type Recordings = ReadonlyMap<string, unknown>;

export interface CompiledSite {
  readonly site: Site | undefined;
  readonly problems: readonly Problem[];
  /** Who plays which prompts, also in a site with mistakes. */
  readonly uses: readonly PromptUse[];
  /** What prompts say, by language and name, also in a site with mistakes. */
  readonly prompts: Site['prompts'];
}

/** The same content has the same revision, wherever it lies. */
export function revisionOf(files: SiteFiles): string {
  const hash = createHash('sha256');
  for (const path of Object.keys(files).sort()) hash.update(`${path}\0${files[path] ?? ''}\0`);
  return hash.digest('hex').slice(0, 12);
}

/**
 * Checks a whole site and puts it together. Every mistake is reported; with errors there is no site. `recorded` are
 * recordings that are not among the files; `heard` is asked while calls go on.
 */
export function compileSite(files: SiteFiles, recorded?: () => Pick<Recordings, 'has'>, heard?: Heard): CompiledSite {
  return atOnce(compiling(files, recorded, heard));
}

/** The same piece by piece. */
export function* compiling(
  files: SiteFiles,
  recorded: () => Pick<Recordings, 'has'> = () => new Map(),
  heard: Heard = () => undefined,
): Piecemeal<CompiledSite> {
  const problems = new Problems();
  const reader = new SiteReader(new Reader(files, problems), recorded, heard);
  const site = yield* reader.read();
  checkNamesOfFiles(Object.keys(files), problems);
  return {
    site: problems.failed ? undefined : site,
    problems: problems.sorted(),
    uses: reader.uses,
    prompts: site.prompts,
  };
}

class SiteReader {
  private readonly textFiles = new Map<string, YamlFile>();
  uses: readonly PromptUse[] = [];

  constructor(
    private readonly reader: Reader,
    private readonly recorded: () => Pick<Recordings, 'has'>,
    private readonly heard: Heard,
  ) {}

  *read(): Piecemeal<Site> {
    const { reader } = this;
    const { files, problems } = reader;
    const head = reader.file('site.yaml', siteFile)?.data ?? {
      site: '',
      numbering: undefined,
      headers: [],
      language: 'en',
      speech: usualSpeech,
      retention: USUAL_RETENTION,
      pin_locks: usualPinLocks,
      music: [],
    };
    const planned = compileSchedules(reader.file(SCHEDULES, schedulesFile), files, problems);
    const { schedules, dayParts, calendars, schedulesWith, takeCalendar } = planned;
    const { queues, agents, rules } = readFloor(reader);
    const writableLists = readWritableLists(reader);
    const numbering = head.numbering ?? null;
    const lists = readLists(reader, writableLists, numbering);
    const connectors = readConnectors(reader, lists);
    checkChoosers(reader, connectors);
    const writtenTrunks = reader.file(TRUNKS, trunksFile, true)?.data;
    const trunks = trunksOf(writtenTrunks);
    const prompts = this.prompts();
    const parsed = yield* readFlows(reader);
    const flows = new Map(parsed.flatMap(({ flow }): [string, Flow][] => (flow ? [[flow.name, flow]] : [])));
    const known = {
      queue: queues,
      schedule: schedules,
      connector: connectors,
      flow: flows,
      list: lists.all,
      header: new Map(head.headers.map((each) => [each, each])),
      trunk: trunks,
    };
    yield;
    checkReferences(reader, parsed, known);
    yield;
    checkListWrites(reader, flows.values(), writableLists, lists.all);
    yield;
    checkPeopleNamed(reader, flows.values(), agents);
    yield;
    checkMusicNamed(reader, flows.values(), queues.values(), head.music);
    yield;
    const numbers = readNumbers(reader, { flows, agents, numbering });
    yield;
    const entries = [...numbers.entries.values()];
    const sounds = soundsOf(files, prompts);
    const unread = (language: string): boolean => reader.unread.has(`prompts/${language}.yaml`);
    const check = new PromptCheck(sounds, prompts, dayParts, this.recorded, unread);
    if (!reader.unread.has('numbers.yaml') && reader.unreadFlows.size === 0)
      yield* checkAcrossFlows(flows, entrancesOf(numbers), queues, problems);
    const languages = languagesOf(flows, entries, head.language);
    yield;
    for (const flow of flows.values()) checkSaid(flow, languages.get(flow.name) ?? [head.language], problems);
    yield;
    for (const { name, prompts: used } of parsed) {
      const by = `flow ${name}`;
      for (const { prompt, place } of used) check.use(prompt, languages.get(name) ?? [head.language], place, by);
      yield;
    }
    const spoken = [head.language, ...[...languages.values()].flatMap((each) => [...each])];
    checkQueuePrompts(reader, check, queues, new Set(spoken));
    checkCallbackPrompts(flows, check, head.language);
    checkConfirmPrompts(reader, check, head.language);
    for (const { schedule, prompt, place } of planned.prompts)
      check.need(
        prompt,
        saying(flows.values(), schedule).flatMap((flow) => [...(languages.get(flow.name) ?? [])]),
        place,
        ', and the schedule says it',
        `schedule ${schedule}`,
      );
    yield;
    this.checkSchedules(planned, parsed, flows.values(), queues);
    yield;
    check.report(problems, (language, name) => this.placeOfText(language, name));
    this.uses = check.uses;
    yield;
    const heard = (name: string, language: string): PromptFile | undefined =>
      this.heard(sounds.get(promptKey(language, name)) ?? { language, name, recording: null, text: null }, head.speech);
    return {
      revision: revisionOf(files),
      language: head.language,
      retention: head.retention,
      pinLocks: head.pin_locks,
      flows,
      dayParts,
      schedules,
      calendars,
      schedulesWith,
      takeCalendar,
      queues,
      agents,
      rules,
      trunks,
      connectors,
      prompts,
      numbering,
      headers: head.headers,
      numberings: numberingsOf(writtenTrunks),
      numbers: numbers.entries,
      otherNumbers: numbers.other,
      featureCodes: numbers.featureCodes,
      live: NOTHING_LIVE,
      listsAt: (now) => lists.at(now),
      writableLists,
      speech: head.speech,
      sounds,
      constantTexts: constantTextsOf(flows.values(), (flow) => languages.get(flow) ?? [head.language]),
      likelyTexts: [...queues.values()].some(({ announce }) => announce.position) ? placesInLine(spoken) : [],
      promptMs: (name, language) => heard(name, language)?.lengthMs,
      promptFile: (name, language) => heard(name, language)?.file,
    };
  }

  private prompts(): Map<string, ReadonlyMap<string, { text: string }>> {
    const prompts = new Map<string, ReadonlyMap<string, { text: string }>>();
    for (const path of Object.keys(this.reader.files)) {
      const language = /^prompts\/([a-z]{2})\.yaml$/.exec(path)?.[1];
      const read = language === undefined ? undefined : this.reader.file(path, promptsFile);
      if (language === undefined || !read) continue;
      this.textFiles.set(language, read.yaml);
      prompts.set(language, new Map(Object.entries(read.data).map(([name, text]) => [name, { text }])));
    }
    return prompts;
  }

  private placeOfText(language: string, name: string): Place {
    return this.textFiles.get(language)?.placeOfKey([name]) ?? { file: `prompts/${language}.yaml`, line: 1, col: 1 };
  }

  private checkSchedules(
    { schedules, places }: ReadSchedules,
    parsed: readonly ParsedFlow[],
    flows: Iterable<Flow>,
    queues: ReadonlyMap<string, QueueSettings>,
  ): void {
    checkStates(flows, schedules, this.reader.problems);
    for (const { name, schedule } of queues.values())
      if (schedule !== null && !schedules.has(schedule))
        this.reader.unknown(
          this.reader.queuePlaces.get(name) ?? { file: FILE_OF.queue, line: 1, col: 1 },
          'schedule',
          schedule,
          schedules.keys(),
        );
    const asked = parsed.flatMap(({ references }) =>
      references.flatMap(({ reference: { to, name } }) => (to === 'schedule' ? [name] : [])),
    );
    // A flow that cannot be read may ask for anything.
    if (this.reader.unreadFlows.size === 0 && !this.reader.unread.has(FILE_OF.queue))
      checkUnused(schedules, places, asked, queues.values(), this.reader.problems);
  }
}
