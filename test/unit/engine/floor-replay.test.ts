import { Book } from '../../../src/acd/book';
import { decide } from '../../../src/acd/decide';
import type { FloorInput } from '../../../src/acd/decision';
import { explainWait } from '../../../src/acd/explain';
import { emptyFloor } from '../../../src/acd/floor';
import { replaying, type Replay } from '../../../src/engine/floor-replay';
import { FloorRecorder } from '../../../src/engine/floor-recorder';
import type { FloorSite, FloorSnapshot, RecordedTurn } from '../../../src/engine/ports/floor-records';
import { lotsOf } from '../../../src/sim/staffing/lots';
import { atOnce } from '../../../src/site/piecemeal';
import { QuietLog } from '../../support/centre';
import { agent, floorOf, queueSettings } from '../../support/floor';

const sites = {
  one: floorOf([agent('anna'), agent('boris')], [queueSettings('sales', { strategy: 'random' })]),
  two: floorOf([agent('anna'), agent('boris'), agent('clara')], [queueSettings('sales', { strategy: 'fewest-calls' })]),
};
const settingsOf = ({ current }: FloorSite) => (current === 'two' ? sites.two : sites.one);

/** A busy while across a publish, with a snapshot in the middle; everything goes through JSON, as it is kept. */
function recorded() {
  const lots = lotsOf('replay');
  const turns: RecordedTurn[] = [];
  const snapshots: FloorSnapshot[] = [];
  let now = 0;
  let site: FloorSite = { current: 'one', canary: null };
  const records = {
    note: (turn: RecordedTurn) => turns.push(turn),
    keep: (snapshot: FloorSnapshot) => {
      snapshots.push(snapshot);
      return Promise.resolve();
    },
  };
  const recorder = new FloorRecorder({ records, site: () => site, log: new QuietLog() });
  const book = new Book(emptyFloor, recorder.watch(settingsOf(site)), 0);
  void recorder.begin(book, 0);
  const happens = (input: FloorInput, to?: string): void => {
    if (to !== undefined) site = { current: to, canary: null };
    if (input.type === 'configured') book.configure(recorder.watch(settingsOf(site)), now);
    const decision = decide(book, input, now);
    recorder.note(input, decision, { at: now, book });
    for (const action of decision.actions)
      if (action.type === 'tell' && action.message.type === 'agent-answered')
        happens({ type: 'report-bridge', ticket: action.message.ticket, leg: action.message.leg, done: true });
  };
  happens({ type: 'configured' }, 'one');
  for (let step = 0; step < 1500; step++) {
    now += Math.floor(lots() * 8_000);
    const who = ['anna', 'boris', 'clara'][Math.floor(lots() * 3)]!;
    const tickets = [...book.tickets.values()];
    const some = tickets[Math.floor(lots() * tickets.length)];
    const leg =
      some &&
      ('offers' in some.state ? some.state.offers[0]?.leg : 'offer' in some.state ? some.state.offer.leg : undefined);
    const what = lots();
    if (what < 0.3) {
      const caller = { number: '', name: '' };
      const request = { id: `c${step}.t1`, call: `c${step}`, queue: 'sales', priority: 0, skills: {}, agent: null };
      happens({ type: 'enqueue', ticket: { ...request, maxWaitMs: null, caller, enteredAt: now } });
    } else if (what < 0.5) happens({ type: 'set-agent-state', agent: who, to: 'available', reason: '', by: who });
    else if (leg && what < 0.75) happens({ type: 'leg-answered', leg });
    else if (leg && what < 0.9) happens({ type: 'leg-ended', leg, by: 'them', cause: 16 });
    else happens({ type: 'deadline' });
    if (step === 900) happens({ type: 'configured' }, 'two');
  }
  return {
    book,
    now,
    ...(JSON.parse(JSON.stringify({ turns, snapshots })) as { turns: RecordedTurn[]; snapshots: FloorSnapshot[] }),
  };
}

const replayOf = (record: { snapshots: readonly FloorSnapshot[]; turns: readonly RecordedTurn[] }, until: number) =>
  atOnce(replaying({ lease: 1, ...record }, settingsOf, until));

