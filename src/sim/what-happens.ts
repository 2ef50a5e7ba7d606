import type { Instant, Millis } from '../domain/time';
import type { Site } from '../flow/office';
import type { Heard } from './caller';
import { PlayedCall, type Moment } from './played-call';
import { sceneOf, type Scene } from './scene';
import { pathOf } from './story/final-checks';
import type { Given } from './story/story';

/** What a caller meets who does nothing, up to the first question, queue or recording, or to the end. */
export interface WhatHappens {
  /** The labels that the call comes through. */
  readonly path: readonly string[];
  readonly heard: readonly Heard[];
  /** Where it comes to. */
  readonly scene: Scene;
  /** How it ended, when it did. */
  readonly outcome: string | null;
  readonly afterMs: Millis;
  /** It came nowhere in all that time: it goes round and round, or waits. */
  readonly endless: boolean;
  readonly timeline: readonly Moment[];
}

const AT_MOST_MS = 3_600_000;

/** What would happen to a call to this number at this instant? Nobody is signed in, and connectors have only tables. */
export async function whatHappens(site: Site, number: string, at: Instant, caller = ''): Promise<WhatHappens> {
  const call = await PlayedCall.begin(site, { ...NOTHING_GIVEN, caller, to: { number }, at });
  try {
    const arrived = (): boolean => {
      const { is } = sceneOf(call, site);
      return is === 'asked' || is === 'recorded' || is === 'over' || call.of('queue.entered').length > 0;
    };
    const how = await call.until(() => (arrived() ? 'met' : 'not-yet'), AT_MOST_MS);
    return {
      path: pathOf(call),
      heard: call.caller.heard,
      scene: sceneOf(call, site),
      outcome: call.ended?.data.outcome ?? null,
      afterMs: call.now - at,
      endless: how === 'late',
      timeline: call.timeline,
    };
  } finally {
    call.simulation.stop();
  }
}

const NOTHING_GIVEN: Omit<Given, 'caller' | 'to' | 'at'> = {
  name: '',
  phone: null,
  diverted: '',
  answers: new Map(),
  agents: new Map(),
  schedules: new Map(),
  outside: new Map(),
  waiting: new Map(),
  others: new Map(),
  lists: new Map(),
  wrongPins: [],
};
