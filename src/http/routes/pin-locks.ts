import { z } from 'zod';
import type { PinLockView } from '../../engine/pin-lock-book';
import type { HttpParts } from '../parts';
import { notFound, unavailable } from '../problem';
import { json, route, type Route } from '../route';

const pinLockView = z
  .object({
    id: z.string(),
    what: z.string().describe('what the PINs were keyed in for, or the caller; a secret is masked'),
    wrong: z.number().describe('wrong PINs in a row'),
    locked: z.boolean(),
    until: z
      .number()
      .nullable()
      .describe('when the lock ends by itself; milliseconds since 1970; null: when it is lifted'),
    at: z.number().describe('the last wrong one; milliseconds since 1970'),
    call: z.string().describe('the call of the last wrong one'),
  })
  .meta({ id: 'PinLock' }) satisfies z.ZodType<PinLockView>;

const example: PinLockView = {
  id: 'mv1k3x2p',
  what: 'voicemail agent:anna',
  wrong: 10,
  locked: true,
  until: 1_795_291_100_000,
  at: 1_795_290_200_000,
  call: '1795290196.12',
};

const one = z.strictObject({ id: z.string().min(1).max(40) });
const lifted = z.strictObject({
  why: z.string().max(200).optional(),
  author: z.string().max(100).optional().describe('who wants it, where a token has many users'),
});

export function pinLockRoutes({ pinLocks, log }: HttpParts): readonly Route[] {
  if (!pinLocks) return [];
  return [
    route({
      method: 'get',
      path: '/pin-locks',
      operationId: 'listPinLocks',
      tag: 'Lists',
      summary: 'Wrong PINs in a row, by what they were keyed in for and by caller; those that are locked come first',
      may: 'pin-locks.see',
      answer: json('The wrong PINs', z.object({ pinLocks: z.array(pinLockView) }), { pinLocks: [example] }),
      handle: () => ({ json: { pinLocks: pinLocks.pinLocks() } }),
    }),
    route({
      method: 'delete',
      path: '/pin-locks/:id',
      operationId: 'liftPinLock',
      tag: 'Lists',
      summary: 'Lift a lock, and forget the wrong PINs that led to it',
      may: 'pin-locks.lift',
      params: one,
      query: lifted,
      answer: json('What was lifted', pinLockView, example),
      refusals: ['not-found', 'unavailable'],
      handle: async ({ params: { id }, query: { why = '', author }, by }) => {
        const before = pinLocks.pinLocks().find((each) => each.id === id);
        const who = author === undefined || author === '' ? by.name : `${author} (${by.name})`;
        let refused: string | null;
        try {
          refused = await pinLocks.liftPinLock(id, who, why);
        } catch (error) {
          log.error('a lock after wrong PINs could not be lifted', { lock: id, error });
          throw unavailable('it could not be saved; try again');
        }
        if (refused !== null || !before) throw notFound(refused ?? `there is no lock ${id}`);
        return { json: before };
      },
    }),
  ];
}
