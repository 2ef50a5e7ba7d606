import { usualSpeech, type PromptFile, type SpeechSettings } from '../../domain/prompt';
import { formatDuration, type Instant, type Millis } from '../../domain/time';
import type { Log, Speech } from '../../engine/ports/world';
import { SpeechFailed, type SpeechEngine } from './engine';
import type { OpenEngines } from './engines';
import type { Renders } from './renders';
import { Shelf, type Slot } from './shelf';
import { convert, isSilent } from './sound';

/** How a text came to be spoken: made now, taken from what was made before, or not at all. */
export type SpeechResult = 'rendered' | 'cached' | 'failed';
export type ObserveSpeech = (engine: string, result: SpeechResult, seconds: number) => void;

export interface SpeakerOptions {
  readonly shelf: Shelf;
  readonly renders: Renders;
  readonly engines: OpenEngines;
  readonly log: Log;
  readonly now: () => Instant;
  /** How long a caller waits for a text; default 3 s. */
  readonly budgetMs?: Millis;
  readonly observe?: ObserveSpeech;
}

export interface Said extends PromptFile {
  readonly made: boolean;
  readonly engine: string;
  /** Why the first choice did not speak. */
  readonly instead: string | null;
}

const BUDGET_MS = 3_000;
/** An engine that is away is left alone for so long. */
const REST_MS = 30_000;
/** Nobody listens to more: a quarter of an hour. */
const LONGEST_TEXT = 10_000;
/** A new version of how we make files makes new files. */
const MAKING = '1: 8 kHz mono 16 bit, -3 dB';

/** Makes texts into files: by the first engine that can, once per text, and never two at once for one. */
export class Speaker implements Speech {
  private settings: SpeechSettings = usualSpeech;
  private readonly opened = new Map<string, readonly SpeechEngine[]>();
  private readonly resting = new Map<string, { readonly until: Instant; readonly why: string }>();
  private readonly stopping = new AbortController();

  constructor(private readonly options: SpeakerOptions) {}

  /** How texts are spoken that calls ask for from now on. */
  use(settings: SpeechSettings): void {
    this.settings = settings;
  }

  stop(): void {
    this.stopping.abort();
  }

  async file(text: string, language: string): Promise<PromptFile> {
    const { renders, budgetMs = BUDGET_MS } = this.options;
    const { settings } = this;
    const said = tidy(text);
    const known = this.firstChoice(said, language);
    if (known) return known;
    const ticket = renders.ask(this.key(said, language, settings), () => this.make(said, language, settings), true);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        ticket.leave();
        reject(new SpeechFailed(`the text was not spoken within ${formatDuration(budgetMs)}`));
      }, budgetMs);
    });
    try {
      const { file, lengthMs } = await Promise.race([ticket.result, late]);
      return { file, lengthMs };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Speaks a text that nobody waits for yet; rejects with `SpeechFailed`. */
  ahead(text: string, language: string, settings: SpeechSettings): Promise<Said> {
    const { renders } = this.options;
    const said = tidy(text);
    return renders.ask(this.key(said, language, settings), () => this.make(said, language, settings), false).result;
  }

  /** Where the text would lie, by each engine that may speak it, the first choice first. */
  slots(text: string, language: string, settings: SpeechSettings): readonly Slot[] {
    return this.enginesOf(settings).map((engine) => slotOf(engine, tidy(text), language));
  }

  /** From memory. What another engine made in its stead does not hold for ever: the first choice is tried again. */
  private firstChoice(text: string, language: string): PromptFile | undefined {
    const [engine] = this.enginesOf(this.settings);
    const found = engine && this.options.shelf.known(slotOf(engine, text, language));
    if (found) this.options.observe?.(engine.name, 'cached', 0);
    return found;
  }

  private async make(text: string, language: string, settings: SpeechSettings): Promise<Said> {
    const engines = this.enginesOf(settings);
    const { shelf, observe, now } = this.options;
    if (engines.length === 0) throw new SpeechFailed('nothing speaks here (the speech engine is none)');
    if (text.length > LONGEST_TEXT) throw new SpeechFailed(`the text has more than ${LONGEST_TEXT} characters`);
    const whys: string[] = [];
    for (const engine of engines) {
      const slot = slotOf(engine, text, language);
      const found = await shelf.find(slot);
      const instead = whys[0] ?? null;
      if (found) {
        observe?.(engine.name, 'cached', 0);
        return { ...found, made: false, engine: engine.name, instead };
      }
      const rest = this.resting.get(engine.name);
      if (rest && rest.until > now()) {
        whys.push(rest.why);
        continue;
      }
      const begun = now();
      try {
        const file = await shelf.put(slot, await this.speak(engine, text, language));
        observe?.(engine.name, 'rendered', (now() - begun) / 1000);
        return { ...file, made: true, engine: engine.name, instead };
      } catch (error) {
        observe?.(engine.name, 'failed', (now() - begun) / 1000);
        whys.push(this.failed(engine, error));
      }
    }
    throw new SpeechFailed(whys.join('; '));
  }

  private async speak(engine: SpeechEngine, text: string, language: string): Promise<Buffer> {
    const { signal } = this.stopping;
    const samples = await convert(await engine.speak(text, language, signal), { evenly: true }, signal);
    if (isSilent(samples)) throw new SpeechFailed('what it said is silent');
    return samples;
  }

  private failed(engine: SpeechEngine, error: unknown): string {
    const why = `${engine.name}: ${error instanceof Error ? error.message : String(error)}`;
    const away = error instanceof SpeechFailed && error.away;
    this.options.log.warn('a speech engine could not speak a text', { engine: engine.name, why, away });
    if (away) this.resting.set(engine.name, { until: this.options.now() + REST_MS, why });
    return why;
  }

  private enginesOf(settings: SpeechSettings): readonly SpeechEngine[] {
    const key = JSON.stringify(settings);
    const engines = this.opened.get(key) ?? this.options.engines(settings);
    this.opened.set(key, engines);
    return engines;
  }

  private key(text: string, language: string, settings: SpeechSettings): string {
    return JSON.stringify([settings, language, text]);
  }
}

/** Line breaks and indentation in YAML are no other text. */
const tidy = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');

const slotOf = (engine: SpeechEngine, text: string, language: string): Slot =>
  Shelf.slot('spoken', MAKING, engine.name, engine.manner(language), language, text);
