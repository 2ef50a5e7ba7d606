import type { QueueSettings } from '../../domain/queue';
import type { Instant } from '../../domain/time';
import { closesAt, openingNow } from '../opening';
import type { Turn } from '../turn';
import { settings, type Local, type QueueHere } from './queue-line';

/** How much later than the floor we end a wait. */
const WAIT_NET_MS = 600_000;

/** Whether nobody may enter the queue now, since its schedule is not open. */
export const isShut = ({ schedule }: QueueSettings, turn: Turn): boolean =>
  schedule !== null && openingNow(turn.office, schedule, turn.now).is !== 'open';

/** From when on those who wait are to leave, as far as that is to be seen now; `Infinity` when they may stay. */
function sweepAt({ schedule: name, atClosing }: QueueSettings, { office, now }: Turn): Instant {
  const schedule = name === null || atClosing === 'stay' ? undefined : office.schedules.get(name);
  if (!schedule) return Infinity;
  return closesAt(schedule, office.live.override(schedule.name, now), now) ?? Infinity;
}

/** The floor ends a wait in time; if it never does, we do. */
export function netOf(spec: QueueHere, local: Pick<Local, 'enteredAt'>, turn: Turn): Instant {
  return local.enteredAt + (spec.maxWaitMs ?? settings(spec, turn).maxWaitMs) + WAIT_NET_MS;
}

/** The end of the wait, or the closing time of the queue. */
export const waitUntil = (spec: QueueHere, local: Pick<Local, 'enteredAt'>, turn: Turn): Instant =>
  Math.min(netOf(spec, local, turn), sweepAt(settings(spec, turn), turn));
