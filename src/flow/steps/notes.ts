import { z } from 'zod';
import { leave, NEXT, type StepKind } from '../step';
import { Template } from '../values';

const template = z
  .string()
  .min(1)
  .transform((text) => new Template(text))
  .meta({ title: 'text', description: 'A text, with expressions in {{ }}' });

export const tag: StepKind<readonly Template[], null> = {
  about:
    'Marks the call with a word that lists, reports and the agent see. A tag is there once, however often it is set.',
  manual: {
    group: 'know',
    example: `hello:
  - tag: returning
  - tag: [ "campaign {{ call.campaign }}", vip ]
  - if: "'vip' in tags"
    then: [ hangup ]
`,
    exits: { next: 'Always.' },
  },
  schema: z.union([template.transform((one) => [one]), z.array(template).min(1)]),
  instant: () => true,
  exits: () => [{ name: NEXT }],
  enter: (spec, turn) => {
    for (const each of spec) {
      const name = turn.text(each).trim();
      if (name === '' || turn.session.tags.includes(name)) continue;
      turn.change({ tags: [...turn.session.tags, name] });
      turn.note('call.tagged', { node: turn.session.node, tag: name });
    }
    return leave(NEXT);
  },
  afterwards: true,
};

export const note: StepKind<Template, null> = {
  about: 'Writes a sentence into the history of the call, for whoever reads it later.',
  manual: {
    group: 'know',
    example: `hello:
  - note: "Came by {{ call.campaign }} and pressed {{ keys }}"
`,
    exits: { next: 'Always.' },
    notes: ['A secret cannot be written down.'],
  },
  schema: template,
  instant: () => true,
  exits: () => [{ name: NEXT }],
  enter: (spec, turn) => {
    turn.note('call.noted', { node: turn.session.node, text: turn.text(spec), by: 'flow' });
    return leave(NEXT);
  },
  afterwards: true,
};
