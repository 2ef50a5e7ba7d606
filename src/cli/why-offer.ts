import type { Candidate, Choice, Deciding, Kept, OfferWhy, OtherTurn, PastOffer, TurnBy } from '../domain/offer-why';
import type { Strategy } from '../domain/queue';
import { table, type Column } from './table';
import { clock, counted, lasted, type Times } from './times';
import { agentsTable, asksInWords, figure, scoreInWords, verdictInWords } from './why-words';

/** The offers of a call, one a line. */
export const offersTable = (offers: readonly PastOffer[], times: Times): string =>
  table(
    [
      { title: 'OFFER', cell: ({ n }) => n, right: true },
      { title: 'TIME', cell: ({ at }) => times.at(at) },
      { title: 'QUEUE', cell: ({ queue }) => queue },
      { title: 'AGENT', cell: ({ agent }) => agent },
      {
        title: 'OUTCOME',
        cell: ({ how, rangMs }) =>
          how === null ? 'rings' : `${how}${rangMs === null ? '' : ` after ${lasted(rangMs)}`}`,
      },
    ],
    offers,
  );

/** Why an offer went to whom it went, as a supervisor would say it. */
export function offerInWords({ n, at }: Pick<PastOffer, 'n' | 'at'>, why: OfferWhy, times: Times): string {
  const { call, queue, rung, candidates, candidateCount, others, otherCount, before, behind } = why;
  return [
    `Offer ${n}, ${times.named(at)}: ${rung.join(', ')} for ${call}, which had waited in ${queue} for ${clock(why.waitedMs)} as number ${why.position}, with a score of ${scoreInWords(why)}.`,
    `It asked for ${asksInWords(why)}.`,
    choiceInWords(why),
    ...(candidates.length === 0 ? [] : ['', table(candidateColumns(why), candidates)]),
    ...cut(candidates.length, candidateCount),
    ...(others.length === 0 ? [] : ['', agentsTable(others, at)]),
    ...cut(others.length, otherCount),
    ...(before.length === 0 ? [] : ['', `${counted(why.beforeCount, 'call')} before it in turn:`]),
    ...before.map((each) => `  ${turnInWords(each)}: ${keptInWords(each.kept, why, at)}`),
    ...(behind.length === 0 ? [] : ['', `Behind it in turn, though ${rung.join(', ')} would have done:`]),
    ...behind.map((each) => `  ${turnInWords(each)}: ${BEHIND[each.by]}`),
  ].join('\n');
}

const cut = (shown: number, count: number): readonly string[] => (shown < count ? [`and ${count - shown} more`] : []);

function choiceInWords({ choice, strategy, candidateCount, rung, asks }: OfferWhy): string {
  const who = rung.length === 1 ? 'the first' : `the first ${rung.length}`;
  const first = `${asks.only ? 'The order of the wish' : `The strategy ${strategy}`} took ${who} of ${candidateCount} who could have had it`;
  switch (choice.is) {
    case 'picked':
      return `It was given by hand, by ${choice.by}, whatever the turn and the strategy.`;
    case 'chooser':
      return `The program behind ${choice.connector} chose among ${candidateCount} who could have had it.`;
    case 'beside':
      return `More phones rang beside the first. ${first}${decidedBy(choice.by, strategy)}.`;
    case 'order':
      return `${notChosen(choice)}${first}${decidedBy(choice.by, strategy)}.`;
  }
}

const notChosen = ({ chooser }: Extract<Choice, { is: 'order' }>): string =>
  chooser ? `The program behind ${chooser.connector} was asked, and did not choose (${chooser.why}). ` : '';

function decidedBy(by: Deciding, strategy: Strategy): string {
  switch (by) {
    case 'only':
      return '';
    case 'wish':
      return ': the caller wishes for them before the next';
    case 'tier':
      return ': the next is of a later tier';
    case 'value':
      return `: by ${VALUES[strategy].name}`;
    case 'idle':
      return `: equal in ${VALUES[strategy].name}, and idle longer than the next`;
    case 'id':
      return ': equal in all else, and the id comes first';
  }
}

const time = (value: number): string => clock(value);

/** What each strategy goes by; see `Candidate`. */
const VALUES: Readonly<Record<Strategy, { readonly name: string; readonly shown: (value: number) => string }>> = {
  'longest-idle': { name: 'idle time', shown: time },
  manual: { name: 'idle time', shown: time },
  'longest-since-call': { name: 'time since the last talk of the queue', shown: time },
  'round-robin': { name: 'the last offer of the queue', shown: String },
  'fewest-calls': { name: 'calls of the queue', shown: String },
  'least-talk': { name: 'talk time', shown: time },
  'lowest-occupancy': { name: 'occupancy', shown: (value) => `${figure(100 * value)} %` },
  random: { name: 'lot', shown: (value) => value.toFixed(4) },
  'weighted-random': { name: 'lot', shown: (value) => value.toFixed(4) },
  'fixed-order': { name: 'order', shown: String },
  'best-skill': { name: 'sum of skills', shown: String },
};

function candidateColumns({ strategy, asks }: OfferWhy): readonly Column<Candidate>[] {
  const { name, shown } = VALUES[strategy];
  return [
    { title: 'RANK', cell: ({ rank }) => rank, right: true },
    { title: 'AGENT', cell: ({ agent }) => agent },
    { title: 'NAME', cell: (each) => each.name },
    ...(asks.only ? [{ title: 'WISH', cell: ({ wish }: Candidate) => wish, right: true }] : []),
    { title: 'TIER', cell: ({ tier }) => tier, right: true },
    { title: name.toUpperCase(), cell: ({ value }) => (value === null ? 'never' : shown(value)), right: true },
    ...(strategy === 'weighted-random'
      ? [{ title: 'WEIGHT', cell: ({ weight }: Candidate) => weight, right: true }]
      : []),
    ...(name === 'idle time'
      ? []
      : [{ title: 'IDLE TIME', cell: ({ idleMs }: Candidate) => clock(idleMs), right: true }]),
  ];
}

const turnInWords = ({ call, queue, score, waitedMs }: OtherTurn): string =>
  `${call} (${queue}, ${figure(score)}, waited ${clock(waitedMs)})`;

const BEHIND: Readonly<Record<TurnBy, string>> = {
  score: 'its score is lower',
  wait: 'its score is the same, and it has waited less',
  entry: 'its score and wait are the same, and it came later',
};

function keptInWords(kept: Kept, { rung: [first = ''] }: OfferWhy, at: number): string {
  switch (kept.is) {
    case 'agent':
      return `not for ${first}: ${verdictInWords(kept.verdict, at)}`;
    case 'paused':
      return kept.until === null
        ? 'it is offered to nobody for now'
        : `it is offered to nobody for ${clock(kept.until - at)}`;
    case 'held':
      return kept.by === 'elsewhere'
        ? 'it is rung for in another of its queues'
        : 'its queue serves as many callers as it may at once';
    case 'asking':
      return 'a program is being asked whom it goes to';
    case 'passed':
      return 'its turn was passed over';
  }
}
