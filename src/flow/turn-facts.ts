import type { Media } from '../domain/call';
import type { TicketId } from '../domain/ids';
import type { Instant, Millis } from '../domain/time';
import type { Asked, Fact, ScheduleFacts } from './expression-facts';
import type { Office, WaitFacts } from './office';
import { openingNow, wordOf } from './opening';
import { dayPartAt, wallClock } from './day-parts';
import type { Session } from './session';
import { listsNow } from './written-lists';

/** A prompt whose recording is missing gets this long. */
const UNKNOWN_PROMPT_MS = 5_000;
/** Slow speech, and the time that the engine takes. */
const MS_PER_CHARACTER = 110;
const SPEECH_IS_MADE_MS = 4_000;
/** A recording's length is not known here; its step bounds it. */
const LONGEST_RECORDING_MS = 600_000;

/** What is read, written down and compared: nobody waits 42.045 seconds. */
const wholeSeconds = (ms: Millis): number => Math.floor(ms / 1000);

/** What an expression sees under a name, at one moment of one call. */
export function factOf(name: Fact, session: Session, office: Office, now: Instant): unknown {
  const { call, keys, tags } = session;
  switch (name) {
    case 'call':
      return callFacts(call, now);
    case 'caller':
      return { number: call.ani, name: call.name, withheld: call.ani === '' };
    case 'now':
      return wallClock(office.dayParts.timeZone, now);
    case 'daypart':
      return dayPartAt(office.dayParts, now);
    case 'lists':
      return listsNow(office, now);
    case 'keys':
      return keys;
    case 'tags':
      return [...tags];
    case 'wait':
      return waitOf(session, office, now);
  }
}

/** A call that was there before an upgrade knows nothing of headers. */
const callFacts = (call: Session['call'], now: Instant): object => ({
  waited: wholeSeconds(now - call.arrivedAt),
  uui: call.headers?.['user-to-user'] ?? '',
  diversion: { number: call.diverted, reason: call.diversionReason ?? '' },
  // Last: V8 takes long to add keys to a copy.
  ...call,
  headers: call.headers ?? {},
});

/** The place in the queue that this flow, or one that it runs in, waits in. */
function waitOf(
  { below }: Session,
  office: Office,
  now: Instant,
): { queue: string; position: number; seconds: number; expected: number } {
  const found = placeOf(below, office);
  if (!found) return { queue: '', position: 0, seconds: 0, expected: -1 };
  return { seconds: wholeSeconds(now - found.enteredAt), ...found.wait };
}

/** Where the caller of a flow that runs meanwhile waits. */
export function placeOf(
  below: Session['below'],
  office: Office,
): { readonly ticket: TicketId; readonly enteredAt: Instant; readonly wait: WaitFacts } | undefined {
  for (const { local, enteredAt } of [...below].reverse()) {
    const ticket = typeof local === 'object' && local !== null && 'ticket' in local ? local.ticket : undefined;
    const wait = typeof ticket === 'string' ? office.live.wait(ticket) : undefined;
    if (typeof ticket === 'string' && wait) return { ticket, enteredAt, wait };
  }
  return undefined;
}

/** What the functions of an expression answer at one moment. */
export const asked = (office: Office, now: Instant, call: Session['call']): Asked => ({
  queue: (name) => office.live.queue(name),
  schedule: (name) => scheduleFacts(office, name, now),
  // Whoever withholds the number is anybody.
  recentCalls: (ms) => (call.ani === '' ? 0 : office.live.recentCalls(call.ani, now - ms, call.id)),
  lastAgent: (ms, queue) => {
    const agent = call.ani === '' ? '' : office.live.lastAgent(call.ani, now - ms, queue);
    return office.agents.has(agent) ? agent : '';
  },
});

function scheduleFacts(office: Office, name: string, now: Instant): ScheduleFacts {
  const opening = openingNow(office, name, now);
  const override = office.live.override(name, now);
  return { open: opening.is === 'open', state: override?.to ?? opening.is, label: wordOf(opening) };
}

/** How long a list of media lasts, rather too long than too short: the deadline of who plays it. */
export function lengthOf(media: readonly Media[], office: Office, language: string): Millis {
  let sum = 0;
  for (const each of media) sum += lengthOfOne(each, office, language) ?? UNKNOWN_PROMPT_MS;
  return sum;
}

function lengthOfOne(media: Media, office: Office, language: string): Millis | undefined {
  switch (media.is) {
    case 'prompt':
      return office.promptMs(media.name, language);
    case 'text':
      return media.text.length * MS_PER_CHARACTER + SPEECH_IS_MADE_MS;
    case 'silence':
      return media.ms;
    case 'recording':
      return LONGEST_RECORDING_MS;
  }
}
