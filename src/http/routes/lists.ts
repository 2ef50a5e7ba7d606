import { z } from 'zod';
import { LONGEST_NOTE, OWN_FIELDS } from '../../domain/list';
import type { EntryView, ListUseCases, ListView } from '../../engine/list-use-cases';
import { holding } from '../../flow/steps/list-changing';
import type { Principal } from '../auth';
import type { HttpParts } from '../parts';
import { HttpProblem, notFound, unavailable } from '../problem';
import { json, route, type Route } from '../route';

const instant = z.number().describe('milliseconds since 1970-01-01T00:00Z');
const millis = z.number().nullable().describe('milliseconds; null: for ever');
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const listView = z
  .object({
    name: z.string(),
    writable: z
      .object({
        forMs: millis.describe('how long an entry holds where nothing is said of it'),
        longestMs: millis.describe('how long one may hold'),
        most: z.number(),
      })
      .nullable()
      .describe('what may be added; null for a list that is only a file'),
    inFile: z.number(),
    added: z.number(),
  })
  .meta({ id: 'List' }) satisfies z.ZodType<ListView>;

const entryView = z
  .object({
    key: z.string(),
    from: z.enum(['file', 'added']).describe('where it stands: in the file of the site, or added since'),
    fields: z.record(z.string(), z.json()),
    note: z.string(),
    until: instant.nullable().describe('when it ends by itself'),
    since: instant.nullable(),
    by: z.string().nullable().describe('an agent, a flow, or who asked over the API'),
    call: z.string().nullable().describe('the call whose flow added it'),
  })
  .meta({ id: 'ListEntry' }) satisfies z.ZodType<EntryView>;

const blacklist: ListView = {
  name: 'blacklist',
  writable: { forMs: 2_592_000_000, longestMs: null, most: 10_000 },
  inFile: 3,
  added: 1,
};
const barred: EntryView = {
  key: '+79161234567',
  from: 'added',
  fields: {},
  note: 'threatened an agent',
  until: 1_797_882_200_000,
  since: 1_795_290_200_000,
  by: 'anna',
  call: '1795290196.12',
};

const one = z.strictObject({ name: z.string().min(1) });
const entry = z.strictObject({ name: z.string().min(1), key: z.string().min(1).max(100) });
const author = z.string().trim().max(100).optional().describe('who wants it, where a token has many users');

const query = z.strictObject({
  from: z.enum(['file', 'added']).optional().describe('only those of the file, or only those that were added'),
  after: z.string().optional().describe('only keys behind this one: the next page'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

const newEntry = z.strictObject({
  for: holding()
    .optional()
    .meta({ description: 'how long it holds: 12h, 30d, forever; by default as lists.yaml says of the list' }),
  note: z.string().trim().max(LONGEST_NOTE).default(''),
  fields: z
    .record(z.string().regex(/^[a-z][a-z0-9_]*$/), scalar)
    .refine((fields) => OWN_FIELDS.every((own) => !Object.hasOwn(fields, own)), {
      error: () => `Carillon itself fills ${OWN_FIELDS.join(', ')}`,
    })
    .default({})
    .describe('what else stands beside it'),
  author,
});

const removal = z.strictObject({ why: z.string().max(LONGEST_NOTE).optional(), author });

export function listRoutes({ lists, log }: HttpParts): readonly Route[] {
  return lists ? [...readRoutes(lists), ...writeRoutes(lists, log)] : [];
}

const readRoutes = (lists: ListUseCases): readonly Route[] => [
  route({
    method: 'get',
    path: '/lists',
    operationId: 'listLists',
    tag: 'Lists',
    summary: 'The lists of the site, and how much stands in each',
    may: 'lists.see',
    answer: json('The lists', z.object({ lists: z.array(listView) }), { lists: [blacklist] }),
    handle: () => ({ json: { lists: lists.lists() } }),
  }),
  route({
    method: 'get',
    path: '/lists/:name/entries',
    operationId: 'listEntries',
    tag: 'Lists',
    summary: 'The entries of a list, by their keys: those of its file, and those that were added',
    may: 'lists.see',
    params: one,
    query,
    answer: json('A page of entries', z.object({ entries: z.array(entryView) }), { entries: [barred] }),
    refusals: ['not-found'],
    handle: ({ params: { name }, query: { from, after, limit } }) => {
      const filter = { limit, ...(from !== undefined && { from }), ...(after !== undefined && { after }) };
      const entries = lists.entries(name, filter);
      if (!entries) throw notFound(`there is no list ${name}`);
      return { json: { entries } };
    },
  }),
  route({
    method: 'get',
    path: '/lists/:name/entries/:key',
    operationId: 'getEntry',
    tag: 'Lists',
    summary: 'The entry of exactly this number',
    may: 'lists.see',
    params: entry,
    answer: json('The entry', entryView, barred),
    refusals: ['not-found'],
    handle: ({ params: { name, key } }) => ({ json: found(lists, name, key) }),
  }),
];

const writeRoutes = (lists: ListUseCases, log: HttpParts['log']): readonly Route[] => {
  /** What could not be saved is not done. */
  const change = async (list: string, work: Promise<string | null>): Promise<void> => {
    let refused: string | null;
    try {
      refused = await work;
    } catch (error) {
      log.error('an entry of a list could not be saved', { list, error });
      throw unavailable('it could not be saved; try again');
    }
    if (refused !== null) throw new HttpProblem('refused', refused);
  };
  return [
    route({
      method: 'put',
      path: '/lists/:name/entries/:key',
      operationId: 'addEntry',
      tag: 'Lists',
      summary: 'Add a number to a list that lists.yaml names; one that was added before is replaced',
      description:
        'It counts for every call from the next step on, survives restarts, and ends by itself. A key that ends with a star holds for all numbers that begin so.',
      may: 'lists.set',
      params: entry,
      body: newEntry,
      bodyExample: { for: '30d', note: 'threatened an agent' },
      answer: json('The entry as it is now', entryView, barred),
      refusals: ['not-found', 'refused', 'unavailable'],
      handle: async ({ params: { name, key }, body: { author: who, for: forMs, note, fields }, by }) => {
        const wanted = { note, fields, ...(forMs !== undefined && { forMs }) };
        await change(name, lists.addEntry(name, key, wanted, whoOf(by, who)));
        return { json: found(lists, name, key) };
      },
    }),
    route({
      method: 'delete',
      path: '/lists/:name/entries/:key',
      operationId: 'removeEntry',
      tag: 'Lists',
      summary: 'Take out a number that was added; what stands in the file of the list stays',
      may: 'lists.set',
      params: entry,
      query: removal,
      answer: json('The entry that was taken out', entryView, barred),
      refusals: ['not-found', 'refused', 'unavailable'],
      handle: async ({ params: { name, key }, query: { why = '', author: who }, by }) => {
        const before = found(lists, name, key);
        await change(name, lists.removeEntry(name, key, whoOf(by, who), why));
        return { json: before };
      },
    }),
  ];
};

function found(lists: ListUseCases, name: string, key: string): EntryView {
  const view = lists.entry(name, key);
  if (!view) throw notFound(`${key} does not stand in a list ${name}`);
  return view;
}

/** The name that came with the token is always there. */
const whoOf = ({ name }: Principal, who: string | undefined): string =>
  who === undefined || who === '' ? name : `${who} (${name})`;
