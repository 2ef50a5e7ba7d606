import type { Book } from '../acd/book';
import type { Decision, FloorInput } from '../acd/decision';
import type { FloorSettings } from '../acd/floor';
import type { QueueName } from '../domain/ids';
import type { Instant, Millis } from '../domain/time';
import { printOf } from './floor-replay';
import type { FloorRecords, FloorSite, FloorSnapshot, RecordedTurn } from './ports/floor-records';
import type { Log } from './ports/world';

export interface RecorderParts {
  readonly records: Pick<FloorRecords, 'keep' | 'note'>;
  /** What the floor goes by now. */
  readonly site: () => FloorSite;
  readonly log: Log;
}

/** A snapshot is taken after so many turns, or twice as many as there are records where that is more: so its share of a turn is bounded. */
const TURNS_PER_SNAPSHOT = 1_000;
/** Or after so long, if anything has happened: what is older than the site keeps is forgotten, snapshots with it. */
const SNAPSHOT_EVERY_MS: Millis = 3_600_000;

/** Notes what the floor is given and uses, turn by turn, and now and then the whole of it. */
export class FloorRecorder {
  private number = 0;
  private readonly opens = new Map<QueueName, Instant | null>();
  private opened: Record<QueueName, Instant | null> | undefined;
  private site: FloorSite | undefined;
  private recorded = '';
  private snapshot = { after: 0, at: 0 };
  private keeping: Promise<void> | undefined;

  constructor(private readonly parts: RecorderParts) {}

  /** The settings that the floor goes by from now on; what they answer is noted. */
  watch(settings: FloorSettings): FloorSettings {
    this.site = this.parts.site();
    const { opensAt } = settings;
    if (!opensAt) return settings;
    return {
      ...settings,
      opensAt: (queue, at) => {
        const answer = opensAt(queue, at);
        const opens = answer <= at ? 0 : answer === Infinity ? null : answer;
        if (opens !== (this.opens.has(queue) ? this.opens.get(queue) : 0)) {
          this.opens.set(queue, opens);
          (this.opened ??= {})[queue] = opens;
        }
        return answer;
      },
    };
  }

  /** Before the first turn: without it nothing could be replayed that comes before the next. */
  async begin(book: Book, at: Instant): Promise<void> {
    this.recorded = keyOf(this.site);
    this.opened = undefined;
    await this.keep(book, at);
  }

  /** After a turn is saved, before the next. Takes a snapshot when it is time; one that cannot be kept is told, and the next comes. */
  note(input: FloorInput, decision: Decision, { at, book }: { readonly at: Instant; readonly book: Book }): void {
    this.parts.records.note(this.turn(input, decision, at));
    const since = this.number - this.snapshot.after;
    const isMuch = since >= Math.max(TURNS_PER_SNAPSHOT, 2 * (book.agents.size + book.tickets.size));
    if (this.keeping || !(isMuch || at - this.snapshot.at >= SNAPSHOT_EVERY_MS)) return;
    this.keeping = this.keep(book, at).finally(() => (this.keeping = undefined));
  }

  private turn(input: FloorInput, decision: Decision, at: Instant): RecordedTurn {
    const { opened, site } = this;
    this.opened = undefined;
    const isNew = site !== undefined && keyOf(site) !== this.recorded;
    this.recorded = keyOf(site);
    return {
      number: ++this.number,
      at,
      input,
      ...(isNew && { site }),
      ...(opened && { opens: opened }),
      print: printOf(decision),
    };
  }

  private async keep(book: Book, at: Instant): Promise<void> {
    if (!this.site) return;
    this.snapshot = { after: this.number, at };
    // Records are replaced and never changed, so a list of them is a snapshot, and texts can be made of it later.
    const snapshot: FloorSnapshot = {
      ...this.snapshot,
      site: this.site,
      opens: Object.fromEntries(this.opens),
      agents: [...book.agents.values()],
      tickets: [...book.tickets.values()],
      counters: book.counters,
      gates: [...book.gates.values()],
    };
    try {
      await this.parts.records.keep(snapshot);
    } catch (error) {
      this.parts.log.error('a snapshot of the floor could not be kept; until the next, replays begin further back', {
        error,
      });
    }
  }
}

const keyOf = (site: FloorSite | undefined): string => `${site?.current ?? ''}+${site?.canary ?? ''}`;
