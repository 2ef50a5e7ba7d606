import { DateTime } from 'luxon';
import type { EndedBy } from '../../domain/call';
import type { JsonObject } from '../../domain/json';
import type { Instant, Millis } from '../../domain/time';
import type { Site } from '../../flow/office';
import type { Place, Problems } from '../../flow/problem';
import { YamlFile, type Path } from '../../flow/yaml';
import type { Answer } from '../answers';
import { checkNames } from './names';
import {
  stepWords,
  storiesSchema,
  storySchema,
  type WrittenGiven,
  type WrittenStep,
  type WrittenStory,
} from './schema';
import type { FinalCheck, Given, OrderByHand, Story, StoryStep } from './story';

/** How long an expectation waits where nothing is said of it. */
export const PATIENCE_MS = 3_600_000;

/** Reads a story file. What is wrong with it, names that the site does not know included, goes to `problems`. */
export function readStories(file: string, text: string, site: Site, problems: Problems): readonly Story[] {
  const yaml = YamlFile.read(file, text, problems);
  if (yaml.data === undefined) return [];
  const { data } = yaml;
  if (typeof data === 'object' && data !== null && 'stories' in data) {
    const written = yaml.parse(storiesSchema, data, [], problems);
    if (!written) return [];
    const common: Shared = { given: written.given, path: ['given'] };
    return written.stories.flatMap((each, index) =>
      new StoryReader(yaml, site, problems, ['stories', index]).read(each, common),
    );
  }
  const written = yaml.parse(storySchema, data, [], problems);
  return written ? new StoryReader(yaml, site, problems, []).read(written, { given: {}, path: [] }) : [];
}

/** What is given for all stories of a file, and where. */
interface Shared {
  readonly given: WrittenGiven;
  readonly path: Path;
}

class StoryReader {
  constructor(
    private readonly yaml: YamlFile,
    private readonly site: Site,
    private readonly problems: Problems,
    private readonly path: Path,
  ) {}

  read(written: WrittenStory, shared: Shared): readonly Story[] {
    const before = this.problems.sorted().length;
    const given = this.given(written, shared);
    const story: Story | undefined = given && {
      name: written.story,
      place: this.yaml.place([...this.path, 'story']),
      given,
      steps: written.steps.flatMap((step, index) => this.step(step, [...this.path, 'steps', index]) ?? []),
      atTheEnd: this.finalChecks(written),
    };
    if (!story) return [];
    checkNames(story, this.site, this.problems, (...path) => this.placeOf(written, shared, path));
    return this.problems.sorted().length > before ? [] : [story];
  }

  /** Where something given stands: in the story, or in what is given for all. */
  private placeOf(written: WrittenStory, shared: Shared, path: Path): Place {
    const [key] = path;
    const own = key !== undefined && written.given[key as keyof WrittenGiven] !== undefined;
    return own ? this.yaml.place([...this.path, 'given', ...path]) : this.yaml.place([...shared.path, ...path]);
  }

  private given(written: WrittenStory, shared: Shared): Given | undefined {
    const given = { ...shared.given, ...written.given };
    if (written.given.number !== undefined) delete given.flow;
    if (written.given.flow !== undefined) delete given.number;
    const place = this.yaml.place([...this.path, ...(this.path.length === 0 ? [] : ['story'])]);
    const to =
      given.number !== undefined ? { number: given.number } : given.flow !== undefined ? { flow: given.flow } : null;
    if (to === null || given.at === undefined) {
      const missing = [to === null ? 'a number (or a flow)' : '', given.at === undefined ? 'at: a day and time' : ''];
      this.problems.error(place, 'SITE003', `given: needs ${missing.filter((each) => each !== '').join(' and ')}`);
      return undefined;
    }
    if (written.given.number !== undefined && written.given.flow !== undefined)
      this.problems.error(place, 'SITE001', 'given: a call has either a number or a flow');
    const at = this.instant(given.at);
    if (at === undefined) {
      this.problems.error(this.placeOf(written, shared, ['at']), 'SITE001', `at: there is no day ${given.at}`);
      return undefined;
    }
    return {
      caller: given.caller ?? '',
      name: given.name ?? '',
      to,
      phone: given.phone ?? null,
      diverted: given.diverted ?? '',
      headers: Object.fromEntries(
        Object.entries(given.headers ?? {}).map(([header, value]) => [header.toLowerCase(), value]),
      ),
      at,
      answers: new Map(
        Object.entries(given.answers ?? {}).map(([connector, byKey]): [string, ReadonlyMap<string, Answer>] => [
          connector,
          mapOf(byKey),
        ]),
      ),
      agents: mapOf(given.agents),
      schedules: mapOf(given.schedules),
      outside: mapOf(given.outside),
      waiting: mapOf(given.waiting),
      ...(given.calendars && { calendars: mapOf(given.calendars) }),
      ...(given.callbacks && { callbacks: mapOf(given.callbacks) }),
      ...(given.last_agent && { lastAgent: mapOf(given.last_agent) }),
      others: mapOf(given.others),
      lists: new Map(
        Object.entries(given.lists ?? {}).map(([list, entries]): [string, ReadonlyMap<string, JsonObject>] => [
          list,
          new Map(Object.entries(entries).map(([key, fields]) => [key, fields ?? {}])),
        ]),
      ),
      wrongPins: wrongPinsOf(given.wrong_pins ?? {}, this.site),
    };
  }

  /** In the time zone of the site. */
  private instant(text: string): Instant | undefined {
    const time = DateTime.fromISO(text.replace(' ', 'T'), { zone: this.site.dayParts.timeZone });
    return time.isValid ? time.toMillis() : undefined;
  }

