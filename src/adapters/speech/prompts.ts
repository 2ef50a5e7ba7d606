import { createHash } from 'node:crypto';
import type { PromptFile, PromptSound, SpeechSettings } from '../../domain/prompt';
import type { Log } from '../../engine/ports/world';
import type { Problem } from '../../flow/problem';
import { Shelf, type Slot } from './shelf';
import { convert } from './sound';
import type { Said, Speaker } from './speaker';

interface Text {
  readonly language: string;
  readonly text: string;
}

/** What a version of the site wants to be heard. */
export interface Wanted {
  readonly sounds: Iterable<PromptSound>;
  readonly speech: SpeechSettings;
  /** What steps say that is known before a call comes. */
  readonly texts?: Iterable<Text>;
  /** What may be said: spoken when all else is made, and nobody waits for it. */
  readonly later?: Iterable<Text>;
  /** The content of a recording, where it is at hand. */
  readonly recording: (sound: PromptSound) => Promise<Buffer | undefined>;
}

export interface Prepared {
  readonly prompts: number;
  /** How many files were made anew. */
  readonly made: number;
  readonly problems: readonly Problem[];
}

const TOGETHER = 4;
/** A new version of how we convert makes new files. */
const MAKING = '1: 8 kHz mono 16 bit';

/**
 * Every prompt of every version of the site, as files by content: a changed recording is another file, so a call hears to
 * its end what its own version says. Recordings are converted, texts spoken, when a version is published and never while
 * a call waits.
 */
export class PromptLibrary {
  /** Where a sound may lie, the best first. A sound belongs to one version, so it is always spoken in one way. */
  private readonly slots = new WeakMap<PromptSound, readonly Slot[]>();
  /** What is spoken without hurry, by version. */
  private leisure: Wanted | undefined;

  constructor(
    private readonly shelf: Shelf,
    private readonly speaker: Pick<Speaker, 'ahead' | 'slots' | 'stop'>,
    private readonly log: Log,
  ) {}

  /** Looks at what was made before. */
  async open(): Promise<void> {
    await this.shelf.open();
  }

  close(): void {
    this.leisure = undefined;
    this.speaker.stop();
  }

  /** The file of a sound, from memory. */
  heard(sound: PromptSound, speech: SpeechSettings): PromptFile | undefined {
    for (const slot of this.slotsOf(sound, speech)) {
      const file = this.shelf.known(slot);
      if (file) return file;
    }
    return undefined;
  }

  /** Makes whatever is not there yet. Never rejects for a prompt that cannot be made: that is a problem, said once. */
  async prepare(wanted: Wanted): Promise<Prepared> {
    const sounds = [...wanted.sounds];
    const texts = [...(wanted.texts ?? [])];
    const outcomes = await inTurns([
      ...sounds.map((sound) => () => this.prepareOne(sound, wanted)),
      ...texts.map(
        ({ text, language }) =>
          () =>
            this.say(text, language, wanted.speech, textFailed),
      ),
    ]);
    this.leisure = wanted;
    void this.speakLater(wanted);
    return {
      prompts: sounds.length,
      made: outcomes.filter(({ made }) => made).length,
      problems: once([...outcomes.flatMap(({ problem }) => problem ?? []), ...instead(outcomes)]),
    };
  }

  /** One after another, until all are spoken, one cannot be, or another version comes. A call asks for it again. */
  private async speakLater(wanted: Wanted): Promise<void> {
    try {
      for (const { text, language } of wanted.later ?? []) {
        if (this.leisure !== wanted) return;
        await this.speaker.ahead(text, language, wanted.speech);
      }
    } catch (error) {
      this.log.debug('texts are not spoken ahead', { why: error instanceof Error ? error.message : String(error) });
    }
  }

