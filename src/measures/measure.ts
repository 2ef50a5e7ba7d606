import type { AgentState } from '../domain/agent';
import type { CountingRules } from '../domain/service-level';
import type { CallMade, OfferMade, Visit } from './facts';

/** What a figure is of: a queue, an agent, or all calls. */
export const subjects = ['queues', 'agents', 'calls'] as const;
export type Subject = (typeof subjects)[number];

interface Described {
  readonly name: string;
  readonly subject: Subject;
  readonly title: string;
  /** Counts are whole numbers, lengths seconds, shares from 0 to 1. */
  readonly unit: 'count' | 'seconds' | 'share';
  /** In words, as it stands at the head of a report. */
  readonly formula: string;
  /** Who else counts so, and by what name. */
  readonly source?: string;
}

/** Summed up over facts, or the highest of them; lengths are in milliseconds until they are shown. */
interface Folded extends Described {
  readonly fold: 'sum' | 'highest';
}

export interface OfVisits extends Folded {
  readonly from: 'visit';
  readonly of: (visit: Visit, rules: CountingRules) => number;
}

export interface OfOffers extends Folded {
  readonly from: 'offer';
  readonly of: (offer: OfferMade) => number;
}

export interface OfCalls extends Folded {
  readonly from: 'call';
  readonly of: (call: CallMade) => number;
}

/** The time an agent spent in a state; cut at the bounds of intervals. */
export interface OfTime extends Folded {
  readonly from: 'time';
  readonly of: (spent: Spent) => boolean;
}
export type Spent = Exclude<AgentState['is'], 'on-call'> | 'connecting' | 'talking';

/** Worked out of other figures; `null` where there is nothing to divide by. */
export interface Derived extends Described {
  readonly from: 'figures';
  readonly of: (figure: (name: string) => number, rules: CountingRules) => number | null;
}

export type Base = OfVisits | OfOffers | OfCalls | OfTime;
export type Measure = Base | Derived;

type Words = Omit<Described, 'subject' | 'unit' | 'name' | 'title' | 'formula'>;
type Counting<F> = (fact: F) => number;

/** The short way to write the measures of one subject down. */
export const measuresOf = (subject: Subject) => ({
  visits: (
    name: string,
    title: string,
    formula: string,
    of: (visit: Visit, rules: CountingRules) => number | boolean,
    more: Words & Partial<Pick<OfVisits, 'unit' | 'fold'>> = {},
  ): OfVisits => ({
    name,
    subject,
    title,
    formula,
    unit: 'count',
    fold: 'sum',
    ...more,
    from: 'visit',
    of: (visit, rules) => Number(of(visit, rules)),
  }),
  offers: (name: string, title: string, formula: string, of: (offer: OfferMade) => boolean): OfOffers => ({
    ...{ name, subject, title, formula, unit: 'count', fold: 'sum', from: 'offer' },
    of: (offer) => Number(of(offer)),
  }),
  calls: (
    name: string,
    title: string,
    formula: string,
    of: Counting<CallMade>,
    unit: 'count' | 'seconds' = 'count',
  ): OfCalls => ({ name, subject, title, formula, unit, fold: 'sum', from: 'call', of }),
  time: (name: string, title: string, formula: string, ...states: readonly Spent[]): OfTime => ({
    ...{ name, subject, title, formula, unit: 'seconds', fold: 'sum', from: 'time' },
    of: (spent) => states.includes(spent),
  }),
  ratio: (
    name: string,
    title: string,
    unit: 'seconds' | 'share',
    formula: string,
    of: Derived['of'],
    source?: string,
  ): Derived => ({
    ...{ name, subject, title, formula, unit, from: 'figures', of },
    ...(source !== undefined && { source }),
  }),
});

/** `null` where nothing is to divide by. */
export const per = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
