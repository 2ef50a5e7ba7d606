import type { FloorInput } from '../acd/decision';
import { ticketOfCallback } from '../domain/callback';
import { callbackId, type QueueName } from '../domain/ids';
import type { Instant } from '../domain/time';
import type { Site } from '../flow/office';
import { mayDial } from '../domain/trunk';

/** Another caller who asked for a call back before, by the so many-th call that nobody plays. */
export function promiseTo(
  number: string,
  queue: QueueName,
  { site, serial, now }: { readonly site: Site; readonly serial: number; readonly now: Instant },
): Extract<FloorInput, { type: 'ask-callback' }> {
  const trunks = [...site.trunks.values()];
  const trunk = trunks.find((each) => mayDial(each, number)) ?? trunks[0];
  const from = `promised.${serial}`;
  const call = callbackId(from, 1);
  const asked = {
    id: from,
    ani: number,
    name: '',
    dnis: '',
    diverted: '',
    trunk: '',
    channel: 'trunk',
    sipCallId: '',
    campaign: '',
    language: site.language,
    person: '',
    agent: '',
    arrivedAt: now,
  } as const;
  return {
    type: 'ask-callback',
    from,
    replaces: null,
    ticket: {
      id: ticketOfCallback(call),
      call,
      queue,
      priority: 0,
      skills: {},
      agent: null,
      maxWaitMs: null,
      caller: { number, name: '' },
      enteredAt: now,
      callback: {
        number,
        trunk: trunk?.name ?? '',
        callerId: { name: '', number: '' },
        ringForMs: 25_000,
        tries: 3,
        mode: 'agent-first',
        retryAfterMs: 600_000,
        at: null,
        expiresAt: now + 28_800_000,
        flow: null,
        asked,
      },
    },
  };
}
