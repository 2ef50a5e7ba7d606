import type { CarillonEvent } from '../domain/event';
import type { Millis } from '../domain/time';
import type { MeasuredPast } from '../engine/ports/history';
import { FactBook } from '../measures/fact-book';
import type { Visit } from '../measures/facts';
import type { Interval } from '../measures/intervals';

const HOUR_MS: Millis = 3_600_000;
/** Who entered in the time asked for is followed so long beyond its end. */
const FOLLOWED_MS: Millis = 24 * HOUR_MS;

/** The visits that began in a time, with all that came of them; every event that is read on the way is shown to `also`. */
export async function visitsOf(
  past: Pick<MeasuredPast, 'between'>,
  { from, to }: Interval,
  now: number,
  also: (event: CarillonEvent) => void = () => undefined,
): Promise<readonly Visit[]> {
  const book = new FactBook((fact, change) => change(fact));
  const mine = (): readonly Visit[] =>
    [...book.visits.values()].filter(({ enteredAt }) => enteredAt !== null && enteredAt >= from && enteredAt < to);
  const take = async (part: Interval): Promise<void> => {
    for await (const events of past.between(part.from, part.to))
      for (const event of events) {
        if (event.type !== 'agent.state') book.observe(event);
        also(event);
      }
  };
  await take({ from, to });
  for (let at = to; at < Math.min(now, to + FOLLOWED_MS) && mine().some(({ left }) => left === null); at += HOUR_MS)
    await take({ from: at, to: at + HOUR_MS });
  return mine();
}
