import { setImmediate as breathe } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, gzip, type ZlibOptions } from 'node:zlib';
import type { Agent } from '../../acd/floor';
import type { Ticket } from '../../domain/queue';
import type { Instant, Millis } from '../../domain/time';
import type { FloorRecord, FloorRecords, FloorSnapshot, RecordedTurn } from '../../engine/ports/floor-records';
import { keysOf } from './keys';
import type { RedisLink } from './link';
import type { Fence } from './store';

/** Turns are written together: after so many, or after so long. */
const BATCH = 256;
const WITHIN_MS: Millis = 250;
/** While Redis is away, so many turns are held; those above are lost, and a replay says so. */
const MOST_HELD = 50_000;
/** So many batches and pieces of snapshots lie in Redis at most; the oldest go first, whatever the site keeps. */
const MOST_ENTRIES = 500_000;
/** Records in one piece of a snapshot. */
const PIECE = 200;
/** Entries in one read. */
const PAGE = 50;
/** The clock of Redis stamps entries, ours the turns: so far they may be apart beside the difference that is seen. */
const CLOCKS_APART_MS: Millis = 60_000;

const gzipped = promisify<string, ZlibOptions, Buffer>(gzip);
/** Fast rather than small. */
const packed = (text: string): Promise<Buffer> => gzipped(text, { level: 1 });
const unpacked = promisify<Buffer, Buffer>(gunzip);

interface Entry {
  readonly lease: number;
  readonly turns: readonly RecordedTurn[];
  readonly piece?: Piece;
}

type Head = Pick<FloorSnapshot, 'after' | 'at'> & { readonly index: number; readonly of: number };

interface Piece extends Head {
  readonly text: Buffer;
}

/** A turn, and whose it is: who writes it late may lead no more. */
interface Held {
  readonly lease: number;
  readonly turn: RecordedTurn;
}

interface Part {
  readonly agents: readonly Agent[];
  readonly tickets: readonly Ticket[];
  readonly rest?: Pick<FloorSnapshot, 'site' | 'opens' | 'counters' | 'gates'>;
}

export interface RedisFloorRecordsOptions {
  readonly link: RedisLink;
  readonly prefix: string;
  readonly fence: Pick<Fence, 'number'>;
  readonly now: () => Instant;
  /** Hears why turns could not be written; they are held. */
  readonly onError: (error: unknown) => void;
}

/** Turns and snapshots in one stream, in the order of time, all compressed; apart from what is saved of the floor, which waits for none of it. */
export class RedisFloorRecords implements FloorRecords {
  private readonly key: string;
  private held: Held[] = [];
  private alarm: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly options: RedisFloorRecordsOptions) {
    this.key = keysOf(options.prefix).turns;
  }

  note(turn: RecordedTurn): void {
    const lease = this.options.fence.number;
    if (lease === 0) return;
    if (this.held.length < MOST_HELD) this.held.push({ lease, turn });
    if (this.held.length === BATCH) void this.flush();
    else this.alarm ??= this.soon();
  }

  /** Writes what is held; what cannot be written now is written with the next. */
  flush(): Promise<void> {
    clearTimeout(this.alarm);
    this.alarm = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  async keep({ agents, tickets, after, at, ...rest }: FloorSnapshot): Promise<void> {
    const lease = this.options.fence.number;
    if (lease === 0) return;
    const of = Math.max(1, Math.ceil(Math.max(agents.length, tickets.length) / PIECE));
    let index = 0;
    for (const part of piecesOf({ agents, tickets, rest })) {
      await this.append(lease, 'part', part, { after, at, index: index++, of });
      await breathe();
    }
  }

  async read(at: Instant, further: number): Promise<FloorRecord | undefined> {
    await this.flush();
    const seam = Math.max(0, at + (await this.apart()));
    const found = new Found(at);
    for await (const entry of this.entries(seam + CLOCKS_APART_MS, 'backwards')) {
      await found.take(entry);
      if (found.isEnough) break;
    }
    const { lease, snapshots } = found;
    const [oldest] = snapshots;
    if (lease === undefined || !oldest) return undefined;
    const before = found.turnsAfter(oldest.after);
    const later =
      further > 0 ? await this.later(before.at(-1)?.number ?? oldest.after, { at, lease, further, seam }) : [];
    return { lease, snapshots, turns: [...before, ...later] };
  }

  async trim(before: Instant): Promise<void> {
    const apart = await this.apart();
    await this.options.link.run((redis) => redis.xtrim(this.key, 'MINID', '~', Math.max(0, before + apart)));
  }

  private async write(): Promise<void> {
    for (let left = this.held.length; left > 0;) {
      const [first, ...others] = this.held.slice(0, Math.min(BATCH, left));
      if (!first) return;
      const { lease } = first;
      const batch = [first, ...others.filter((each) => each.lease === lease)];
      this.held.splice(0, batch.length);
      left -= batch.length;
      const turns = batch.map(({ turn }) => turn);
      try {
        await this.append(lease, 'turns', turns);
      } catch (error) {
        this.held.unshift(...batch);
        this.alarm ??= this.soon();
        this.options.onError(error);
        return;
      }
    }
  }

  private soon(): NodeJS.Timeout {
    return setTimeout(() => void this.flush(), WITHIN_MS).unref();
  }

  private async append(lease: number, what: 'turns' | 'part', value: unknown, head?: Head): Promise<void> {
    const packedValue = await packed(JSON.stringify(value));
    const fields = ['lease', lease, ...(head ? ['head', JSON.stringify(head)] : []), what, packedValue];
    await this.options.link.run((redis) => redis.xadd(this.key, 'MAXLEN', '~', MOST_ENTRIES, '*', ...fields));
  }

  private async later(
    last: number,
    {
      at,
      lease,
      further,
      seam,
    }: { readonly at: Instant; readonly lease: number; readonly further: number; readonly seam: number },
  ): Promise<readonly RecordedTurn[]> {
    const later: RecordedTurn[] = [];
    for await (const entry of this.entries(seam - CLOCKS_APART_MS, 'forwards')) {
      if (entry.lease > lease || later.length >= further) break;
      if (entry.lease === lease)
        later.push(...entry.turns.filter((turn) => turn.at > at && turn.number > (later.at(-1)?.number ?? last)));
    }
    return later.slice(0, further);
  }

  /** What must be added to an instant of ours to have that of Redis. */
  private async apart(): Promise<Millis> {
    const [seconds, micros] = await this.options.link.run((redis) => redis.time());
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000) - this.options.now();
  }

  private async *entries(from: number, way: 'backwards' | 'forwards'): AsyncIterable<Entry> {
    let next = String(Math.max(0, from));
    for (;;) {
      const page = await this.options.link.run((redis) =>
        way === 'backwards'
          ? redis.xrevrangeBuffer(this.key, next, '-', 'COUNT', PAGE)
          : redis.xrangeBuffer(this.key, next, '+', 'COUNT', PAGE),
      );
      for (const [, fields] of page) yield await entryOf(fields);
      const last = page.at(-1);
      if (!last) return;
      next = `(${last[0].toString()}`;
    }
  }
}

