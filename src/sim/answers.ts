import type { CallId, CommandId } from '../domain/ids';
import type { Millis } from '../domain/time';
import { VOICEMAILS } from '../domain/voicemail';
import type { ChooserAsked, Choosers, Lookups } from '../engine/ports/work';
import type { Clock } from '../engine/ports/world';
import type { FetchCommand, LookupCommand, LookupResult } from '../flow/command';
import type { Site } from '../flow/office';

/** What a connector answers to a key, and when; `null` for never. */
export interface Answer {
  readonly result: LookupResult | null;
  readonly afterMs: Millis;
}

/** What connectors answer, by connector and key; `*` stands for every other key. */
export type Answers = ReadonlyMap<string, ReadonlyMap<string, Answer>>;

/** The name of no connector: requests that a flow makes by itself, by their address. */
export const REQUESTS = 'http';

/** How long an answer takes where nothing is said of it. */
export const ANSWERS_AFTER_MS = 50;

/** Look-ups in memory: what was given, else the site's own tables, else nothing is found. */
export class SimulatedLookups implements Lookups, Choosers {
  private readonly handlers: ((command: CommandId, result: LookupResult) => void)[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly site: Pick<Site, 'connectors'>,
    private readonly answers: Answers,
  ) {}

  start(_call: CallId, { id, connector, key }: LookupCommand): Promise<void> {
    return this.answer(id, this.answerTo(connector, key));
  }

  fetch(_call: CallId, { id, request }: FetchCommand): Promise<void> {
    return this.answer(id, this.answerTo(REQUESTS, request.url));
  }

  private answer(id: CommandId, { result, afterMs }: Answer): Promise<void> {
    if (result !== null)
      this.clock.at(this.clock.now() + afterMs, () => {
        for (const handler of this.handlers) handler(id, result);
      });
    return Promise.resolve();
  }

  /** By the name of the queue, as it stands in the address that is asked. */
  choose({ connector, question }: ChooserAsked): Promise<LookupResult> {
    const { result, afterMs } = this.answerTo(connector, question.queue);
    return new Promise((resolve) => {
      if (result !== null) this.clock.at(this.clock.now() + afterMs, () => resolve(result));
    });
  }

  onResult(handler: (command: CommandId, result: LookupResult) => void): void {
    this.handlers.push(handler);
  }

  private answerTo(connector: string, key: string): Answer {
    const given = this.answers.get(connector);
    return given?.get(key) ?? given?.get('*') ?? { result: this.inTable(connector, key), afterMs: ANSWERS_AFTER_MS };
  }

  private inTable(connector: string, key: string): LookupResult {
    // Boxes in which nobody has left a message.
    if (connector === VOICEMAILS) return { is: 'found', value: [] };
    const settings = this.site.connectors.get(connector);
    const value = settings?.is === 'table' ? settings.rows.get(key) : undefined;
    return value === undefined ? { is: 'not-found' } : { is: 'found', value };
  }
}
