import type { JsonObject } from './json';
import type { AgentId, CallId, CommandId, LegId } from './ids';
import type { Instant, Millis } from './time';

/** What is known of a call before anything is answered. */
export interface CallFacts {
  readonly id: CallId;
  /** The caller's number as the trunk gave it; '' when withheld. */
  readonly ani: string;
  readonly name: string;
  /** The number that was called. */
  readonly dnis: string;
  /** The number the call was diverted from (SIP Diversion, Q.931 redirecting number), '' if none. */
  readonly diverted: string;
  /** Why it was (`cfu`, `cfb`, `unconditional` …). */
  readonly diversionReason?: string;
  /** The headers of the INVITE that site.yaml lets flows read, in small letters; '' where there is none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Which trunk (Asterisk endpoint) it came over; for a call from a desk phone, the phone's account. */
  readonly trunk: string;
  /** How the caller reached us; `callback`: we called them. */
  readonly channel: 'trunk' | 'agent' | 'callback';
  /** The SIP Call-ID of the caller's dialog, '' for other technologies. */
  readonly sipCallId: string;
  readonly campaign: string;
  readonly language: string;
  /** The employee whom the dialled number belongs to; '' for a number of the house. */
  readonly person: string;
  /** The agent who dials (channel `agent`), else ''. */
  readonly agent: string;
  readonly arrivedAt: Instant;
}

/** What a telephony adapter says of a new caller. */
export interface Arrival {
  readonly leg: LegId;
  readonly ani: string;
  readonly name: string;
  readonly dnis: string;
  readonly diverted: string;
  readonly diversionReason?: string;
  /** What the dialplan hands over of the INVITE's headers, by name in small letters. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly endpoint: string;
  readonly channel: 'trunk' | 'agent' | 'callback';
  readonly sipCallId: string;
  readonly answered: boolean;
  /**
   * How often this same channel was with us before and went to the dialplan's fallback: the fifth argument of Stasis
   * (`caller,<dnis>,<endpoint>,<call-id>,<visit>`), 0 when it is not there; of a callback, the so many-th time that the
   * customer was called. Ids of a later visit start higher.
   */
  readonly visit: number;
  readonly at: Instant;
}

/**
 * How a caller is refused before the answer, as Q.850 causes: busy 17, congestion 34, rejected 21, unallocated 1,
 * no-answer 19.
 */
export const rejectCauses = { busy: 17, congestion: 34, rejected: 21, unallocated: 1, 'no-answer': 19 } as const;
export type RejectCause = keyof typeof rejectCauses;

/**
 * The technical ending of a call (Asterisk's CDR calls it disposition): `answered` means that an agent spoke with the
 * caller, `self-served` that the flow came to its own end (or sent the caller elsewhere), `abandoned` that the caller gave up in a queue, `left` that
 * the caller hung up elsewhere, `refused` that we did not take the call, `failed` that our head failed and the dialplan
 * took over, `lost` that the call was found gone after an outage.
 */
export const callOutcomes = ['answered', 'self-served', 'abandoned', 'left', 'refused', 'failed', 'lost'] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** Who ended a leg: the far end, we, or not known (it was gone when we came back). */
export type EndedBy = 'them' | 'us' | 'unknown';

/** One thing to be heard. */
export type Media =
  /** `file` is what the call's version of the site plays: an absolute path without the extension. */
  | { readonly is: 'prompt'; readonly name: string; readonly file?: string }
  /** Spoken by the site's speech engine, in the language of the play. */
  | { readonly is: 'text'; readonly text: string }
  /** What a caller recorded, by the id of the recording. */
  | { readonly is: 'recording'; readonly name: CommandId }
  | { readonly is: 'silence'; readonly ms: Millis };

/**
 * Why a recording ended: a key, silence, its longest time, the caller hung up, we stopped it, it could not be made, or it
 * ended while nobody listened.
 */
export const recordingEnds = ['key', 'silence', 'max', 'hangup', 'stopped', 'failed', 'unknown'] as const;
export type RecordingEnd = (typeof recordingEnds)[number];

/**
 * Whom a call dials by itself: an agent's phone, or a number outside that a trunk of the site allows; `endpoint` is what
 * Asterisk calls that trunk.
 */
export type DialTarget =
  | { readonly is: 'agent'; readonly agent: AgentId }
  | { readonly is: 'number'; readonly number: string; readonly trunk: string; readonly endpoint: string };

export type CallVariables = JsonObject;
