import fc from 'fast-check';
import { Problems } from '../../../src/flow/problem';
import { PlayedCall } from '../../../src/sim/played-call';
import { readStories } from '../../../src/sim/story/read';
import type { Given, GivenAgent } from '../../../src/sim/story/story';
import { tell } from '../../../src/sim/story/tell';
import { writeStory } from '../../../src/sim/story/write';
import { site } from './stories';

type Doing =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'keys'; readonly keys: string }
  | { readonly do: 'hangup'; readonly who: 'caller' | 'agent' };

const doing: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 199, 400, 1_300, 3_000, 5_500, 12_000, 70_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('keys' as const),
      keys: fc.constantFrom('1', '2', '7', '12', '1234', '21234', '#'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('hangup' as const),
      who: fc.constantFrom('caller' as const, 'agent' as const),
    }),
  },
);

const manner = fc.constantFrom<GivenAgent['manner']>(
  { is: 'answers', afterMs: 2_000, talksMs: null },
  { is: 'answers', afterMs: 700, talksMs: 8_000 },
  { is: 'declines', afterMs: 1_000 },
  { is: 'rings' },
  { is: 'busy' },
  { is: 'unreachable' },
);

const given = fc
  .record({
    anna: fc.option(manner, { nil: undefined }),
    boris: fc.option(manner, { nil: undefined }),
    waiting: fc.constantFrom(0, 0, 1, 2),
    answer: fc.constantFrom('found', 'late', 'silent', 'none'),
  })
  .map(({ anna, boris, waiting, answer }): Given => {
    const agents = Object.entries({ anna, boris }).flatMap(([id, how]): [string, GivenAgent][] =>
      how ? [[id, { state: 'available', reason: '', manner: how }]] : [],
    );
    const record = { is: 'found', value: { category: 'gold' } } as const;
    const answers = {
      found: { result: record, afterMs: 40 },
      late: { result: record, afterMs: 1_500 },
      silent: { result: null, afterMs: 0 },
    };
    return {
      caller: '79160000009',
      name: 'A "quoted" name',
      to: { number: '1000' },
      phone: null,
      diverted: '',
      at: Date.UTC(2026, 10, 20, 10, 5),
      answers: answer === 'none' ? new Map() : new Map([['crm', new Map([['*', answers[answer]]])]]),
      agents: new Map(agents),
      schedules: new Map(),
      outside: new Map(),
      waiting: new Map(waiting > 0 ? [['sales', waiting]] : []),
      others: new Map(),
      lists: new Map(),
      wrongPins: [],
    };
  });

async function perform(call: PlayedCall, what: Doing): Promise<void> {
  if (call.ended) return;
  if (what.do === 'wait') await call.waits(what.ms);
  else if (what.do === 'keys') await call.presses(what.keys);
  else await call.hangsUp(what.who);
}

it('whatever is done in a call, the story of it is true', async () => {
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(given, fc.array(doing, { maxLength: 12 }), async (scene, day) => {
      const call = await PlayedCall.begin(site, scene);
      for (const what of day) await perform(call, what);
      const text = writeStory(call, 'A run', '2026-11-20 10:05');
      call.simulation.stop();
      const problems = new Problems();
      const [story] = readStories('stories/run.yaml', text, site, problems);
      expect(problems.sorted()).toEqual([]);
      const { mismatch } = await tell(story!, site);
      if (mismatch)
        throw new Error(`${mismatch.place.line}: expected ${mismatch.expected}; ${mismatch.happened}\n${text}`);
      steps += story!.steps.length;
    }),
    {
      numRuns: Number(process.env['CARILLON_TEST_RUNS'] ?? 400),
      seed: Number(process.env['CARILLON_TEST_SEED'] ?? 20261122),
    },
  );
  expect(steps).toBeGreaterThan(1_000);
});
