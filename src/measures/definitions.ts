import type { CallOutcome } from '../domain/call';
import type { OfferEnding } from '../domain/queue';
import type { CountingRules, ServiceLevelFormula } from '../domain/service-level';
import type { Visit } from './facts';
import { measuresOf, per, type Measure, type Subject } from './measure';
import { toldMeasures } from './told-definitions';
import { outcomeOf, type VisitOutcome } from './visit-outcome';

/*
 * Every measure there is: its name, its formula and whose it is. Live figures, metrics, expressions, reports and
 * docs/measures.md are made of these and of nothing else.
 *
 * A visit, and all that comes of it, belongs to the interval in which the caller entered the queue; an agent's part of it to
 * the interval in which the talk began. A caller who visits two queues is a visit in each, and one call. Agents' time is cut at
 * the bounds of intervals.
 */
const queue = measuresOf('queues');
const agent = measuresOf('agents');
const call = measuresOf('calls');

const isOne =
  (...outcomes: readonly VisitOutcome[]) =>
  (visit: Visit, rules: CountingRules): boolean =>
    outcomes.some((outcome) => outcome === outcomeOf(visit, rules));
const waited = ({ left }: Visit): number => left?.waitedMs ?? 0;
const inTime = (visit: Visit, rules: CountingRules): boolean =>
  outcomeOf(visit, rules) !== undefined && visit.left !== null && visit.left.waitedMs <= rules.withinMs;
const is = {
  answered: isOne('answered'),
  gaveUp: isOne('abandoned', 'short-abandoned'),
  ended: (visit: Visit, rules: CountingRules) => outcomeOf(visit, rules) !== undefined && visit.left !== null,
};
const sum = (lengths: Iterable<number>): number => [...lengths].reduce((all, ms) => all + ms, 0);
const wrapUpMs = ({ wrapUps }: Visit): number => sum(wrapUps.values());
const seconds = { unit: 'seconds' } as const;

const visits: readonly Measure[] = [
  queue.visits(
    'offered',
    'Offered',
    'callers who entered the queue, as often as they did',
    (visit, rules) => outcomeOf(visit, rules) !== undefined,
    { source: 'app_queue ENTERQUEUE; Amazon Connect “contacts queued”' },
  ),
  queue.visits('answered', 'Answered', 'callers whom an agent spoke with', is.answered, {
    source: 'app_queue CONNECT',
  }),
  queue.visits(
    'abandoned',
    'Abandoned',
    'callers who hung up while they waited, short abandons apart',
    isOne('abandoned'),
    { source: 'app_queue counts timeouts, closings and withdrawals here too: these are not' },
  ),
  queue.visits(
    'short_abandoned',
    'Short abandons',
    'callers who hung up before they had waited for `short_abandon`',
    isOne('short-abandoned'),
  ),
  queue.visits('timed_out', 'Timed out', 'callers whose longest wait was over', isOne('timed-out'), {
    source: 'app_queue EXITWITHTIMEOUT',
  }),
  queue.visits(
    'overflowed',
    'Overflowed',
    'callers whom the queue did not keep: it was full, nobody was there, or a condition of it let them go',
    isOne('overflowed'),
    { source: 'app_queue FULL, JOINEMPTY, EXITEMPTY; Genesys “flow-outs” in part' },
  ),
  queue.visits('closed', 'Closed', 'callers who waited when the queue closed', isOne('closed')),
  queue.visits(
    'withdrawn',
    'Withdrawn',
    'callers who were taken out from outside, or whose flow went elsewhere',
    isOne('withdrawn'),
    { source: 'app_queue WITHDRAW' },
  ),
  queue.visits('chosen', 'Left by key', 'callers who took another way themselves', isOne('chosen'), {
    source: 'app_queue EXITWITHKEY',
  }),
  queue.visits('called_back', 'To be called back', 'callers who hung up and keep their place', isOne('called-back')),
  queue.visits(
    'served_elsewhere',
    'Served elsewhere',
    'callers who waited in several queues, and another of them served them',
    isOne('elsewhere'),
  ),
  queue.visits('waiting', 'Still waiting', 'callers whose visit has not ended', isOne('waiting')),
  queue.visits(
    'answered_in_time',
    'Answered in time',
    'answered after at most T',
    (visit, rules) => is.answered(visit, rules) && inTime(visit, rules),
  ),
  queue.visits(
    'abandoned_in_time',
    'Abandoned in time',
    'hung up after at most T, short abandons among them',
    (visit, rules) => is.gaveUp(visit, rules) && inTime(visit, rules),
  ),
  queue.visits('left_in_time', 'Left in time', 'left the queue after at most T, in whatever way', inTime),
  queue.visits(
    'wait_time',
    'Waiting',
    'all waits that have ended',
    (visit, rules) => (is.ended(visit, rules) ? waited(visit) : 0),
    seconds,
  ),
  queue.visits(
    'answered_wait_time',
    'Waiting of the answered',
    'the waits of those who were answered',
    (visit, rules) => (is.answered(visit, rules) ? waited(visit) : 0),
    seconds,
  ),
  queue.visits(
    'abandoned_wait_time',
    'Waiting of those who gave up',
    'the waits of those who hung up, short abandons among them',
    (visit, rules) => (is.gaveUp(visit, rules) ? waited(visit) : 0),
    seconds,
  ),
  queue.visits(
    'longest_wait',
    'Longest wait',
    'the longest wait that has ended',
    (visit, rules) => (is.ended(visit, rules) ? waited(visit) : 0),
    { ...seconds, fold: 'highest' },
  ),
];

