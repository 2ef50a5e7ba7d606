import type { Arrival } from '../../domain/call';
import { callOf, isCallback, isPart } from '../../domain/ids';
import { headersIn } from './headers';
import type { TelephonyEvent } from '../../engine/ports/telephony';
import { isDialled, isOurs, type Legs } from './legs';
import type { Recordings } from './recordings';

/** What we read of a channel. */
export interface AriChannel {
  readonly id: string;
  /** `Down`, `Ring`, `Ringing`, `Up` … */
  readonly state: string;
  readonly caller: { readonly name: string; readonly number: string };
  readonly caller_rdnis?: string;
  readonly creationtime: string;
  readonly dialplan: { readonly app_name: string; readonly app_data: string };
}

interface AriRecording {
  readonly name: string;
  /** Whole seconds. */
  readonly duration?: number;
}

interface AriRecordingEvent {
  readonly recording: AriRecording;
  /** By Asterisk's clock. */
  readonly timestamp: string;
}

interface AriEvents {
  StasisStart: { readonly args: readonly string[]; readonly channel: AriChannel };
  StasisEnd: { readonly channel: AriChannel };
  ChannelStateChange: { readonly channel: AriChannel };
  ChannelHangupRequest: { readonly channel: AriChannel; readonly cause?: number };
  ChannelDestroyed: { readonly channel: AriChannel; readonly cause: number };
  ChannelDtmfReceived: { readonly channel: AriChannel; readonly digit: string };
  PlaybackFinished: { readonly playback: { readonly id: string; readonly state: string } };
  RecordingStarted: AriRecordingEvent;
  RecordingFinished: AriRecordingEvent;
  RecordingFailed: AriRecordingEvent;
}
type AriEventType = keyof AriEvents;

export interface AriEvent {
  readonly type: string;
}

/** What we remember from one event to another. */
export interface Memory {
  readonly legs: Legs;
  readonly recordings: Recordings;
}

type Translations = {
  readonly [T in AriEventType]: (event: AriEvents[T], memory: Memory) => TelephonyEvent | null;
};

/** Q.850. */
const NORMAL_CLEARING = 16;

/** What stands where the number would be (RFC 3323, and what carriers made of it). */
const WITHHELD = /^(anonymous|restricted|unavailable|unknown|private)$/i;

const translations: Translations = {
  StasisStart: ({ args, channel }, { legs }) => {
    if (isPart(channel.id, 'agentLeg')) return { type: 'leg-answered', leg: channel.id };
    if (isDialled(channel.id)) {
      // It comes to us before it rings.
      legs.entered(channel.id);
      return null;
    }
    const arrival = arrivalOf(channel, args);
    return arrival && { type: 'arrived', arrival };
  },
  ChannelStateChange: ({ channel: { id: leg, state } }) => {
    if (state === 'Ringing' && isOurs(leg)) return { type: 'leg-ringing', leg };
    return state === 'Up' && isDialled(leg) ? { type: 'leg-answered', leg } : null;
  },
  ChannelDtmfReceived: ({ channel, digit }) => ({ type: 'digit', leg: channel.id, digit }),
  PlaybackFinished: ({ playback: { id, state } }, { legs }) => {
    legs.played(id);
    // A caller who hangs up cuts the prompt short; nothing is wrong with the prompt.
    const whole = state === 'done' || legs.isLeaving(callOf(id));
    return { type: 'played', playback: id, failed: whole ? null : 'could not be played to its end' };
  },
  RecordingStarted: ({ recording, timestamp }, { recordings }) => {
    recordings.started(recording.name, Date.parse(timestamp));
    return null;
  },
  RecordingFinished: (event, memory) => recorded(event, false, memory),
  RecordingFailed: (event, memory) => recorded(event, true, memory),
  // A caller's channel is not subscribed to, so its end is the end of its stay; ChannelDestroyed may or may not come.
  // A BYE says no cause: it is normal clearing (RFC 3398, section 8.2.6.1).
  ChannelHangupRequest: ({ channel, cause = NORMAL_CLEARING }, { legs }) => {
    legs.leaves(channel.id, cause);
    return null;
  },
  StasisEnd: ({ channel }, { legs }) => withAttempt(legs.left(channel.id), channel, legs),
  // A leg of ours that was never answered has no stay, or none that tells the cause.
  ChannelDestroyed: ({ channel, cause }, { legs }) =>
    isOurs(channel.id) ? withAttempt(legs.destroyed(channel.id, cause), channel, legs) : null,
};

function withAttempt(
  event: TelephonyEvent | null,
  { id, creationtime }: AriChannel,
  legs: Legs,
): TelephonyEvent | null {
  const attempt = event?.type === 'leg-ended' && isCallback(id) ? legs.attemptOf(id, creationtime) : undefined;
  return event?.type === 'leg-ended' && attempt !== undefined ? { ...event, attempt } : event;
}

function recorded(
  { recording: { name, duration: seconds = 0 }, timestamp }: AriRecordingEvent,
  failed: boolean,
  { legs, recordings }: Memory,
): TelephonyEvent | null {
  if (!isPart(name, 'recording')) return null;
  const isLeaving = legs.isLeaving(callOf(name));
  return recordings.ended(name, { seconds, failed, isLeaving, at: Date.parse(timestamp) });
}

/** The only events Asterisk is asked for. */
export const eventTypes: readonly string[] = [...Object.keys(translations), 'ApplicationReplaced'];

export function translate(event: AriEvent, memory: Memory): TelephonyEvent | null {
  if (!Object.hasOwn(translations, event.type)) return null;
  // The type of the event says which of the translations fits it; the compiler cannot follow.
  const fitting = translations[event.type as AriEventType] as (event: never, memory: Memory) => TelephonyEvent | null;
  return fitting(event as never, memory);
}

/** What the dialplan hands over: `Stasis(carillon,caller|agent,<number>,<endpoint>,<Call-ID>,<visit>,<reason>,<headers>)`. */
export function arrivalOf(channel: AriChannel, args: readonly string[]): Arrival | null {
  const [kind, dnis = '', endpoint = '', sipCallId = '', visit = '', reason = '', headers = ''] = args;
  if (kind === 'callback') return customer(channel, { number: dnis, endpoint, attempt: visit });
  if (kind !== 'caller' && kind !== 'agent') return null;
  const withheld = WITHHELD.test(channel.caller.number);
  const diverted = channel.caller_rdnis ?? '';
  return {
    leg: channel.id,
    ani: withheld ? '' : channel.caller.number,
    name: withheld ? '' : channel.caller.name,
    dnis,
    diverted,
    diversionReason: diverted === '' || reason === 'unknown' ? '' : reason,
    headers: headersIn(headers),
    endpoint,
    channel: kind === 'caller' ? 'trunk' : 'agent',
    sipCallId,
    answered: channel.state === 'Up',
    visit: /^\d+$/.test(visit) ? Number(visit) : 0,
    at: Date.parse(channel.creationtime),
  };
}

/** Somebody whom we called: what their channel says of a caller is what we told it. */
function customer(
  { id, state, creationtime }: AriChannel,
  { number, endpoint, attempt }: { readonly number: string; readonly endpoint: string; readonly attempt: string },
): Arrival {
  return {
    leg: id,
    ani: number,
    name: '',
    dnis: '',
    diverted: '',
    endpoint,
    channel: 'callback',
    sipCallId: '',
    answered: state === 'Up',
    visit: Number(attempt),
    at: Date.parse(creationtime),
  };
}
