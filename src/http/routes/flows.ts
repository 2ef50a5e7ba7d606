import { z } from 'zod';
import { drawFlow } from '../../site/graph/draw';
import { flowGraph } from '../../site/graph/flow-graph';
import { graphFormats } from '../../site/graph/formats';
import type { HttpParts } from '../parts';
import { notFound } from '../problem';
import { route, type Route } from '../route';

const exit = z.object({
  names: z.array(z.string()).describe('the exits that lead there; nothing when all of the step do'),
  to: z.string().nullable().describe('a label; null is the end of the flow'),
  back: z.boolean().describe('it leads back to where the call was before'),
  count: z.number().nullable(),
});

const step = z.object({
  node: z.string(),
  kind: z.string(),
  group: z.enum(['talk', 'ask', 'know', 'decide', 'reach', 'flow']),
  gist: z.string().describe('what it is about, in a few words'),
  depth: z.number().describe('how deep it stands within blocks (then, else)'),
  block: z.string().nullable().describe('the block that begins with it'),
  line: z.number().describe('in the file of the flow'),
  reached: z.boolean(),
  visits: z.number().nullable(),
  uses: z.array(z.object({ to: z.string(), name: z.string() })).describe('queues, flows, connectors …'),
  exits: z.array(exit).describe('those that do not lead to the next step of the label'),
  ends: z.boolean(),
});

const flowView = z
  .object({
    flow: z.string(),
    labels: z.array(
      z.object({
        name: z.string(),
        entry: z.array(z.string()).describe('where calls come in: start, on_hangup, too_long'),
        reached: z.boolean(),
        visits: z.number().nullable(),
        steps: z.array(step),
      }),
    ),
  })
  .meta({ id: 'FlowGraph' });

const example: z.input<typeof flowView> = {
  flow: 'news',
  labels: [
    {
      name: 'hello',
      entry: ['start'],
      reached: true,
      visits: null,
      steps: [
        {
          node: 'hello.0',
          kind: 'hangup',
          group: 'flow',
          gist: '',
          depth: 0,
          block: null,
          line: 5,
          reached: true,
          visits: null,
          uses: [],
          exits: [],
          ends: true,
        },
      ],
    },
  ],
};

/** A picture is shown beside the page, never as one: it may style itself, and do nothing else. */
const ALONE = { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox" };

export function flowRoutes({ flows = () => new Map() }: HttpParts): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/flows/:name/graph',
      operationId: 'getFlowGraph',
      tag: 'Site',
      summary: 'A flow, drawn: its labels, their steps, and where these lead',
      description: 'Of the version that new calls get. As JSON, as SVG, or for Mermaid.',
      may: 'site.see',
      params: z.strictObject({ name: z.string().min(1) }),
      query: z.strictObject({ format: z.enum(graphFormats).default('json') }),
      answer: {
        description: 'The flow',
        content: {
          'application/json': { schema: flowView, example },
          'image/svg+xml': { schema: z.string(), example: '<svg xmlns="http://www.w3.org/2000/svg" …' },
          'text/plain': { schema: z.string(), example: 'flowchart LR …' },
        },
      },
      refusals: ['not-found'],
      handle: async ({ params: { name }, query: { format } }) => {
        const flow = flows().get(name);
        if (!flow) throw notFound(`there is no flow ${name} in the version that new calls get`);
        if (format === 'json') return { json: flowGraph(flow) };
        const text = await drawFlow(flow, format);
        return format === 'svg' ? { text, type: 'image/svg+xml', headers: ALONE } : { text, type: 'text/plain' };
      },
    }),
  ];
}