const ended = (f: (name: string) => number): number => f('offered') - f('waiting');
const gaveUp = (f: (name: string) => number): number => f('abandoned') + f('short_abandoned');
const flowOuts = (f: (name: string) => number): number =>
  f('timed_out') +
  f('overflowed') +
  f('closed') +
  f('withdrawn') +
  f('chosen') +
  f('called_back') +
  f('served_elsewhere');

/** The named variants, so that nobody's habit decides. */
export const serviceLevels: Readonly<Record<ServiceLevelFormula, Measure & { readonly from: 'figures' }>> = {
  of_offered: queue.ratio(
    'service_level_of_offered',
    'Service level of offered',
    'share',
    'answered in time ÷ offered, those still waiting apart',
    (f) => per(f('answered_in_time'), ended(f)),
    'QueueMetrics “inclusive SLA”; Cisco “abandons have negative impact”',
  ),
  of_handled: queue.ratio(
    'service_level_of_handled',
    'Service level',
    'share',
    'answered in time ÷ (answered + abandoned + short abandons)',
    (f) => per(f('answered_in_time'), f('answered') + gaveUp(f)),
    'Genesys with abandons',
  ),
  without_short_abandons: queue.ratio(
    'service_level_without_short_abandons',
    'Service level without short abandons',
    'share',
    'answered in time ÷ (answered + abandoned)',
    (f) => per(f('answered_in_time'), f('answered') + f('abandoned')),
    'Genesys with abandons, less short abandons',
  ),
  of_answered: queue.ratio(
    'service_level_of_answered',
    'Service level of answered',
    'share',
    'answered in time ÷ answered',
    (f) => per(f('answered_in_time'), f('answered')),
    'app_queue “SL”; Wazo “quality of service”; Genesys without abandons',
  ),
  abandons_in_time_met: queue.ratio(
    'service_level_abandons_in_time_met',
    'Service level, abandons in time met',
    'share',
    '(answered in time + abandoned in time) ÷ (answered + abandoned + short abandons)',
    (f) => per(f('answered_in_time') + f('abandoned_in_time'), f('answered') + gaveUp(f)),
    'app_queue “SL2”; Cisco “abandons have positive impact”',
  ),
  abandons_in_time_apart: queue.ratio(
    'service_level_abandons_in_time_apart',
    'Service level, abandons in time apart',
    'share',
    'answered in time ÷ (answered + abandons after T)',
    (f) => per(f('answered_in_time'), f('answered') + gaveUp(f) - f('abandoned_in_time')),
    'Cisco “abandons ignored”',
  ),
  with_flow_outs: queue.ratio(
    'service_level_with_flow_outs',
    'Service level with flow-outs',
    'share',
    'answered in time ÷ (answered + abandoned + all who left another way)',
    (f) => per(f('answered_in_time'), f('answered') + f('abandoned') + flowOuts(f)),
    'Genesys with flow-outs, less short abandons',
  ),
  left_in_time: queue.ratio(
    'service_level_left_in_time',
    'Left in time',
    'share',
    'left in time, in whatever way ÷ offered, those still waiting apart',
    (f) => per(f('left_in_time'), ended(f)),
    'Amazon Connect “SL X”',
  ),
};

