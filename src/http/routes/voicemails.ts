import { z } from 'zod';
import { voicemailStates, type Voicemail } from '../../domain/voicemail';
import type { Principal } from '../auth';
import type { HttpParts } from '../parts';
import { HttpProblem, invalid, notFound, unavailable } from '../problem';
import { json, route, type Reply, type Route } from '../route';

const voicemailView = z
  .object({
    id: z.string(),
    call: z.string().describe('the call in which it was left'),
    box: z.string().describe('agent:<id> or queue:<name>'),
    at: z.number().describe('milliseconds since 1970-01-01T00:00Z'),
    seconds: z.number(),
    caller: z.object({ number: z.string(), name: z.string() }),
    state: z.enum(voicemailStates),
    by: z.string().nullable().describe('who brought it into this state'),
    since: z.number().nullable().describe('when; milliseconds since 1970'),
    audible: z.boolean().describe('whether its recording can be had; of a deleted message it cannot'),
  })
  .meta({ id: 'Voicemail' }) satisfies z.ZodType<VoicemailView>;

type VoicemailView = Voicemail & { readonly audible: boolean };

const example: VoicemailView = {
  id: '1795290196.12.r5',
  call: '1795290196.12',
  box: 'queue:sales',
  at: 1_795_290_200_000,
  seconds: 12.3,
  caller: { number: '+79161234567', name: '' },
  state: 'taken',
  by: 'anna',
  since: 1_795_290_260_000,
  audible: true,
};

const query = z.strictObject({
  agent: z.string().optional().describe("only the agent's own box"),
  queue: z.string().optional().describe("only the queue's box"),
  state: z
    .string()
    .optional()
    .describe(`only in these states, with commas: ${voicemailStates.join(', ')}; without it all but deleted`),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  before: z.string().optional().describe('only those left before this one: the next page'),
});

const one = z.strictObject({ id: z.string().min(1) });

const change = z.strictObject({
  state: z
    .enum(voicemailStates)
    .describe("heard (an agent's own box), taken and done (a queue's), new (given back), or deleted"),
  by: z.string().trim().min(1).max(90).optional().describe('the agent who does it; by default the token'),
});

/** Longer than that the history may be behind; nothing is lost meanwhile. */
const AWAY = 'the voicemails cannot be read or changed at the moment; nothing is lost, try again';

export function voicemailRoutes({ voicemails, log }: HttpParts): readonly Route[] {
  if (!voicemails) return [];
  const ask = async <T>(question: Promise<T>): Promise<T> => {
    try {
      return await question;
    } catch (error) {
      log.warn('voicemails cannot be read or changed', { error });
      throw unavailable(AWAY, error);
    }
  };
  const shown = async (messages: readonly Voicemail[]): Promise<readonly VoicemailView[]> => {
    const audible = await voicemails.audible(messages);
    return messages.map((message) => ({ ...message, audible: audible.has(message.id) }));
  };
  const nothing = (id: string): HttpProblem => notFound(`there is no voicemail ${id}`);
  return [
    route({
      method: 'get',
      path: '/voicemails',
      operationId: 'listVoicemails',
      tag: 'Voicemail',
      summary: 'The messages that callers left, the newest first',
      may: 'voicemails.see',
      query,
      answer: json('A page of messages', z.object({ voicemails: z.array(voicemailView) }), { voicemails: [example] }),
      refusals: ['unavailable'],
      handle: async ({ query: { agent, queue, state, limit, before } }) => {
        const box = agent !== undefined ? `agent:${agent}` : queue !== undefined ? `queue:${queue}` : undefined;
        const filter = {
          limit,
          ...(box !== undefined && { box }),
          ...(state !== undefined && { states: statesIn(state) }),
          ...(before !== undefined && { before }),
        };
        return { json: { voicemails: await shown(await ask(voicemails.voicemails(filter))) } };
      },
    }),
    route({
      method: 'put',
      path: '/voicemails/:id',
      operationId: 'changeVoicemail',
      tag: 'Voicemail',
      summary: 'Take a message, give it back, be done with it, or delete it',
      description:
        "A message in a queue's box is taken by one: whoever comes second is refused, with who has it. A deleted message is gone, its recording too.",
      may: 'voicemails.set',
      params: one,
      body: change,
      bodyExample: { state: 'taken', by: 'anna' },
      answer: json('The message as it is now', voicemailView, example),
      refusals: ['not-found', 'refused', 'unavailable'],
      handle: async ({ params: { id }, body: { state, by: who }, by }) => {
        const changed = await ask(voicemails.changeVoicemail(id, state, nameOf(by, who)));
        if (changed === undefined) throw nothing(id);
        if (typeof changed === 'string') throw new HttpProblem('refused', changed);
        const [message] = await shown([changed]);
        return { json: message };
      },
    }),
    route({
      method: 'get',
      path: '/voicemails/:id/audio',
      operationId: 'getVoicemailAudio',
      tag: 'Voicemail',
      summary: 'The recording, as a WAV file',
      may: 'voicemails.see',
      params: one,
      answer: {
        description: 'A WAV file: mono, 8 kHz',
        content: { 'audio/wav': { schema: z.string(), example: 'RIFF…' } },
      },
      refusals: ['not-found', 'unavailable'],
      handle: async ({ params: { id }, res }): Promise<Reply> => {
        const message = await ask(voicemails.voicemail(id));
        const bytes = message && message.state !== 'deleted' ? await ask(voicemails.voicemailAudio(id)) : undefined;
        if (!bytes) throw message ? notFound(`the recording of ${id} is gone`) : nothing(id);
        res.type('audio/wav').send(Buffer.from(bytes));
        return 'streaming';
      },
    }),
  ];
}

function statesIn(text: string): readonly Voicemail['state'][] {
  return text.split(',').map((each) => {
    const state = voicemailStates.find((known) => known === each.trim());
    if (state) return state;
    throw invalid([
      {
        in: 'query',
        path: 'state',
        detail: `"${each}" is no state of a voicemail`,
        remedy: `states are ${voicemailStates.join(', ')}`,
      },
    ]);
  });
}

/** An agent's name alone, so that whoever hears it on the telephone and who takes it here are the same. */
const nameOf = ({ name }: Principal, who: string | undefined): string => who ?? name;