  private step(written: WrittenStep, path: Path): StoryStep | undefined {
    const place = (word: string): Place => this.yaml.placeOfKey([...path, word]);
    const withinMs: Millis = written.within ?? PATIENCE_MS;
    if (written.heard) return { is: 'heard', sounds: written.heard, withinMs, place: place('heard') };
    if (written.playing) return { is: 'playing', sounds: written.playing, withinMs, place: place('playing') };
    if (written.said !== undefined)
      return { is: 'heard', sounds: [{ is: 'said', text: written.said }], withinMs, place: place('said') };
    if (written.queue !== undefined)
      return { is: 'queue', queue: written.queue, position: written.position ?? null, withinMs, place: place('queue') };
    if (written.offered_to !== undefined)
      return { is: 'offered_to', agent: written.offered_to, withinMs, place: place('offered_to') };
    if (written.answered_by !== undefined)
      return { is: 'answered_by', who: written.answered_by, withinMs, place: place('answered_by') };
    if (written.dialled !== undefined)
      return { is: 'dialled', number: written.dialled, withinMs, place: place('dialled') };
    if (written.keys_sent !== undefined)
      return { is: 'keys_sent', keys: written.keys_sent, withinMs, place: place('keys_sent') };
    if (written.sent) {
      const { by = null, to = null, subject = null, text = null } = written.sent;
      return { is: 'sent', notice: { by, to, subject, text }, withinMs, place: place('sent') };
    }
    if (written.called_back) return { is: 'called_back', withinMs, place: place('called_back') };
    if (written.outside) return { is: 'outside', outside: mapOf(written.outside), place: place('outside') };
    if (written.schedules) return { is: 'schedules', schedules: mapOf(written.schedules), place: place('schedules') };
    if (written.label !== undefined) return { is: 'label', label: written.label, withinMs, place: place('label') };
    if (written.end !== undefined)
      return { is: 'end', outcome: written.end, by: endedBy[written.by ?? ''] ?? null, withinMs, place: place('end') };
    if (written.keys !== undefined) return { is: 'keys', keys: this.keys(written.keys, path), place: place('keys') };
    if (written.speaks !== undefined) return { is: 'speaks', forMs: written.speaks, place: place('speaks') };
    if (written.wait !== undefined) return { is: 'wait', forMs: written.wait, place: place('wait') };
    if (written.hangup !== undefined) return { is: 'hangup', who: written.hangup, place: place('hangup') };
    if (written.agents !== undefined) return { is: 'agents', agents: mapOf(written.agents), place: place('agents') };
    const order = orderIn(written);
    if (order) return { is: 'by_hand', order: order.order, place: place(order.word) };
    this.problems.error(this.yaml.place(path), 'SITE003', `a step needs one of ${stepWords.join(', ')}`);
    return undefined;
  }

  /** As they were written: YAML reads `012` as a number. */
  private keys(keys: string | number, path: Path): string {
    return typeof keys === 'string' ? keys : (this.yaml.sourceOf([...path, 'keys']) ?? String(keys));
  }

  private finalChecks(written: WrittenStory): readonly FinalCheck[] {
    const place = (...path: Path): Place => this.yaml.placeOfKey([...this.path, ...path]);
    return [
      ...Object.entries(written.vars).map(([name, value]): FinalCheck => ({
        is: 'vars',
        name,
        value,
        place: place('vars', name),
      })),
      ...(written.path ? [{ is: 'path', labels: written.path, place: place('path') } as const] : []),
      ...(written.tags ? [{ is: 'tags', tags: written.tags, place: place('tags') } as const] : []),
      ...Object.entries(written.lists).flatMap(([list, entries]) =>
        Object.entries(entries).map(([key, wanted]): FinalCheck => ({
          is: 'listed',
          list,
          key,
          wanted,
          place: place('lists', list, key),
        })),
      ),
      ...(written.never_heard ?? []).map((sound): FinalCheck => ({
        is: 'never_heard',
        sound,
        place: place('never_heard'),
      })),
    ];
  }
}

/** `{ pins: { anna: 10 } }`: by what the PIN belongs to, `voicemail`, `caller`, a list or an expression, and its key. */
function wrongPinsOf(
  written: Readonly<Record<string, Readonly<Record<string, number>>>>,
  site: Site,
): Given['wrongPins'] {
  const lists = Object.keys(site.listsAt(0));
  return Object.entries(written).flatMap(([of, byKey]) =>
    Object.entries(byKey).map(([key, times]) => {
      const is = of === 'voicemail' || of === 'caller' ? of : lists.includes(of) ? 'list' : 'expression';
      return { subject: { is, of: is === 'list' || is === 'expression' ? of : '', key, secret: false }, times };
    }),
  );
}

function orderIn({
  picked_by,
  moved_to,
  priority,
  withdrawn,
}: WrittenStep): { readonly word: string; readonly order: OrderByHand } | undefined {
  if (picked_by !== undefined) return { word: 'picked_by', order: { type: 'pick-ticket', agent: picked_by } };
  if (moved_to !== undefined) return { word: 'moved_to', order: { type: 'move-ticket', queue: moved_to } };
  if (priority !== undefined) return { word: 'priority', order: { type: 'set-priority', priority } };
  return withdrawn && { word: 'withdrawn', order: { type: 'withdraw-ticket' } };
}

const endedBy: Readonly<Record<string, EndedBy>> = { caller: 'them', us: 'us', unknown: 'unknown' };

const mapOf = <T>(written: Readonly<Record<string, T>> | undefined): ReadonlyMap<string, T> =>
  new Map(Object.entries(written ?? {}));
