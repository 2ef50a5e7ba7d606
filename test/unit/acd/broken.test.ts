import { Book } from '../../../src/acd/book';
import { decide } from '../../../src/acd/decide';
import type { FloorSettings } from '../../../src/acd/floor';
import { asAgent } from '../../../src/acd/saved';
import { FloorActor } from '../../../src/engine/floor-actor';
import type { FloorInput } from '../../../src/acd/decision';
import { VirtualClock } from '../../support/virtual-clock';
import { asksForCallback } from '../../support/callbacks';
import { agent, floorOf, FloorStory, queueSettings, throughJson, wrongPositions, wrongWith } from '../../support/floor';

/** A floor whose calendar can break: what is asked of it throws. */
function withCalendar(): { readonly settings: FloorSettings; readonly breaks: () => void; readonly works: () => void } {
  let broken = false;
  const settings: FloorSettings = {
    ...floorOf([agent('anna'), agent('boris')], [queueSettings('sales'), queueSettings('help')]),
    opensAt: (_, at) => {
      if (broken) throw new Error('the calendar is broken');
      return at;
    },
  };
  return { settings, breaks: () => void (broken = true), works: () => void (broken = false) };
}

describe('a decision that cannot be made', () => {
  it('loses nothing although what made it fail goes on, and all goes on when that is over', () => {
    const { settings, breaks, works } = withCalendar();
    const floor = new FloorStory(settings);
    for (const call of ['c1', 'c2', 'c3']) asksForCallback(floor, call);
    floor.enters('c4');
    const before = throughJson(floor.state);
    breaks();
    for (let times = 0; times < 3; times++) {
      const signsIn: FloorInput = { type: 'set-agent-state', agent: 'anna', to: 'available', reason: '', by: 'anna' };
      expect(() => floor.happens(signsIn)).toThrow();
      expect(throughJson(floor.state)).toEqual(before);
    }
    works();
    floor.signsIn('anna');
    expect(floor.rings).toHaveLength(1);
    expect([...wrongWith(floor.state, settings, floor.now), ...wrongPositions(floor.book, floor.now)]).toEqual([]);
  });

  it('is told with both causes', () => {
    const { settings, breaks } = withCalendar();
    const floor = new FloorStory(settings);
    asksForCallback(floor, 'c1');
    breaks();
    expect(() => floor.signsIn('anna')).toThrow(AggregateError);
  });

  it('leaves the old site in use when the new one cannot be taken', () => {
    const { settings, breaks } = withCalendar();
    const floor = new FloorStory(floorOf([agent('anna')], [queueSettings('sales')]));
    asksForCallback(floor, 'c1');
    const before = throughJson(floor.state);
    breaks();
    expect(() => floor.book.configure(settings, floor.now)).toThrow('the calendar is broken');
    expect(floor.book.settings.agents.has('boris')).toBe(false);
    expect(throughJson(floor.state)).toEqual(before);
    expect(floor.signsIn('anna').rings).toHaveLength(1);
  });
});

describe('the floor actor', () => {
  it('takes a site that it could not take at once when it can', async () => {
    const { settings, breaks, works } = withCalendar();
    const first = floorOf([agent('anna')], [queueSettings('sales')]);
    const story = new FloorStory(first);
    asksForCallback(story, 'c1');
    let current = first;
    const clock = new VirtualClock(story.now);
    const errors: string[] = [];
    const quiet = (): void => undefined;
    const actor = new FloorActor(throughJson(story.state), {
      telephony: { run: () => Promise.resolve({ is: 'done' }) },
      store: { saveFloor: () => Promise.resolve() },
      clock,
      log: { debug: quiet, info: quiet, warn: quiet, error: (what) => void errors.push(what) },
      settings: () => current,
      tell: quiet,
      happened: quiet,
      fenced: quiet,
      callCustomer: quiet,
      askAgent: quiet,
      stopAsking: quiet,
      askChooser: () => Promise.resolve({ type: 'deadline' }),
      tellAgent: quiet,
    });
    current = settings;
    breaks();
    actor.post({ type: 'configured' });
    await actor.idle();
    actor.post({ type: 'deadline' });
    await actor.idle();
    expect(actor.book.agents.has('boris')).toBe(false);
    expect(errors.length).toBeGreaterThan(0);
    works();
    await clock.pass(500, () => actor.idle());
    expect(actor.book.agents.has('boris')).toBe(true);
    actor.stop();
  });
});

describe('records of the version before', () => {
  it('count an agent’s work since it was saved, not since 1970', () => {
    const { tally } = asAgent({
      id: 'anna',
      state: { is: 'not-ready', since: 5_000, reason: 'lunch' },
      idleSince: 1_000,
      next: null,
    });
    expect(tally).toMatchObject({ since: 5_000, calls: 0 });
  });

  it('that stand at a stage which nobody needs any more come back to the one that holds', () => {
    const settings = floorOf(
      [agent('anna', { skills: { sales: 90 } }), agent('boris', { skills: { sales: 0 } })],
      [queueSettings('sales', { skills: { sales: 80 }, relax: [{ afterMs: 60_000, skills: { sales: 0 } }] })],
    );
    const night = new FloorStory(settings).enters('c1');
    expect([...night.state.tickets.values()].map(({ stage }) => stage)).toEqual([1]);
    const saved = throughJson(night.state);
    const morning = new Book(
      {
        ...saved,
        agents: new Map(
          [...saved.agents].map(([id, each]) => [
            id,
            { ...each, state: { is: 'available' as const, since: 0, offersFrom: 0 } },
          ]),
        ),
      },
      settings,
      night.now,
    );
    const { actions } = decide(morning, { type: 'deadline' }, night.now);
    expect(actions.flatMap((each) => (each.type === 'ring-agent' ? [each.agent] : []))).toEqual(['anna']);
  });
});
