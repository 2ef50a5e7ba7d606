import {
  recordingFormats,
  type PromptFile,
  type PromptSound,
  type RecordingFormat,
  type SpeechSettings,
} from '../domain/prompt';
import type { Site } from '../flow/office';
import type { Place, Problems } from '../flow/problem';
import type { DayParts } from '../flow/day-parts';
import { Cel, type PromptName } from '../flow/values';
import { didYouMean } from '../flow/yaml';
import { recordingsOf } from './content';
import { recordingAt } from './recordings';

/** The file that a sound was made into, where it was made. Asked while calls go on: from memory. */
export type Heard = (sound: PromptSound, speech: SpeechSettings) => PromptFile | undefined;

/** Who plays which prompts. */
export interface PromptUse {
  /** `flow main`, `queue sales`. */
  readonly by: string;
  /** Matches the names that it plays; made when somebody asks. */
  readonly names: () => RegExp;
}

/** `<language>/<name>`. */
export const promptKey = (language: string, name: string): string => `${language}/${name}`;

/** What each prompt of a version is made of, by its key: its recording goes before its text. */
export function soundsOf(
  files: Readonly<Record<string, string>>,
  texts: Site['prompts'],
): ReadonlyMap<string, PromptSound> {
  const sounds = new Map<string, PromptSound>();
  for (const [language, prompts] of texts)
    for (const [name, { text }] of prompts)
      sounds.set(promptKey(language, name), { language, name, recording: null, text });
  for (const [path, { hash: sha256 }] of recordingsOf(files)) {
    const at = recordingAt(path);
    if (!at) continue;
    const { language, name, format } = at;
    const before = sounds.get(promptKey(language, name));
    if (before?.recording && rank(before.recording.format) < rank(format)) continue;
    sounds.set(promptKey(language, name), {
      language,
      name,
      recording: { sha256, format },
      text: before?.text ?? null,
    });
  }
  return sounds;
}

const rank = (format: RecordingFormat): number => Object.keys(recordingFormats).indexOf(format);

interface Need {
  readonly places: Place[];
  readonly languages: Set<string>;
  readonly why: string;
}

/** Sees to it that everything a site plays can be heard. Each prompt is told of once, however often it is used. */
export class PromptCheck {
  private readonly needs = new Map<string, Need>();
  readonly uses: PromptUse[] = [];

  constructor(
    private readonly sounds: ReadonlyMap<string, PromptSound>,
    private readonly known: Site['prompts'],
    private readonly dayParts: DayParts,
    /** Recordings that are not among the sounds. */
    private readonly recorded: () => { has(key: string): boolean },
    /** Languages whose texts could not be read. */
    private readonly unread: (language: string) => boolean,
  ) {}

  /** A flow plays this, in these languages. */
  use(prompt: PromptName, languages: Iterable<string>, place: Place, by: string): void {
    this.uses.push({ by, names: () => pattern(prompt, this.dayParts) });
    for (const name of namesOf(prompt, this.dayParts)) this.need(name, languages, place, '');
  }

  /** Something else of the site plays it, and why. */
  need(name: string, languages: Iterable<string>, place: Place, why: string, by?: string): void {
    const need = this.needs.get(name) ?? { places: [], languages: new Set<string>(), why };
    this.needs.set(name, need);
    need.places.push(place);
    for (const language of languages) need.languages.add(language);
    if (by !== undefined) this.uses.push({ by, names: () => new RegExp(`^${escaped(name)}$`) });
  }

  report(problems: Problems, placeOfText: (language: string, name: string) => Place): void {
    this.reportMissing(problems);
    this.reportSpoken(problems, placeOfText);
  }

  private reportMissing(problems: Problems): void {
    const groups = new Map<string, { names: string[]; languages: readonly string[]; places: Place[]; why: string }>();
    for (const [name, need] of this.needs) {
      const languages = [...need.languages].filter((language) => !this.heard(language, name)).sort();
      if (languages.length === 0) continue;
      const { why } = need;
      const places = new Map(need.places.map((place) => [`${place.file}:${place.line}:${place.col}`, place]));
      const key = JSON.stringify([[...places.keys()], languages, why]);
      const group = groups.get(key) ?? { names: [], languages, places: [...places.values()], why };
      group.names.push(name);
      groups.set(key, group);
    }
    for (const { names, languages, places, why } of groups.values()) {
      const [place, ...others] = places;
      if (place) problems.error(place, 'FLOW007', this.missing(names, languages, why) + alsoAt(others, place));
    }
  }

  private missing(names: readonly string[], languages: readonly string[], why: string): string {
    const [first = ''] = names;
    const where = languages.length === 1 ? (languages[0] ?? '') : `{${languages.join(',')}}`;
    const one = names.length === 1;
    const others = languages.flatMap((language) => [...(this.known.get(language)?.keys() ?? [])]);
    return `the prompt${one ? '' : 's'} ${names.join(', ')} ${one ? 'has' : 'have'} neither a recording (prompts/${where}/${first}.wav) nor a text in prompts/${where}.yaml${why}${didYouMean(first, others)}`;
  }

  /** Where a language is recorded at all, a prompt that is only written was forgotten, or will be recorded. */
  private reportSpoken(problems: Problems, placeOfText: (language: string, name: string) => Place): void {
    const sounds = [...this.sounds.values()];
    const recordedIn = new Set(sounds.flatMap(({ language, recording }) => (recording ? [language] : [])));
    const spoken = new Map<string, string[]>();
    for (const { language, name, recording } of sounds)
      if (!recording && recordedIn.has(language)) spoken.set(name, [...(spoken.get(name) ?? []), language]);
    for (const [name, languages] of spoken)
      problems.warn(
        placeOfText(languages[0] ?? '', name),
        'SITE031',
        `the prompt ${name} is not recorded in ${languages.sort().join(', ')}; its text is spoken`,
      );
  }

  private heard(language: string, name: string): boolean {
    const key = promptKey(language, name);
    return this.unread(language) || this.sounds.has(key) || this.recorded().has(key);
  }
}

const MOST_PLACES = 3;

function alsoAt(others: readonly Place[], first: Place): string {
  if (others.length === 0) return '';
  const named = others
    .slice(0, MOST_PLACES)
    .map(({ file, line }) => (file === first.file ? `line ${line}` : `${file}:${line}`));
  const more = others.length - named.length;
  return `; also at ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The names that a prompt may have: parts of the day are known, other facts are not. */
function namesOf(prompt: PromptName, dayParts: DayParts): readonly string[] {
  if (prompt.constant) return [prompt.source];
  let names = [''];
  for (const part of prompt.parts) {
    if (part instanceof Cel && part.source !== 'daypart') return [];
    const choices = part instanceof Cel ? dayParts.parts.map(({ name }) => name) : [part];
    names = names.flatMap((before) => choices.map((choice) => before + choice));
  }
  return names;
}

/** All names that a prompt may have, known or not. */
function pattern(prompt: PromptName, dayParts: DayParts): RegExp {
  const parts = prompt.parts.map((part) => {
    if (!(part instanceof Cel)) return escaped(part);
    return part.source === 'daypart' ? `(?:${dayParts.parts.map(({ name }) => escaped(name)).join('|')})` : '.+';
  });
  return new RegExp(`^${parts.join('')}$`);
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
