import { serviceLevelFormulas, usualCounting } from '../domain/service-level';
import { measures, serviceLevels } from './definitions';
import { intervalLengths } from './intervals';
import { subjects, type Measure, type Subject } from './measure';

const TITLES: Readonly<Record<Subject, string>> = {
  queues: 'Of queues',
  agents: 'Of agents',
  calls: 'Of calls',
};
const T = usualCounting.withinMs / 1000;

/** docs/measures.md: what each measure is, from its definition. */
export function measuresPage(): string {
  return [
    '<!-- Made from src/measures/definitions.ts by `npm run generate`. -->',
    '',
    '# Measures',
    '',
    "Every figure of Carillon is one of these: on screens, in `/metrics`, in expressions (`queue('x').service_level`), in reports.",
    'Each is worked out from the events of the calls and from nothing else, live and for the past by the same code: a report of a',
    'day says what the screens said on that day, and a rule that changes can be applied to the past.',
    '',
    '## How it is counted',
    '',
    '- A visit to a queue, and all that came of it, belongs to the **interval in which the caller entered**: in every row, offered is the',
    '  sum of what came of it. A figure of an interval may still change until the last of its visits has ended (`waiting`).',
    '- An agent’s talks belong to the interval in which they began. An agent’s **time** is cut at the bounds of intervals: the parts',
    '  add up to the time signed in, to the millisecond.',
    '- A caller who comes from one queue to another is one visit in each, and **one call**. Talk belongs to whoever talked, and',
    '  wrap-up to the queue of the call that it came after.',
    '- A visit has one end. An abandon is not a timeout, and neither is an overflow. A caller who hangs up before `short_abandon`',
    `  (${usualCounting.shortAbandonMs / 1000} s) is a short abandon. The kept place of a callback is no visit: nobody waits on the line. Its talk is handled like any other.`,
    `- Intervals (${intervalLengths.map((each) => `\`${each}\``).join(', ')}) are those of the clock in the time zone of the site: the day on which the clocks are put back has 25 hours.`,
    '- Shares of nothing are empty, not 0 and not 1. Lengths are seconds in CSV and JSON.',
    '',
    '## Service level',
    '',
    `T is \`within\` of the queue (${T} s). Which variant \`service_level\` is, says the queue in queues.yaml:`,
    '',
    '```yaml',
    'queues:',
    '  sales:',
    '    title: Sales',
    '    service_level: { target: 80, within: 20s, formula: of_handled }',
    '    short_abandon: 5s',
    '```',
    '',
    ...table(
      ['formula', 'Share', 'As in'],
      serviceLevelFormulas.map((formula) => {
        const { formula: words, source = '' } = serviceLevels[formula];
        return [`\`${formula}\`${formula === usualCounting.formula ? ' (usual)' : ''}`, words, source];
      }),
    ),
    '',
    'Only `of_offered` and `left_in_time` see callers who overflowed or timed out: with any other, a queue that sends everybody away who',
    'waits for long looks well. Look at `overflowed` and `timed_out` beside it.',
    ...subjects.flatMap((subject) => [
      '',
      `## ${TITLES[subject]}`,
      '',
      ...table(
        ['Measure', 'Title', 'Unit', 'What it is', 'As in'],
        measures.filter((each) => each.subject === subject).map(line),
      ),
    ]),
    '',
  ].join('\n');
}

const line = ({ name, title, unit, formula, source = '' }: Measure): readonly string[] => [
  `\`${name}\``,
  title,
  unit,
  formula,
  source,
];

/** As the formatter of the repository would write it. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => (row[at] ?? '').length)));
  const written = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [written(heads), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(written)];
}
