import fc from 'fast-check';
import type { CarillonEvent } from '../../../src/domain/event';
import type { Ticket } from '../../../src/domain/queue';
import { agent, floorOf, FloorStory, offersIn, queueSettings } from '../../support/floor';

/** In Berlin the clocks were put back that night: 25 hours. */
export const DAY = Date.parse('2026-10-25T00:00:00+02:00');
const AGENTS = ['anna', 'boris', 'clara'] as const;
const QUEUES = ['sales', 'help'] as const;

/** One thing that happens on a floor. */
export type Happening = readonly [what: number, who: number, pause: number];

export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 11 }),
    fc.nat(20),
    fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 9_000 }) },
      { weight: 2, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 60_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 4_000_000 }) },
    ),
  ),
  { minLength: 5, maxLength: 120, size: 'max' },
);

/** A day as the real floor has it, with all its events; it ends in the middle of whatever goes on. */
export function dayOf(what: readonly Happening[]): {
  readonly events: readonly CarillonEvent[];
  readonly until: number;
} {
  const floor = new FloorStory(
    floorOf(
      AGENTS.map((id) => agent(id, { queues: [...QUEUES], skills: {} })),
      QUEUES.map((name) => queueSettings(name, { maxWaiting: 4, wrapUpMs: name === 'sales' ? 10_000 : 0 })),
    ),
  );
  const calls: CarillonEvent[] = [];
  floor.now = DAY;
  for (const [kind, who, pause] of what) {
    step(floor, calls, kind, who);
    floor.waits(pause);
  }
  return { events: [...calls, ...floor.events], until: floor.now };
}

function step(floor: FloorStory, calls: CarillonEvent[], kind: number, who: number): void {
  const id = AGENTS[who % AGENTS.length]!;
  const pick = (...states: readonly Ticket['state']['is'][]): Ticket | undefined => {
    const found = [...floor.state.tickets.values()].filter(({ state }) => states.includes(state.is));
    return found[who % Math.max(1, found.length)];
  };
  const legOf = (ticket: Ticket | undefined): string | undefined => ticket && offersIn(ticket)[0]?.leg;
  switch (kind) {
    case 0:
    case 1:
    case 2: {
      const call = `c${calls.length}`;
      const facts = { id: call, channel: 'trunk', arrivedAt: floor.now };
      calls.push({ id: `${call}.e1`, at: floor.now, call, type: 'call.arrived', data: { facts } } as CarillonEvent);
      floor.enters(call, { queue: QUEUES[who % 2]! });
      return;
    }
    case 3:
    case 4:
      floor.happens({ type: 'set-agent-state', agent: id, to: 'available', reason: '', by: id });
      return;
    case 5:
      floor.happens({
        type: 'set-agent-state',
        agent: id,
        to: 'not-ready',
        reason: who % 2 ? 'lunch' : 'desk',
        by: id,
      });
      return;
    case 6:
      floor.happens({ type: 'set-agent-state', agent: id, to: 'signed-out', reason: '', by: id });
      return;
    case 7: {
      const ticket = pick('waiting', 'offered', 'connecting', 'talking');
      if (ticket) floor.happens({ type: 'leave-queue', ticket: ticket.id, reason: who % 3 ? 'abandoned' : 'chosen' });
      return;
    }
    case 8:
    case 9: {
      const ticket = pick('offered');
      const leg = legOf(ticket);
      if (!ticket || leg === undefined) return;
      floor.happens({ type: 'leg-answered', leg });
      if (kind === 9) floor.happens({ type: 'report-bridge', ticket: ticket.id, leg, done: true });
      return;
    }
    case 10: {
      const ticket = pick('connecting');
      const leg = legOf(ticket);
      if (ticket && leg !== undefined) floor.happens({ type: 'report-bridge', ticket: ticket.id, leg, done: true });
      return;
    }
    default: {
      const leg = legOf(pick('offered', 'connecting', 'talking'));
      if (leg !== undefined) floor.happens({ type: 'leg-ended', leg, by: 'them', cause: 16 });
    }
  }
}
