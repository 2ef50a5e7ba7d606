import type { Media } from '../domain/call';
import type { Turn } from './turn';
import { placeOf } from './turn-facts';

/** Makes what is to be heard; if the expected wait is said in it, that is noted, to be held against the real one. */
export function announcing(turn: Turn, make: () => readonly Media[]): readonly Media[] {
  turn.askedWait = false;
  const media = make();
  const place = hasAskedWait(turn) && media.length > 0 ? placeOf(turn.session.below, turn.office) : undefined;
  if (place && place.wait.expected >= 0) {
    const { ticket, wait } = place;
    const { queue, position, expected } = wait;
    const { agents } = turn.office.live.queue(queue);
    turn.note('queue.announced', { ticket, queue, position, expectedMs: expected * 1000, agents });
  }
  return media;
}

/** What is made may ask. */
const hasAskedWait = ({ askedWait }: Turn): boolean => askedWait;
