import type { QueueSettings } from '../../domain/queue';
import type { Instant } from '../../domain/time';
import { closesAt, openingNow } from '../opening';
import type { Turn } from '../turn';

/** Whether nobody may enter the queue now, since its schedule is not open. */
export const isShut = ({ schedule }: QueueSettings, turn: Turn): boolean =>
  schedule !== null && openingNow(turn.office, schedule, turn.now).is !== 'open';

/** From when on those who wait are to leave, as far as that is to be seen now; `Infinity` when they may stay. */
export function sweepAt({ schedule: name, atClosing }: QueueSettings, { office, now }: Turn): Instant {
  const schedule = name === null || atClosing === 'stay' ? undefined : office.schedules.get(name);
  if (!schedule) return Infinity;
  return closesAt(schedule, office.live.override(schedule.name, now), now) ?? Infinity;
}
