import { stands } from './calls.mjs';
import { spread, short, told } from './numbers.mjs';
import { table } from './table.mjs';

const SERVERS = ['carillon', 'asterisk', 'redis', 'mariadb'];

/** What is printed of the head: the middle of its rounds, and how far they lie apart. */
export function headReport(figures) {
  const rows = figures.map(({ name, unit, samples }) => [name, told(spread(samples)), unit]);
  return table([['The head alone', 'median (least–most)', 'unit'], ...rows]);
}

/** What is printed of the calls: CPU, then how each side answered. */
export function callReport({ runs, idleCpu, outOfTime }) {
  const rates = [...new Set(runs.map(({ rate }) => rate))];
  return [
    ...table([
      ['CPU seconds a 1,000 calls', ...SERVERS, 'together', 'dialplan', 'asterisk ×', 'together ×'],
      ...rates.filter((rate) => pairs(runs, rate).length > 0).map((rate) => cpuRow(runs, rate)),
    ]),
    '',
    ...table([
      [
        'Calls a second',
        'by',
        'calls',
        'failed',
        'sent again',
        'answered/s',
        'answer ms p50',
        'p99',
        'talk ms p50',
        'keeps up',
        'others, cores',
      ],
      ...rates.flatMap((rate) => sidesAt(runs, rate).map((side) => answerRow(runs, side, rate))),
    ]),
    '',
    `Kept up with: ${sidesOf(runs)
      .map((side) => `${side} ${mostOf(runs, side)} calls/s`)
      .join(', ')}${outOfTime ? ' (then time was up)' : ''}.`,
    `Idle, in % of a core: ${SERVERS.map((name) => `${name} ${short(100 * idleCpu[name])}`).join(', ')}.`,
  ];
}

/** Runs that followed each other at one rate: the call through the flow, and the same in dialplan. */
function pairs(runs, rate) {
  const of = (side) => runs.filter((run) => run.side === side && run.rate === rate);
  const dialplan = of('dialplan');
  return of('carillon')
    .slice(0, dialplan.length)
    .map((carillon, i) => ({ carillon, dialplan: dialplan[i] }));
}

/** Milliseconds a call are seconds a thousand calls. */
const aCall = ({ cpuMs, calls }, name) => Math.max(0, cpuMs[name]) / calls;
const together = (run) => SERVERS.reduce((sum, name) => sum + aCall(run, name), 0);

function cpuRow(runs, rate) {
  const both = pairs(runs, rate);
  const of = (figure) => told(spread(both.map(figure)));
  return [
    `at ${rate} calls/s`,
    ...SERVERS.map((name) => short(spread(both.map(({ carillon }) => aCall(carillon, name))).median)),
    of(({ carillon }) => together(carillon)),
    of(({ dialplan }) => aCall(dialplan, 'asterisk')),
    of(({ carillon, dialplan }) => aCall(carillon, 'asterisk') / aCall(dialplan, 'asterisk')),
    of(({ carillon, dialplan }) => together(carillon) / aCall(dialplan, 'asterisk')),
  ];
}

function answerRow(runs, side, rate) {
  const its = runs.filter((run) => run.side === side && run.rate === rate);
  const sum = (figure) => its.reduce((total, run) => total + run[figure], 0);
  const of = (figure) => told(spread(its.map(figure)));
  return [
    rate,
    side,
    sum('calls'),
    sum('failed'),
    sum('sentAgain'),
    short(spread(its.map(({ reached }) => reached)).median),
    of(({ answerMs }) => answerMs.p50),
    of(({ answerMs }) => answerMs.p99),
    of(({ talkMs }) => talkMs.p50),
    stands(runs, side, rate) ? 'yes' : 'no',
    of(({ othersBusy }) => othersBusy),
  ];
}

const sidesOf = (runs) => [...new Set(runs.map(({ side }) => side))];
const sidesAt = (runs, rate) => sidesOf(runs.filter((run) => run.rate === rate));

function mostOf(runs, side) {
  const kept = runs.filter((run) => run.side === side && stands(runs, side, run.rate)).map(({ rate }) => rate);
  return Math.max(0, ...kept);
}
