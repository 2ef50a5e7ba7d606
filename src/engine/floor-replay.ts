import { Book } from '../acd/book';
import { decide } from '../acd/decide';
import type { Decision, FloorInput } from '../acd/decision';
import type { Witness } from '../acd/draft';
import type { FloorSettings, FloorState } from '../acd/floor';
import type { QueueName } from '../domain/ids';
import type { QueueGate } from '../domain/queue-gate';
import type { Instant } from '../domain/time';
import type { FloorRecord, FloorSite, FloorSnapshot, RecordedTurn } from './ports/floor-records';

/** What came out otherwise than it was recorded; the replayed floor is not to be trusted from there on. */
export interface Difference {
  readonly turn: number;
  readonly at: Instant;
  readonly what: 'other-decision' | 'other-floor' | 'threw' | 'turns-lost' | 'site-lost';
}

/** A turn after the moment, and what was decided. */
export interface Step {
  readonly turn: RecordedTurn;
  readonly decision: Pick<Decision, 'events' | 'actions' | 'refused'>;
}

export interface Replay {
  /** The floor as it was. */
  readonly book: Book;
  /** Turns from the snapshot to the moment. */
  readonly turns: number;
  /** Snapshots on the way that the replayed floor was compared with. */
  readonly compared: number;
  readonly differences: readonly Difference[];
  /** Goes on after the moment, turn by turn; each changes the book. The witness sees every offer just before it is made. */
  steps(witness?: Witness): Iterable<Step>;
}

/** The site changed, by whichever way the floor is told of it. */
export const isOfSite = ({ type }: FloorInput): boolean => type === 'configured' || type === 'recovered';

/**
 * A number that two decisions hardly ever share when they do not say the same: FNV-1a (32 bits) over what they tell and command. Of
 * events it takes the types and what is plain in their data (agents, states, tickets, reasons), of actions the legs: every offer
 * has its own. Events are made anew for each decision, so their keys always stand in one order.
 */
export function printOf({ events, actions, refused }: Pick<Decision, 'events' | 'actions' | 'refused'>): number {
  let text = refused ?? '';
  for (const { id, type, data } of events) {
    text += `|${id} ${type}`;
    for (const value of Object.values(data)) if (typeof value !== 'object') text += ` ${String(value)}`;
  }
  for (const action of actions) text += `|${action.type} ${action.call} ${'leg' in action ? action.leg : ''}`;
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/**
 * Makes the floor again as it was at an instant: from the older snapshot, with every turn since. Yields after each turn, for
 * calls that are not to wait. `undefined` when the text of the site of then is lost.
 */
export function* replaying(
  { snapshots, turns }: FloorRecord,
  settingsOf: (site: FloorSite) => FloorSettings | undefined,
  until: Instant,
): Generator<undefined, Replay | undefined, undefined> {
  const [first, ...later] = snapshots;
  if (!first) return undefined;
  const replayed = Replayed.from(first, settingsOf);
  if (!replayed) return undefined;
  const since = turns.filter(({ number }) => number > first.after);
  let [made, compared] = [0, 0];
  for (const turn of since) {
    if (turn.at > until) break;
    replayed.take(turn);
    made++;
    const check = later.find(({ after }) => after === turn.number);
    if (check) {
      compared++;
      yield* replayed.compare(check);
    }
    yield undefined;
  }
  const { book, differences } = replayed;
  const next = since.slice(made);
  return {
    ...{ book, turns: made, compared, differences },
    *steps(witness) {
      for (const turn of next) {
        const decision = replayed.take(turn, witness);
        if (decision) yield { turn, decision };
      }
    },
  };
}

class Replayed {
  readonly differences: Difference[] = [];
  readonly book: Book;
  private last: number;

  private constructor(
    { after, at, ...snapshot }: FloorSnapshot,
    private readonly settingsOf: (site: FloorSite) => FloorSettings | undefined,
    private site: FloorSettings,
    private readonly opens: Map<QueueName, Instant | null>,
  ) {
    this.last = after;
    this.book = new Book(stateOf(snapshot), site, at);
  }

  static from(snapshot: FloorSnapshot, settingsOf: (site: FloorSite) => FloorSettings | undefined) {
    const opens = new Map(Object.entries(snapshot.opens));
    const site = settingsOf(snapshot.site);
    return site && new Replayed(snapshot, settingsOf, withOpenings(site, opens), opens);
  }

  /** `undefined` when it could not be decided. */
  take(turn: RecordedTurn, witness?: Witness): Decision | undefined {
    if (turn.number !== this.last + 1) this.differ(turn, 'turns-lost');
    this.last = turn.number;
    for (const [queue, at] of Object.entries(turn.opens ?? {})) this.opens.set(queue, at);
    try {
      if (turn.site) this.configure(turn, turn.site);
      else if (isOfSite(turn.input)) this.book.configure(this.site, turn.at);
      const decision = decide(this.book, turn.input, turn.at, witness);
      if (printOf(decision) !== turn.print) this.differ(turn, 'other-decision');
      return decision;
    } catch {
      this.differ(turn, 'threw');
      return undefined;
    }
  }

  /** Whether every record is what the snapshot has: not a bit more, and none less. */
  *compare(snapshot: FloorSnapshot): Generator<undefined, void, undefined> {
    const { agents, tickets, counters, gates } = new Book(stateOf(snapshot), this.site, snapshot.at);
    const { book } = this;
    let same = agents.size === book.agents.size && tickets.size === book.tickets.size;
    same &&= canonical(counters) === canonical(book.counters);
    same &&= canonical(gatesIn(gates)) === canonical(gatesIn(book.gates));
    for (const [there, here] of [
      [agents, book.agents],
      [tickets, book.tickets],
    ] as const) {
      for (const [id, record] of there) {
        same &&= canonical(record) === canonical(here.get(id));
        yield undefined;
      }
    }
    if (!same) this.differ({ number: snapshot.after, at: snapshot.at }, 'other-floor');
  }

  private configure(turn: RecordedTurn, to: FloorSite): void {
    const site = this.settingsOf(to);
    if (site) this.site = withOpenings(site, this.opens);
    else this.differ(turn, 'site-lost');
    this.book.configure(this.site, turn.at);
  }

  private differ({ number: turn, at }: Pick<RecordedTurn, 'number' | 'at'>, what: Difference['what']): void {
    this.differences.push({ turn, at, what });
  }
}

const withOpenings = (site: FloorSettings, opens: ReadonlyMap<QueueName, Instant | null>): FloorSettings => ({
  ...site,
  opensAt: (queue, at) => Math.max(at, opens.has(queue) ? (opens.get(queue) ?? Infinity) : 0),
});

const gatesIn = (gates: ReadonlyMap<QueueName, QueueGate>): Readonly<Record<QueueName, QueueGate>> =>
  Object.fromEntries(gates);

const stateOf = ({
  agents,
  tickets,
  counters,
  gates = [],
}: Pick<FloorSnapshot, 'agents' | 'tickets' | 'counters' | 'gates'>): FloorState => ({
  gates: new Map(gates.map((gate) => [gate.queue, gate])),
  agents: new Map(agents.map((agent) => [agent.id, agent])),
  tickets: new Map(tickets.map((ticket) => [ticket.id, ticket])),
  counters,
});

/** The same text for the same record, in whatever order its keys stand. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