/** What was read backwards from a moment, of whoever led the floor then. */
class Found {
  lease: number | undefined;
  /** The oldest first. */
  readonly snapshots: FloorSnapshot[] = [];
  isEnough = false;
  private readonly turns = new Map<number, RecordedTurn>();
  private readonly pieces = new Map<number, Map<number, Piece>>();
  private lowest = Infinity;

  constructor(private readonly at: Instant) {}

  async take({ lease, turns, piece }: Entry): Promise<void> {
    const mine = turns.filter(({ at }) => at <= this.at);
    const isThen = mine.length > 0 || (piece !== undefined && piece.at <= this.at);
    if (!isThen) return;
    if (this.lease === undefined || lease > this.lease) this.follow(lease);
    // A leader writes its last turns late, perhaps between those of the next; only its beginning lies before theirs.
    else if (lease < this.lease) {
      this.isEnough = piece?.after === 0;
      return;
    }
    for (const turn of mine) {
      this.turns.set(turn.number, turn);
      this.lowest = Math.min(this.lowest, turn.number);
    }
    if (piece) await this.takePiece(piece);
    const [oldest] = this.snapshots;
    // A snapshot and the turns around it are written beside each other: some of those after it may lie before it.
    if (oldest && (oldest.after === 0 || (this.snapshots.length === 2 && this.lowest <= oldest.after + 1)))
      this.isEnough = true;
  }

  turnsAfter(number: number): readonly RecordedTurn[] {
    return [...this.turns.values()].filter((turn) => turn.number > number).sort((a, b) => a.number - b.number);
  }

  /** Whoever has the highest lease led; what was found of another before came late. */
  private follow(lease: number): void {
    this.lease = lease;
    this.snapshots.length = 0;
    this.turns.clear();
    this.pieces.clear();
    this.lowest = Infinity;
  }

  private async takePiece(piece: Piece): Promise<void> {
    const pieces = this.pieces.get(piece.after) ?? new Map<number, Piece>();
    this.pieces.set(piece.after, pieces.set(piece.index, piece));
    if (pieces.size === piece.of && this.snapshots.length < 2) this.snapshots.unshift(await wholeOf(pieces.values()));
  }
}

async function entryOf(fields: readonly Buffer[]): Promise<Entry> {
  const field = (name: string): Buffer | undefined => {
    const at = fields.findIndex((each, index) => index % 2 === 0 && each.toString() === name);
    return at < 0 ? undefined : fields[at + 1];
  };
  const [turns, head, text] = [field('turns'), field('head'), field('part')];
  return {
    lease: Number(field('lease')?.toString()),
    turns: turns ? (JSON.parse((await unpacked(turns)).toString()) as readonly RecordedTurn[]) : [],
    ...(head && text && { piece: { ...(JSON.parse(head.toString()) as Head), text } }),
  };
}

/** Records as they will be written, some at a time: a large floor is not to stop the calls. */
function* piecesOf({ agents, tickets, rest }: Required<Part>): Iterable<Part> {
  for (let from = 0; from === 0 || from < Math.max(agents.length, tickets.length); from += PIECE)
    yield {
      agents: agents.slice(from, from + PIECE),
      tickets: tickets.slice(from, from + PIECE),
      ...(from === 0 && { rest }),
    };
}

async function wholeOf(pieces: Iterable<Piece>): Promise<FloorSnapshot> {
  const inOrder = [...pieces].sort((a, b) => a.index - b.index);
  const parts = await Promise.all(
    inOrder.map(async ({ text }) => JSON.parse((await unpacked(text)).toString()) as Part),
  );
  const [first] = inOrder;
  const rest = parts.find((part) => part.rest)?.rest;
  if (!first || !rest) throw new Error('a snapshot of the floor has no beginning');
  return {
    ...{ after: first.after, at: first.at },
    ...rest,
    agents: parts.flatMap(({ agents }) => agents),
    tickets: parts.flatMap(({ tickets }) => tickets),
  };
}