const rates: readonly Measure[] = [
  queue.ratio(
    'service_level',
    'Service level',
    'share',
    'the variant that `service_level` of the queue names',
    (f, rules) => serviceLevels[rules.formula].of(f, rules),
  ),
  ...Object.values(serviceLevels),
  queue.ratio(
    'answer_rate',
    'Answered',
    'share',
    'answered ÷ (offered − waiting − closed)',
    (f) => per(f('answered'), ended(f) - f('closed')),
    'Wazo “answered rate”',
  ),
  queue.ratio('abandon_rate', 'Abandoned', 'share', 'abandoned ÷ (offered − waiting − short abandons)', (f) =>
    per(f('abandoned'), ended(f) - f('short_abandoned')),
  ),
  queue.ratio(
    'asa',
    'Average speed of answer',
    'seconds',
    'the waits of the answered ÷ answered',
    (f) => per(f('answered_wait_time'), f('answered')),
    'ASA',
  ),
  queue.ratio(
    'average_abandon_time',
    'Average wait until giving up',
    'seconds',
    'the waits of those who hung up ÷ (abandoned + short abandons)',
    (f) => per(f('abandoned_wait_time'), gaveUp(f)),
    'ATA',
  ),
  queue.ratio('average_wait', 'Average wait', 'seconds', 'all waits that have ended ÷ (offered − waiting)', (f) =>
    per(f('wait_time'), ended(f)),
  ),
];

/** Of queues and of agents alike: the talk belongs to the queue that led to it and to whoever talked. */
const handling = (of: typeof queue): readonly Measure[] => [
  of.visits(
    'handled',
    'Handled',
    'talks that have ended, with those of callbacks',
    ({ talk, talked }) => talk !== null && talked !== null,
  ),
  of.visits(
    'talks_ended_by_caller',
    'Ended by the caller',
    'talks that the caller ended',
    ({ talk, talked }) => talk !== null && talked?.by === 'caller',
    { source: 'app_queue COMPLETECALLER' },
  ),
  of.visits(
    'talks_ended_by_agent',
    'Ended by the agent',
    'talks that the agent ended',
    ({ talk, talked }) => talk !== null && talked?.by === 'agent',
    { source: 'app_queue COMPLETEAGENT' },
  ),
  of.visits(
    'handled_talk_time',
    'Talk',
    'from answer to hang-up of the talks that have ended; what was on hold is part of it',
    (visit) => (visit.talk && visit.talked ? visit.talked.ms : 0),
    seconds,
  ),
  of.visits(
    'handled_wrap_up_time',
    'Wrap-up',
    'wrap-ups after them that have ended',
    (visit) => (visit.talk && visit.talked ? wrapUpMs(visit) : 0),
    seconds,
  ),
  of.visits(
    'longest_talk',
    'Longest talk',
    'the longest talk that has ended',
    ({ talk, talked }) => (talk && talked ? talked.ms : 0),
    { ...seconds, fold: 'highest' },
  ),
  of.ratio(
    'aht',
    'Average handling time',
    'seconds',
    '(talk + wrap-up) ÷ handled',
    (f) => per(f('handled_talk_time') + f('handled_wrap_up_time'), f('handled')),
    'AHT; Amazon leaves states of its own making out, as this does',
  ),
  of.ratio('average_talk', 'Average talk', 'seconds', 'talk ÷ handled', (f) =>
    per(f('handled_talk_time'), f('handled')),
  ),
  of.ratio(
    'average_wrap_up',
    'Average wrap-up',
    'seconds',
    'wrap-up ÷ handled',
    (f) => per(f('handled_wrap_up_time'), f('handled')),
    'ACW',
  ),
];

const endedBy =
  (how: OfferEnding) =>
  ({ at, ended: end }: { at: number | null; ended: { how: OfferEnding } | null }) =>
    at !== null && end?.how === how;
const ringing = (of: typeof queue): readonly Measure[] => [
  of.offers('offers', 'Offers', 'times that an agent’s phone was rung', ({ at }) => at !== null),
  of.offers('offers_accepted', 'Accepted', 'offers that were answered', endedBy('accepted')),
  of.offers(
    'ring_no_answer',
    'Not answered',
    'offers that rang out: each counts, also of one call',
    endedBy('ring-no-answer'),
  ),
  of.offers('declined', 'Declined', 'offers that the agent rejected', endedBy('declined')),
  of.offers('busy', 'Busy', 'offers to a phone that was busy', endedBy('busy')),
  of.offers('unreachable', 'Unreachable', 'offers to a phone that was not there', endedBy('unreachable')),
  of.offers(
    'not_confirmed',
    'Not confirmed',
    'offers that were answered and not confirmed by the key that is asked for',
    endedBy('not-confirmed'),
  ),
  of.offers(
    'offers_withdrawn',
    'Withdrawn offers',
    'offers that were taken back: the caller was gone, or another answered',
    endedBy('withdrawn'),
  ),
];

