import { z } from 'zod';
import type { Json } from '../../domain/json';
import { leave, NEXT, run, wait, type StepKind } from '../step';
import { cel, name, reference, variable, type Cel, type Reference, type Variable } from '../values';

export interface CallStep {
  readonly flow: Reference;
  readonly with: ReadonlyMap<string, Cel>;
  readonly into: Variable | undefined;
}

type Local = Record<string, never>;

const long = z
  .strictObject({
    flow: reference('flow'),
    with: z
      .record(name('a parameter'), cel())
      .default({})
      .describe('What the flow takes, by name: expressions, worked out in this flow.'),
    into: variable(null).optional(),
  })
  .transform(({ flow, with: given, into }): CallStep => ({ flow, with: new Map(Object.entries(given)), into }));

export const call: StepKind<CallStep, Local> = {
  about:
    'Runs another flow and comes back: with parameters (`with`), and its result in a variable (`into`). Variables of one flow are not seen in the other.',
  manual: {
    group: 'flow',
    example: `hello:
  - answer
  - call: { flow: news }
  - call: news
  - hangup
`,
    exits: { next: 'The other flow returned, or came to its end.' },
    notes: [
      'What a flow takes and gives stands in its head: `takes: { tries: { type: number, default: 3 } }`, `gives: string`.',
      'At most 20 flows may run on top of one another; a further one is left out and noted as a problem.',
      'A secret cannot be handed to another flow; let that flow ask for it, and return whether it was right.',
    ],
  },
  schema: z.union([
    reference('flow').transform((flow): CallStep => ({ flow, with: new Map(), into: undefined })),
    long,
  ]),
  exits: () => [{ name: NEXT }],
  enter: (spec, turn) => {
    const parameters: Record<string, Json> = {};
    for (const [parameter, expression] of spec.with) parameters[parameter] = turn.evaluate(expression, null);
    return run(spec.flow.name, parameters, {}, null);
  },
  on: (_, local) => wait(local),
  returned: (spec, _local, value, turn) => {
    if (spec.into) turn.set(spec.into.name, value);
    return leave(NEXT);
  },
  afterwards: true,
};

export const returnStep: StepKind<Cel | null, null> = {
  about:
    'Ends this flow and goes back to the one that called it, with a value. In the outermost flow it ends the call.',
  manual: {
    group: 'flow',
    example: `hello:
  - if: call.ani == ''
    then: [ return ]
  - return: "'known'"
`,
    exits: {},
  },
  schema: z.union([z.null(), cel()]),
  bare: null,
  exits: () => [],
  enter: (spec, turn) => ({ give: spec === null ? null : turn.evaluate(spec, null) }),
  afterwards: true,
};

export const leaveQueue: StepKind<string, null> = {
  about:
    'In a flow that runs while a caller waits (`while_waiting`): leaves the queue, and the caller goes on where the queue step says for this name.',
  manual: {
    group: 'reach',
    example: `hello:
  - play: queue/thanks
  - leave_queue: message
`,
    exits: {},
    notes: ['Each queue step that runs the flow must have the name among its `on:`.'],
  },
  schema: name('a way out of a queue'),
  exits: () => [],
  enter: (exit) => ({ leaveBelow: exit }),
};
