import { callbackId } from '../../src/domain/ids';
import { ticketOfCallback, type CallbackPlan } from '../../src/domain/callback';
import type { CallFacts } from '../../src/domain/call';
import type { TicketRequest } from '../../src/domain/queue';
import type { FloorStory } from './floor';

const facts = (id: string): CallFacts => ({
  id,
  ani: '79160000001',
  name: '',
  dnis: '1000',
  diverted: '',
  trunk: 'carrier',
  channel: 'trunk',
  sipCallId: '',
  campaign: '',
  language: 'en',
  person: '',
  agent: '',
  arrivedAt: 0,
});

/** The call back that this call asks for. */
export const backOf = (call: string): string => callbackId(call, 7);

export const planOf = (call: string, now: number, more: Partial<CallbackPlan> = {}): CallbackPlan => ({
  number: `7${call.replace(/\D/g, '')}`,
  trunk: 'carrier',
  callerId: { name: '', number: '1000' },
  ringForMs: 25_000,
  tries: 2,
  retryAfterMs: 300_000,
  at: null,
  expiresAt: now + 3_600_000,
  flow: null,
  asked: facts(call),
  ...more,
});

interface Asking extends Partial<Omit<TicketRequest, 'callback'>> {
  readonly callback?: Partial<CallbackPlan>;
  readonly replaces?: string | null;
}

/** A call asks for a callback; by default in place of the wait that `enters` began. */
export function asksForCallback(
  floor: FloorStory,
  call: string,
  { callback = {}, replaces = null, ...more }: Asking = {},
): void {
  const back = backOf(call);
  floor.happens({
    type: 'ask-callback',
    from: call,
    replaces,
    ticket: {
      id: ticketOfCallback(back),
      call: back,
      queue: 'sales',
      priority: 0,
      skills: {},
      agent: null,
      maxWaitMs: null,
      caller: { number: '7916', name: '' },
      enteredAt: floor.now,
      ...more,
      callback: planOf(call, floor.now, callback),
    },
  });
}
