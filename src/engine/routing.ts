import type { FloorInput } from '../acd/decision';
import type { Arrival } from '../domain/call';
import { isCallback, callOf, isPart, type CallId, type CommandId, type LegId } from '../domain/ids';
import type { CallEvent } from '../flow/session';
import type { PhoneStanding, TelephonyEvent } from './ports/telephony';

/** Who can be told of something. */
export interface Ears {
  arrived(arrival: Arrival): void;
  /** Tells a call; whether there is such a call. */
  call(id: CallId, event: CallEvent): boolean;
  floor(event: Extract<FloorInput, { type: 'leg-answered' | 'leg-digit' | 'leg-ended' }>): void;
  /** A leg that nobody owns. */
  stray(leg: LegId): void;
  phone(standing: PhoneStanding): void;
  /** Whoever it belonged to is told as well. */
  over(leg: LegId): void;
  /** A playback has ended that is no call's. */
  heard(playback: CommandId): void;
}

/** Brings an event of the telephony to the call or the floor that it concerns. */
export function route(event: TelephonyEvent, ears: Ears): void {
  switch (event.type) {
    case 'arrived':
      ears.arrived(event.arrival);
      return;
    case 'digit':
      if (isPart(event.leg, 'agentLeg')) ears.floor({ type: 'leg-digit', leg: event.leg, digit: event.digit });
      else ears.call(event.leg, { type: 'digit', digit: event.digit });
      return;
    case 'played': {
      const { playback: command, failed } = event;
      const told = ears.call(
        callOf(command),
        failed === null ? { type: 'done', command } : { type: 'failed', command, why: failed },
      );
      if (!told) ears.heard(command);
      return;
    }
    case 'recorded': {
      const { recording: command, durationMs, by } = event;
      ears.call(callOf(command), { type: 'recorded', command, durationMs, by });
      return;
    }
    case 'leg-ringing':
      if (isPart(event.leg, 'dialledLeg')) ears.call(callOf(event.leg), event);
      return;
    case 'leg-answered':
      if (isPart(event.leg, 'agentLeg')) ears.floor(event);
      else if (!ears.call(callOf(event.leg), event)) ears.stray(event.leg);
      return;
    case 'leg-ended':
      ears.over(event.leg);
      if (isPart(event.leg, 'agentLeg')) ears.floor(event);
      else if (isPart(event.leg, 'dialledLeg')) ears.call(callOf(event.leg), event);
      else ears.call(event.leg, { type: 'hung-up', by: event.by, cause: event.cause });
      // The floor knows the customer of a callback before there is a call, and after.
      if (isCallback(event.leg)) ears.floor(event);
      return;
    case 'phone-state':
      ears.phone(event);
      return;
    case 'link-down':
    case 'link-up':
    case 'replaced':
      return;
  }
}
