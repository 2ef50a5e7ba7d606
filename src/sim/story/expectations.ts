import type { EventOf, EventType } from '../../domain/event';
import type { Instant, Millis } from '../../domain/time';
import type { NotifyCommand } from '../../flow/command';
import type { PlayedCall, Verdict } from '../played-call';
import { compare, inWords, isLike, soundOf, type Match } from './sounds';
import type { Expectation, SentNotice, Sound } from './story';

/** Whether what a story expects of a call has come about. */
export class Expectations {
  /** How many things were heard that belong to earlier steps. */
  heardBefore = 0;
  /** How many events of a type belong to earlier steps. */
  private readonly known = new Map<EventType, number>();

  constructor(
    private readonly call: PlayedCall,
    private readonly how: 'exactly' | 'roughly',
  ) {}

  checkOf(step: Expectation): () => Verdict {
    switch (step.is) {
      case 'heard':
      case 'playing':
        return this.hearing(step);
      case 'queue':
        return () => this.inQueue(step);
      case 'offered_to':
        return () => this.isRung(step.agent);
      case 'dialled':
        return () => (this.news('dial.started', ({ data }) => data.number === step.number) ? 'met' : 'not-yet');
      case 'keys_sent':
        return () => this.areSent(step.keys);
      case 'answered_by':
        return () => this.answered(step.who);
      case 'sent':
        return () => this.hasSent(step.notice);
      case 'called_back':
        return () => this.isCalledBack();
      case 'label':
        return () => this.cameTo(step.label);
      case 'end':
        return () => this.hasEnded(step);
    }
  }

  private hearing({ is, sounds }: Extract<Expectation, { is: 'heard' | 'playing' }>): () => Verdict {
    const { heard } = this.call.caller;
    const pattern = { sounds: this.patternOf(is, sounds), ended: is === 'heard' };
    const from = this.heardBefore;
    // What begins at this very moment comes from the last thing done, and counts.
    const free = heard.filter(({ at }) => at < this.call.now).length;
    return () => {
      const match = compare(heard, pattern, from, free);
      if (match.is === 'met') this.heardBefore = match.next;
      return match.is === 'wrong' ? { wrong: this.otherwise(match) } : match.is;
    };
  }

  /** What plays may be the end of more; after a crash anything may be heard again. */
  private patternOf(is: 'heard' | 'playing', sounds: readonly Sound[]): readonly Sound[] {
    const anything: Sound = { is: 'anything' };
    if (this.how === 'roughly') return sounds.flatMap((sound) => [anything, sound]);
    return is === 'playing' ? [anything, ...sounds] : sounds;
  }

  private otherwise({ index, expected }: Extract<Match, { is: 'wrong' }>): string {
    const heard = this.call.caller.heard[index];
    const sound = heard && soundOf(heard.media);
    const what = sound ? inWords(sound) : 'something else';
    return `heard ${what}${heard ? ` at ${this.since(heard.at)}` : ''} where ${inWords(expected)} was expected`;
  }

  private inQueue({ queue, position }: Extract<Expectation, { is: 'queue' }>): Verdict {
    const entered = this.news('queue.entered', ({ data }) => data.queue === queue);
    if (!entered) return 'not-yet';
    if (position !== null && entered.data.position !== position)
      return { wrong: `entered ${queue} at position ${entered.data.position}` };
    return 'met';
  }

  private isRung(agent: string): Verdict {
    const rung =
      this.news('queue.offered', ({ data }) => data.agent === agent) ??
      this.news('dial.started', ({ data }) => data.agent === agent);
    return rung ? 'met' : 'not-yet';
  }

  private areSent(keys: string): Verdict {
    const sent = this.news('flow.keys-sent', () => true);
    if (!sent) return 'not-yet';
    return sent.data.keys === keys ? 'met' : { wrong: `the keys ${sent.data.keys} were sent` };
  }

