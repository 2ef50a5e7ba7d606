import type { OverrideBook } from './overrides';
import type { Telephony } from './ports/telephony';
import type { Log } from './ports/world';

/** The device that a desk phone watches (BLF) to see whether a schedule is set by hand. */
export const lampOf = (schedule: string): string => `carillon-override-${schedule}`;

/** Keeps the lamps of schedules as the book says: now, and after every change. */
export function keepLamps(book: OverrideBook, telephony: Pick<Telephony, 'run'>, log: Log): void {
  const light = async (schedule: string, lit: boolean): Promise<void> => {
    const command = { type: 'lamp', call: '', device: lampOf(schedule), lit } as const;
    const outcome = await telephony.run(command, new AbortController().signal);
    if (outcome.is === 'failed') log.warn('a lamp could not be set', { schedule, lit, why: outcome.why });
  };
  const isLit = (schedule: string): boolean =>
    book.schedules().some(({ name, override }) => name === schedule && override !== null);
  book.onChange((schedule) => void light(schedule, isLit(schedule)));
  for (const { name, override } of book.schedules()) void light(name, override !== null);
}