const callbacks: readonly Measure[] = [
  queue.visits('callbacks_asked', 'Callbacks', 'callbacks that callers asked for', ({ callback }) => callback !== null),
  queue.visits(
    'callbacks_done',
    'Callbacks done',
    'of these, those where agent and customer spoke',
    ({ callback }) => callback === 'done',
  ),
  queue.visits(
    'callbacks_failed',
    'Callbacks failed',
    'of these, those that ended otherwise',
    ({ callback }) => callback !== null && callback !== 'asked' && callback !== 'done',
  ),
];

const work = (f: (name: string) => number): number => f('connecting_time') + f('talk_time') + f('wrap_up_time');
const time: readonly Measure[] = [
  agent.time(
    'signed_in_time',
    'Signed in',
    'all states but signed-out; the parts below add up to it',
    'available',
    'offered',
    'connecting',
    'talking',
    'wrap-up',
    'not-ready',
  ),
  agent.time('available_time', 'Available', 'takes the next call', 'available'),
  agent.time('ringing_time', 'Ringing', 'the phone rings', 'offered'),
  agent.time(
    'connecting_time',
    'Connecting',
    'has answered, and waits for the caller or for the customer of a callback',
    'connecting',
  ),
  agent.time('talk_time', 'Talk', 'talks, or has the caller on hold', 'talking'),
  agent.time('wrap_up_time', 'Wrap-up', 'writes down what was said', 'wrap-up'),
  agent.time('not_ready_time', 'Not ready', 'takes no calls; by reason as `not_ready_time:<reason>`', 'not-ready'),
  agent.ratio(
    'occupancy',
    'Occupancy',
    'share',
    '(connecting + talk + wrap-up) ÷ (signed in − not ready)',
    (f) => per(work(f), f('signed_in_time') - f('not_ready_time')),
    'Amazon Connect “occupancy”: on contact ÷ (on contact + idle)',
  ),
  agent.ratio('utilisation', 'Utilisation', 'share', '(connecting + talk + wrap-up) ÷ signed in', (f) =>
    per(work(f), f('signed_in_time')),
  ),
];

const byOutcome =
  (outcome: CallOutcome) =>
  ({ arrivedAt, ended: end }: { arrivedAt: number | null; ended: { outcome: CallOutcome } | null }) =>
    Number(arrivedAt !== null && end?.outcome === outcome);
const calls: readonly Measure[] = [
  call.calls('calls', 'Calls', 'calls that reached us, and customers who were called back', ({ arrivedAt }) =>
    Number(arrivedAt !== null),
  ),
  call.calls('calls_served', 'Served', 'an agent spoke with the caller', byOutcome('answered')),
  call.calls('calls_self_served', 'Self-served', 'the flow came to its own end', byOutcome('self-served')),
  call.calls('calls_abandoned', 'Abandoned', 'the caller hung up in a queue', byOutcome('abandoned')),
  call.calls('calls_left', 'Left', 'the caller hung up elsewhere', byOutcome('left')),
  call.calls('calls_refused', 'Refused', 'the call was not taken', byOutcome('refused')),
  call.calls('calls_failed', 'Failed', 'the dialplan had to take over', byOutcome('failed')),
  call.calls('calls_lost', 'Lost', 'found gone after an outage', byOutcome('lost')),
  call.calls('calls_open', 'Open', 'not over yet', ({ arrivedAt, ended: end }) =>
    Number(arrivedAt !== null && end === null),
  ),
  call.calls('calls_queued', 'Queued', 'calls that visited a queue', ({ visits: { size } }) => Number(size > 0)),
  call.calls(
    'calls_in_several_queues',
    'In several queues',
    'calls that visited more than one',
    ({ visits: { size } }) => Number(size > 1),
  ),
  call.calls(
    'calls_with_several_talks',
    'Several talks',
    'calls with more than one talk: the caller came to another agent',
    ({ talks: { size } }) => Number(size > 1),
  ),
  call.calls('callback_calls', 'Customers called back', 'of the calls, those that we made', ({ channel }) =>
    Number(channel === 'callback'),
  ),
  call.calls(
    'call_time',
    'Call time',
    'from arrival to end of the calls that are over',
    ({ arrivedAt, ended: end }) => (arrivedAt !== null && end ? end.at - arrivedAt : 0),
    'seconds',
  ),
  call.ratio('average_call', 'Average call', 'seconds', 'call time ÷ (calls − open)', (f) =>
    per(f('call_time'), f('calls') - f('calls_open')),
  ),
];

export const measures: readonly Measure[] = [
  ...visits,
  ...rates,
  ...toldMeasures,
  ...handling(queue),
  ...ringing(queue),
  ...callbacks,
  ...time,
  ...handling(agent),
  ...ringing(agent),
  ...calls,
];

export const measureOf = (subject: Subject, name: string): Measure | undefined =>
  measures.find((each) => each.subject === subject && each.name === name);
