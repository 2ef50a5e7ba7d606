import { formatDuration, type Instant } from '../../domain/time';
import type { Site } from '../../flow/office';
import type { Place } from '../../flow/problem';
import { PlayedCall, type Moment } from '../played-call';
import { Expectations, wanted } from './expectations';
import { checkAtTheEnd, pathOf } from './final-checks';
import type { Expectation, OrderByHand, Story, StoryStep } from './story';

/** Where a call went otherwise than its story. */
export interface Mismatch {
  readonly place: Place;
  readonly expected: string;
  readonly happened: string;
  readonly at: Instant;
}

/** A story that was played. */
export interface Telling {
  readonly story: Story;
  readonly mismatch: Mismatch | null;
  readonly timeline: readonly Moment[];
  readonly path: readonly string[];
  readonly from: Instant;
  readonly to: Instant;
  /** How often something was saved of the call: each is a moment at which it may crash. */
  readonly saves: number;
}

/** Plays a story to its end, or to where the call goes otherwise. */
export async function tell(story: Story, site: Site): Promise<Telling> {
  const call = await PlayedCall.begin(site, story.given);
  try {
    const mismatch =
      (await new Teller(call, 'exactly').tell(story.steps)) ?? checkAtTheEnd(story, call) ?? fault(story, call);
    return {
      story,
      mismatch,
      timeline: call.timeline,
      path: pathOf(call),
      from: story.given.at,
      to: call.now,
      saves: call.simulation.saves,
    };
  } finally {
    call.simulation.stop();
  }
}

/** Our own head must not fail, whatever the flow is. */
function doing(order: OrderByHand): string {
  switch (order.type) {
    case 'pick-ticket':
      return `${order.agent} to pick the call`;
    case 'move-ticket':
      return `to move the call to ${order.queue}`;
    case 'set-priority':
      return `to give the call the priority ${order.priority}`;
    case 'withdraw-ticket':
      return 'to take the call out of its queue';
  }
}

function fault(story: Story, call: PlayedCall): Mismatch | null {
  const [error] = call.simulation.errors;
  if (error === undefined) return null;
  return { place: story.place, expected: 'Carillon to work', happened: error, at: call.now };
}

/**
 * Plays the steps. `roughly`: after a crash prompts are heard again and keys may be lost, so other prompts may come between
 * those of the story, and it is told only as far as it goes.
 */
export class Teller {
  private readonly expectations: Expectations;

  constructor(
    private readonly call: PlayedCall,
    how: 'exactly' | 'roughly',
  ) {
    this.expectations = new Expectations(call, how);
  }

  async tell(steps: readonly StoryStep[]): Promise<Mismatch | null> {
    for (const step of steps) {
      const mismatch = await this.perform(step);
      if (mismatch) return mismatch;
    }
    return null;
  }

  private async perform(step: StoryStep): Promise<Mismatch | null> {
    const { call } = this;
    const { place } = step;
    const cannot = (expected: string, happened: string): Mismatch => ({ place, expected, happened, at: call.now });
    switch (step.is) {
      case 'keys':
        if (call.ended) return cannot(`to press ${step.keys}`, this.expectations.over());
        this.expectations.heardBefore = await call.presses(step.keys);
        return null;
      case 'speaks':
        if (call.ended) return cannot('to speak', this.expectations.over());
        await call.speaks(step.forMs);
        return null;
      case 'wait':
        await call.waits(step.forMs);
        return null;
      case 'agents':
        await call.setAgents(step.agents);
        return null;
      case 'outside':
        call.setOutside(step.outside);
        return null;
      case 'schedules': {
        const refused = await call.setSchedules(step.schedules);
        return refused === null ? null : cannot('to set the schedule', refused);
      }
      case 'by_hand': {
        const refused = await call.orders(step.order);
        return refused === null ? null : cannot(doing(step.order), refused);
      }
      case 'hangup':
        if (await call.hangsUp(step.who)) return null;
        return cannot(
          `the ${step.who} to hang up`,
          call.ended ? this.expectations.over() : 'nobody talks with the caller',
        );
      default:
        return this.expect(step);
    }
  }

  private async expect(step: Expectation & { readonly place: Place }): Promise<Mismatch | null> {
    const { call } = this;
    const check = this.expectations.checkOf(step);
    const verdict = await call.until(check, step.withinMs);
    if (verdict === 'met') return null;
    const expected = wanted(step);
    const mismatch = (happened: string): Mismatch => ({ place: step.place, expected, happened, at: call.now });
    if (verdict === 'over') return mismatch(this.expectations.over());
    if (verdict === 'late' && call.endless !== null) return mismatch(call.endless);
    if (verdict === 'late')
      return mismatch(`not within ${formatDuration(step.withinMs)}; ${this.expectations.meanwhile()}`);
    return mismatch(verdict.wrong);
  }
}
