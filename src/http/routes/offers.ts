import { z } from 'zod';
import type { OfferWhy, PastOffer } from '../../domain/offer-why';
import { chooserEndings, offerEndings } from '../../domain/queue';
import type { OfferThen } from '../../engine/replay-use-cases';
import { summarise } from '../../reports/call-summary';
import { liveCall } from '../examples';
import type { HttpParts } from '../parts';
import { HttpProblem, notFound } from '../problem';
import { json, route, type Route } from '../route';
import { askOf } from './history';
import { considered, verdict, waiting } from './why';

const instant = z.number().describe('milliseconds since 1970-01-01T00:00Z');

const pastOffer = z
  .object({
    n: z.number().describe('the number of the offer within the call, from 1'),
    ticket: z.string(),
    queue: z.string(),
    agent: z.string(),
    leg: z.string(),
    at: instant,
    how: z.enum(offerEndings).nullable().describe('how it ended; null while it rings'),
    rangMs: z.number().nullable(),
  })
  .meta({ id: 'PastOffer' }) satisfies z.ZodType<PastOffer>;

const by = z
  .enum(['only', 'wish', 'tier', 'value', 'idle', 'id'])
  .describe('what set the last agent who was rung apart from the next; only: there was no other');
const choice = z.union([
  z.object({
    is: z.literal('order'),
    by,
    chooser: z
      .object({ connector: z.string(), how: z.enum(chooserEndings), why: z.string() })
      .nullable()
      .describe('a program was asked before, and did not choose'),
  }),
  z.object({ is: z.literal('beside'), by }).describe('more phones, beside those that rang already'),
  z.object({ is: z.literal('chooser'), connector: z.string() }).describe('a program outside chose'),
  z.object({ is: z.literal('picked'), by: z.string() }).describe('somebody took or gave the call by hand'),
]);

const kept = z.union([
  z.object({ is: z.literal('agent'), verdict }).describe('the agent was not for that call'),
  z.object({ is: z.literal('paused'), until: instant.nullable() }).describe('offered to nobody before'),
  z.object({ is: z.literal('held'), by: z.enum(['elsewhere', 'most-talking']) }),
  z.object({ is: z.literal('asking') }).describe('a program outside was being asked'),
  z.object({ is: z.literal('passed') }).describe('the turn was passed over: by hand, or by the answer of a program'),
]);

const turn = {
  call: z.string(),
  queue: z.string(),
  score: z.number(),
  waitedMs: z.number(),
  by: z.enum(['score', 'wait', 'entry']).describe('what decided between the two'),
};

const offerWhy = z
  .object({
    ...waiting,
    at: instant,
    legs: z.array(z.string()).readonly(),
    rung: z.array(z.string()).readonly().describe('the agents who were rung by this decision'),
    choice,
    candidates: z
      .array(
        z.object({
          rank: z.number(),
          agent: z.string(),
          name: z.string(),
          tier: z.number(),
          wish: z.number().nullable().describe('place in the wish of the caller, from 1'),
          value: z
            .number()
            .nullable()
            .describe(
              'what the strategy went by: ms idle (longest-idle, manual), ms since the last talk (longest-since-call), number of the last offer (round-robin), calls (fewest-calls), ms of talk (least-talk), share of time (lowest-occupancy), lot, the highest first (random, weighted-random), place (fixed-order), sum of levels (best-skill); null: never yet',
            ),
          weight: z.number(),
          idleMs: z.number(),
        }),
      )
      .readonly()
      .describe('who could have had the call, the first before all others; 50 at most'),
    candidateCount: z.number(),
    others: z.array(considered).readonly().describe('who could not, and why not; 50 at most'),
    otherCount: z.number(),
    before: z
      .array(z.object({ ...turn, kept }))
      .readonly()
      .describe('calls whose turn was before, and why the agent did not go to them; ten at most'),
    beforeCount: z.number(),
    behind: z
      .array(z.object(turn))
      .readonly()
      .describe('calls whose turn came later and for which the agent would have done; ten at most'),
  })
  .meta({ id: 'OfferWhy' }) satisfies z.ZodType<OfferWhy>;

const offer: PastOffer = {
  n: 1,
  ticket: `${liveCall.id}.t3`,
  queue: 'sales',
  agent: 'anna',
  leg: `${liveCall.id}.a7`,
  at: liveCall.arrivedAt + 83_000,
  how: 'accepted',
  rangMs: 4_000,
};

