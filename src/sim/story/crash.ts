import type { Site } from '../../flow/office';
import { PlayedCall } from '../played-call';
import type { Story } from './story';
import { Teller } from './tell';

/** What the floor remembers of a ticket that left is forgotten by then. */
const AFTERWARDS_MS = 3_600_000;

/**
 * Tells the story, kills the node right after one of its saves and starts it again, and then leaves the call alone: whatever
 * was lost, it must come to one end and leave nothing behind. What was wrong, as a sentence, or `null`.
 */
export async function tellCrashed(story: Story, site: Site, afterSave: number): Promise<string | null> {
  const call = await PlayedCall.begin(site, story.given, { crashAfterSave: afterSave });
  try {
    await new Teller(call, 'roughly').tell(story.steps);
    if (!(await call.isLeftAlone())) return 'the call goes on for ever';
    await call.waits(AFTERWARDS_MS);
    const ends = call.of('call.ended').map(({ call: id }) => id);
    const arrived = call.of('call.arrived').length;
    if (ends.length !== arrived || new Set(ends).size !== arrived) return `of ${arrived} calls ended ${ends.length}`;
    return call.leftOver()[0] ?? call.simulation.errors[0] ?? null;
  } finally {
    call.simulation.stop();
  }
}