  private async prepareOne(sound: PromptSound, wanted: Wanted): Promise<Outcome> {
    const { language, name, text } = sound;
    const prompt = `prompts/${language}/${name}`;
    if (sound.recording === null)
      return text === null ? nothing : this.say(text, language, wanted.speech, silent(`${prompt}.wav`));
    try {
      if (await this.shelf.find(slotOf(sound.recording))) return nothing;
      await this.convert(sound.recording, await wanted.recording(sound));
      return { ...nothing, made: true };
    } catch (error) {
      const file = `${prompt}.${sound.recording.format}`;
      const why = error instanceof Error ? error.message : String(error);
      if (text === null) return { ...nothing, problem: silent(file)(why) };
      const spoken = await this.say(text, language, wanted.speech, silent(file));
      return spoken.problem ? spoken : { ...spoken, problem: standIn(file, why) };
    }
  }

  private async convert(recording: Recording, content: Buffer | undefined): Promise<void> {
    if (content === undefined) throw new Error('the recording is not there any more');
    if (createHash('sha256').update(content).digest('hex') !== recording.sha256)
      throw new Error('the recording is another one than when the site was read; reload it again');
    const samples = await convert({ bytes: content, format: recording.format }, { evenly: false });
    if (samples.length === 0) throw new Error('the recording is empty');
    await this.shelf.put(slotOf(recording), samples);
  }

  private async say(text: string, language: string, speech: SpeechSettings, failed: Failed): Promise<Outcome> {
    try {
      const said = await this.speaker.ahead(text, language, speech);
      return { ...nothing, made: said.made, said };
    } catch (error) {
      return { ...nothing, problem: failed(error instanceof Error ? error.message : String(error)) };
    }
  }

  private slotsOf(sound: PromptSound, speech: SpeechSettings): readonly Slot[] {
    const known = this.slots.get(sound);
    if (known) return known;
    const { recording, text, language } = sound;
    const slots = [
      ...(recording ? [slotOf(recording)] : []),
      ...(text === null ? [] : this.speaker.slots(text, language, speech)),
    ];
    this.slots.set(sound, slots);
    return slots;
  }
}

type Recording = NonNullable<PromptSound['recording']>;

const slotOf = ({ format, sha256 }: Recording): Slot => Shelf.slot('recorded', MAKING, format, sha256);

interface Outcome {
  readonly made: boolean;
  readonly said: Said | null;
  readonly problem: Problem | null;
}
const nothing: Outcome = { made: false, said: null, problem: null };

const problemAt = (file: string, code: string, message: string): Problem => ({
  file,
  line: 1,
  col: 1,
  severity: 'warning',
  code,
  message,
});

type Failed = (why: string) => Problem;

const silent =
  (file: string): Failed =>
  (why) =>
    problemAt(file, 'SITE007', `this prompt could not be made and will be silent: ${why}`);

const textFailed: Failed = (why) =>
  problemAt('site.yaml', 'SITE007', `texts that flows say could not be spoken and may be silent: ${why}`);

const standIn = (file: string, why: string): Problem =>
  problemAt(file, 'SITE007', `this recording could not be used, so its text is spoken: ${why}`);

/** Many texts may have failed for one reason. */
const once = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [`${problem.file} ${problem.message}`, problem])).values(),
];

/** That another engine spoke is said once, with the number of texts. */
function instead(outcomes: readonly Outcome[]): Problem[] {
  const by = new Map<string, { why: string; texts: number }>();
  for (const { said } of outcomes) {
    if (said?.instead === null || said === null) continue;
    const group = by.get(said.engine) ?? { why: said.instead, texts: 0 };
    group.texts++;
    by.set(said.engine, group);
  }
  return [...by].map(([engine, { why, texts }]) =>
    problemAt('site.yaml', 'SITE035', `${engine} speaks ${texts} ${texts === 1 ? 'text' : 'texts'} instead: ${why}`),
  );
}

/** Some at a time. */
async function inTurns<T>(work: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const results: T[] = [];
  const left = work.entries();
  const worker = async (): Promise<void> => {
    for (const [at, each] of left) results[at] = await each();
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return results;
}
