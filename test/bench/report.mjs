import { stands } from './calls.mjs';
import { spread, short, told } from './numbers.mjs';
import { table } from './table.mjs';

const SERVERS = ['carillon', 'asterisk', 'redis', 'mariadb'];

/** What is printed of the head: the middle of its rounds, and how far they lie apart. */
export function headReport(figures) {
  const rows = figures.map(({ name, unit, samples }) => [name, told(spread(samples)), unit]);
  return table([['The head alone', 'median (least–most)', 'unit'], ...rows]);
}

/** What is printed of the floor: each size, and what it costs more than the smallest. */
export function floorReport({ floors }) {
  const usual = floors[0];
  const rows = floors.map((floor) => {
    const { size, perSecond, us, freedUs, bytesPerTicket, yardstick } = floor;
    return [
      `${size.waiting.toLocaleString('en-US')} waiting, ${size.queues} queues`,
      told(spread(perSecond)),
      short(us.p50),
      short(us.p99),
      short(freedUs.p50),
      short(freedUs.p99),
      short(costOf(floor) / costOf(usual)),
      bytesPerTicket === null ? '-' : short(bytesPerTicket),
      short(yardstick),
    ];
  });
  const { agents, skills } = usual.size;
  return table([
    [
      `${agents.toLocaleString('en-US')} agents, ${skills} skills`,
      'events per CPU s',
      'µs p50',
      'p99',
      'offer µs p50',
      'p99',
      'cost ×',
      'bytes a ticket',
      'yardstick',
    ],
    ...rows,
  ]);
}

/** An event in ticks of the yardstick, so that a busy moment of the machine weighs less. */
const costOf = ({ perSecond, yardstick }) => yardstick / spread(perSecond).median;

/** What is printed of the queues: how soon an agent has the next call, and what a call costs. */
export function liveReport({ agents, runs }) {
  const cost = (run) => SERVERS.reduce((sum, name) => sum + run.cpuMs[name], 0);
  // Of app_queue's run Asterisk alone: the others do nothing for it.
  const beside = ({ waiting }) => runs.find((run) => run.side === 'app_queue' && run.waiting === waiting);
  return table([
    [
      `${agents} agents`,
      'by',
      'offers/s',
      'next INVITE ms p50',
      'p99',
      'out of order',
      'CPU s a 1,000 calls',
      '×',
      'machine, cores',
    ],
    ...runs.map((run) => [
      `${run.waiting} waiting`,
      run.side,
      short(run.offersPerSecond),
      short(run.nextMs.p50),
      short(run.nextMs.p99),
      `${run.outOfOrder.callers} of ${run.offers}, by ${run.outOfOrder.byMost}`,
      short(run.side === 'app_queue' ? run.cpuMs.asterisk : cost(run)),
      run.side === 'app_queue' || !beside(run) ? '' : short(cost(run) / beside(run).cpuMs.asterisk),
      short(run.machineBusy),
    ]),
  ]);
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