  private answered(who: string): Verdict {
    const answered = this.news('queue.connected', () => true);
    const { exchange } = this.call.simulation;
    const talksWith = answered?.data.agent ?? exchange.with(this.call.caller.leg)[0]?.who;
    if (talksWith === undefined) return 'not-yet';
    return talksWith === who ? 'met' : { wrong: `${talksWith} answered` };
  }

  private isCalledBack(): Verdict {
    if (!this.call.follow()) return 'not-yet';
    this.heardBefore = 0;
    return 'met';
  }

  private hasSent({ by, to, subject, text }: SentNotice): Verdict {
    const isIt = (notice: NotifyCommand): boolean =>
      (by === null || notice.by === by) &&
      (to === null || notice.to === to) &&
      (subject === null || isLike(notice.subject, subject)) &&
      (text === null || isLike(notice.text, text));
    return this.call.timeline.some((moment) => moment.is === 'sent' && isIt(moment.notice)) ? 'met' : 'not-yet';
  }

  /** The first of these events that no earlier step was about. */
  private news<T extends EventType>(type: T, isIt: (event: EventOf<T>) => boolean): EventOf<T> | undefined {
    const all = this.call.of(type);
    const known = this.known.get(type) ?? 0;
    const index = all.findIndex((event, at) => at >= known && isIt(event));
    if (index < 0) return undefined;
    this.known.set(type, index + 1);
    return all[index];
  }

  private hasEnded({ outcome, by }: Extract<Expectation, { is: 'end' }>): Verdict {
    const { ended } = this.call;
    if (!ended) return 'not-yet';
    if (ended.data.outcome !== outcome) return { wrong: this.over() };
    if (by !== null && ended.data.by !== by) return { wrong: `it was ended ${WHO[ended.data.by]}` };
    return 'met';
  }

  /** `ask`, or `survey/ask` for a label of that flow. */
  private cameTo(label: string): Verdict {
    const isIt = (flow: string, node: string): boolean => {
      const [own = ''] = node.split('.');
      return own === label || `${flow}/${own}` === label;
    };
    const { session } = this.call;
    if (session && isIt(session.flow, session.node)) return 'met';
    return this.news('flow.step', ({ data }) => isIt(data.flow, data.node)) ? 'met' : 'not-yet';
  }

  /** How the call ended, in words. */
  over(): string {
    const { ended } = this.call;
    if (!ended) return 'the call is not over';
    return `the call was over at ${this.since(ended.at)}: ${ended.data.outcome}`;
  }

  /** Where the call is, for who waited in vain. */
  meanwhile(): string {
    const { call } = this;
    const talks = call.simulation.exchange.with(call.caller.leg)[0];
    if (talks) return `the caller talks with ${talks.who}`;
    const { flow = '', node = '' } = call.session ?? {};
    return `the call is at ${node.split('.')[0] ?? ''} of the flow ${flow}`;
  }

  private since(at: Instant): string {
    return minutes(at - this.call.given.at);
  }
}

const WHO = { them: 'by the caller', us: 'by us', unknown: 'by nobody that is known' } as const;

/** `0:07`, `12:03`. */
function minutes(ms: Millis): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What an expectation wants, in words. */
export function wanted(step: Expectation): string {
  switch (step.is) {
    case 'heard':
      return `to hear ${step.sounds.map(inWords).join(', ')}`;
    case 'playing':
      return `to begin to hear ${step.sounds.map(inWords).join(', ')}`;
    case 'queue':
      return `to wait in the queue ${step.queue}${step.position === null ? '' : ` at position ${step.position}`}`;
    case 'offered_to':
      return `the phone of ${step.agent} to ring`;
    case 'dialled':
      return `${step.number} to be dialled`;
    case 'keys_sent':
      return `the keys ${step.keys} to be sent`;
    case 'answered_by':
      return `${step.who} to answer`;
    case 'sent':
      return `to send ${JSON.stringify(step.notice)}`;
    case 'called_back':
      return 'the caller to be called back';
    case 'label':
      return `to come to the label ${step.label}`;
    case 'end':
      return `the call to end: ${step.outcome}${step.by === null ? '' : ` ${WHO[step.by]}`}`;
  }
}