const example: OfferWhy = {
  ...{ ticket: offer.ticket, call: liveCall.id, queue: 'sales', strategy: 'longest-idle', waitedMs: 83_000 },
  ...{ position: 1, score: 51.4, priority: 50, asks: { levels: [['sales', 50]], only: null, tier: null, where: null } },
  ...{ at: offer.at, legs: [offer.leg], rung: ['anna'] },
  choice: { is: 'order', by: 'value', chooser: null },
  candidates: [
    { rank: 1, agent: 'anna', name: 'Anna', tier: 1, wish: null, value: 242_000, weight: 1, idleMs: 242_000 },
    { rank: 2, agent: 'clara', name: 'Clara', tier: 1, wish: null, value: 51_000, weight: 1, idleMs: 51_000 },
  ],
  candidateCount: 2,
  others: [{ agent: 'boris', name: 'Boris', verdict: { is: 'busy', state: 'on-call', call: '1795290190.8' } }],
  otherCount: 1,
  ...{ before: [], beforeCount: 0 },
  behind: [{ call: '1795290201.13', queue: 'sales', score: 1.4, waitedMs: 83_000, by: 'score' }],
};

const id = z.string().min(1).describe('the id of the call, or the SIP Call-ID of a caller who is on the line');

/** The offers of calls, also of the past, and why each went to whom it went. */
export function offerRoutes({ useCases, history, replay }: HttpParts): readonly Route[] {
  const ask = askOf(history);
  const offersOf = async (asked: string): Promise<readonly PastOffer[]> => {
    const call = useCases.calls().find(({ sipCallId }) => sipCallId === asked)?.id ?? asked;
    const events = await ask(history.eventsOf(call));
    if (events.length === 0)
      throw notFound(`there was no call ${asked}, or it is too new: history comes a moment later`);
    return summarise(events)
      .offers.filter(({ offeredAt }) => offeredAt !== null)
      .map(({ ticket, queue, agent, leg, offeredAt, how, rangMs }, index) => ({
        ...{ n: index + 1, ticket, queue, agent, leg, at: offeredAt ?? 0, how, rangMs },
      }));
  };
  return [
    route({
      method: 'get',
      path: '/calls/:id/offers',
      operationId: 'listOffers',
      tag: 'History',
      summary: 'The offers of one call, the first one first: to whom, when, and how each ended',
      may: 'history.see',
      params: z.strictObject({ id }),
      answer: json('The offers', z.object({ offers: z.array(pastOffer) }), { offers: [offer] }),
      refusals: ['not-found', 'unavailable'],
      handle: async ({ params }) => ({ json: { offers: await offersOf(params.id) } }),
    }),
    route({
      method: 'get',
      path: '/calls/:id/offers/:n/why',
      operationId: 'whyOffered',
      tag: 'History',
      summary: 'Why an offer went to that agent: who else was considered, who was not and why, and whose turn it was',
      description:
        'The floor is made again as it was just before the offer, from what it was given, and asked there. `retention: { replay }` in site.yaml says how far back that goes.',
      may: 'calls.replay',
      params: z.strictObject({ id, n: z.coerce.number().int().min(1).describe('the number of the offer, from 1') }),
      answer: json('The explanation', offerWhy, example),
      refusals: ['not-found', 'refused', 'unavailable'],
      handle: async ({ params: { id: call, n } }) => {
        if (!replay) throw new HttpProblem('refused', 'nothing is recorded here');
        const wanted = (await offersOf(call))[n - 1];
        if (!wanted) throw notFound(`the call ${call} has no offer ${n}`);
        return { json: explained(await replay.whyOffered(wanted)) };
      },
    }),
  ];
}

function explained(then: OfferThen | 'nothing-kept' | 'site-lost'): OfferWhy {
  if (then === 'nothing-kept')
    throw notFound(
      'nothing is kept of the floor at that time any more; `retention: { replay: … }` in site.yaml says for how long it is',
    );
  if (then === 'site-lost')
    throw new HttpProblem('refused', 'the version of the site that ran then cannot be read now');
  const [first] = then.differences;
  if (first)
    throw new HttpProblem(
      'refused',
      `the floor cannot be made again as it was: the replay differs from what was recorded (${first.what} at turn ${first.turn})`,
    );
  if (!then.why)
    throw notFound('that turn was not recorded: a crash may take the last quarter of a second of the record');
  return then.why;
}
