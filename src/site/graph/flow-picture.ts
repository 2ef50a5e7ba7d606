import type { FlowGraph, GraphExit, GraphLabel, GraphStep } from './flow-graph';
import type { Box, Line, Picture } from './picture';

export function pictureOfFlow({ flow, labels }: FlowGraph): Picture {
  const most = Math.max(
    1,
    ...labels.flatMap(({ steps }) => steps.flatMap(({ exits }) => exits.map(({ count }) => count ?? 0))),
  );
  return {
    title: `flow ${flow}`,
    boxes: labels.map((label): Box => ({
      id: label.name,
      is: 'label',
      title: label.name,
      note: noteOf(label),
      unreached: !label.reached,
      first: label.entry.includes('start'),
      lines: label.steps.flatMap(linesOf),
    })),
    ways: labels.flatMap((label) =>
      label.steps.flatMap((step) =>
        step.exits.flatMap((exit) =>
          exit.to === null || exit.back
            ? []
            : [
                {
                  from: { box: label.name, line: lineOfExit(step, exit) },
                  to: exit.to,
                  name: exit.names.join(', '),
                  weight: exit.count === null ? null : exit.count / most,
                  unreached: !step.reached,
                },
              ],
        ),
      ),
    ),
  };
}

const noteOf = ({ entry, reached, visits }: GraphLabel): string =>
  [
    ...entry.map((name) => name.replaceAll('_', ' ')),
    ...(reached ? [] : ['not reached']),
    ...(visits === null ? [] : [`${visits}`]),
  ].join(' · ');

/** One exit for all stands on the line of the step itself. */
const isPlain = (step: GraphStep): boolean => step.exits.length === 1 && step.exits[0]?.names.length === 0;

const lineOfExit = (step: GraphStep, exit: GraphExit): string =>
  isPlain(step) ? step.node : `${step.node}>${exit.to ?? ''}`;

const outBy = ({ to, back }: GraphExit): Line['out'] => (to === null ? 'end' : back ? null : 'way');

/** Ways back are said, not drawn: a loop is easier read than followed. */
const backTo = ({ to, back }: GraphExit): string => (back ? ` ↩ ${to ?? ''}` : '');

function linesOf(step: GraphStep): readonly Line[] {
  const { node, kind, group, gist, depth, block, reached, exits, ends } = step;
  const common = { depth, unreached: !reached };
  const plain = isPlain(step) ? exits[0] : undefined;
  const counted = plain?.count != null ? ` · ${plain.count}` : '';
  return [
    ...(block === null
      ? []
      : [
          {
            ...common,
            id: `${node}<`,
            is: 'block',
            word: block,
            group: null,
            text: '',
            depth: depth - 0.5,
            out: null,
          } as const,
        ]),
    {
      ...common,
      id: node,
      is: 'step',
      word: kind,
      group,
      text: (gist === '' ? (plain?.to ?? '') : gist) + (plain ? backTo(plain) : '') + counted,
      out: ends ? 'end' : plain ? outBy(plain) : null,
    },
    ...(plain ? [] : exits).map((exit): Line => ({
      ...common,
      id: lineOfExit(step, exit),
      is: 'exit',
      word: '',
      group: null,
      text: [exit.names.join(', ') + backTo(exit), ...(exit.count === null ? [] : [`${exit.count}`])].join(' · '),
      out: outBy(exit),
    })),
  ];
}