const whats = (replay: Replay | undefined) => replay?.differences.map(({ what }) => what);

describe('the floor, replayed', () => {
  const { book, now, turns, snapshots } = recorded();

  test('a snapshot is taken at the start, and after a thousand turns or an hour', () => {
    const [start, next] = snapshots;
    expect(start).toMatchObject({ after: 0, at: 0 });
    expect(next!.after === 1_000 || next!.at - start!.at >= 3_600_000).toBe(true);
  });

  test.each([0, 1])(
    'from snapshot %d on, across a publish, the same decisions come out and the same floor',
    (index) => {
      const replayed = replayOf({ snapshots: snapshots.slice(index), turns }, now);
      expect(replayed?.differences).toEqual([]);
      expect(replayed?.turns).toBeGreaterThan(200);
      expect(replayed?.compared).toBe(snapshots.length - 1 - index);
      expect(new Map(replayed?.book.tickets)).toEqual(new Map(book.tickets));
      expect(new Map(replayed?.book.agents)).toEqual(new Map(book.agents));
      for (const id of book.tickets.keys())
        expect(replayed && explainWait(replayed.book, id, now)).toEqual(explainWait(book, id, now));
    },
  );

  test('a moment in the middle, and what was decided after it, turn by turn', () => {
    const { at } = turns[500]!;
    const replayed = replayOf({ snapshots: snapshots.slice(0, 1), turns }, at);
    const next = turns.filter((turn) => turn.at > at);
    expect(replayed?.turns).toBe(turns.length - next.length);
    const steps = [...(replayed?.steps() ?? [])];
    expect(steps.map(({ turn }) => turn.number)).toEqual(next.map(({ number }) => number));
    expect(replayed?.differences).toEqual([]);
    expect(new Map(replayed?.book.agents)).toEqual(new Map(book.agents));
  });

  test('another site, a turn that is lost, and a floor that is not the same are told', () => {
    const [start, later] = snapshots;
    const elsewhere = { snapshots: [{ ...start!, site: { current: 'two', canary: null } }], turns };
    expect(whats(replayOf(elsewhere, turns[400]!.at))).toContain('other-decision');
    const gap = replayOf({ snapshots: [start!], turns: turns.filter(({ number }) => number !== 20) }, now);
    expect(gap?.differences[0]).toMatchObject({ what: 'turns-lost', turn: 21 });
    const [first, ...others] = later!.agents;
    const changed = { ...later!, agents: [{ ...first!, missed: 77 }, ...others] };
    expect(whats(replayOf({ snapshots: [start!, changed], turns }, now))).toEqual(['other-floor']);
  });

  test('a site whose text is lost is told', () => {
    const lost = ({ current }: FloorSite) => (current === 'two' ? undefined : sites.one);
    const record = { lease: 1, snapshots: snapshots.slice(0, 1), turns };
    expect(whats(atOnce(replaying(record, lost, now)))).toContain('site-lost');
    expect(atOnce(replaying(record, () => undefined, now))).toBeUndefined();
  });
});

test('what is asked outside is recorded: a queue that is shut for callbacks is shut in the replay', () => {
  const notes: RecordedTurn[] = [];
  const recorder = new FloorRecorder({
    records: { keep: () => Promise.resolve(), note: (turn) => notes.push(turn) },
    site: () => ({ current: 'one', canary: null }),
    log: new QuietLog(),
  });
  let opens: number | null = 5_000;
  const watched = recorder.watch({ ...sites.one, opensAt: (_, at) => Math.max(at, opens ?? Infinity) });
  const book = new Book(emptyFloor, watched, 0);
  const turn = (at: number): RecordedTurn | undefined => {
    watched.opensAt?.('sales', at);
    recorder.note({ type: 'deadline' }, decide(book, { type: 'deadline' }, at), { at, book });
    return notes.at(-1);
  };
  expect(turn(1)?.opens).toEqual({ sales: 5_000 });
  expect(turn(2)?.opens).toBeUndefined();
  opens = null;
  expect(turn(3)?.opens).toEqual({ sales: null });
  opens = 0;
  expect(turn(4)?.opens).toEqual({ sales: 0 });
});
