import { z } from 'zod';
import { leave, NEXT, type StepKind } from '../step';
import { label, name, whole, type Label } from '../values';

interface Limit {
  readonly name: string;
  readonly max: number;
  readonly over: Label | undefined;
}

const limitName = name('a limit');

const schema = z
  .union([
    z.strictObject({
      name: limitName.describe('Limits of one name share their places, also over flows.'),
      max: whole(1, 100_000).describe('How many calls may hold a place at once.'),
      over: label().optional().describe('Where the next one goes; by default to the step below, without a place.'),
    }),
    z.strictObject({ release: limitName.describe('Gives the place back before the end of the call.') }),
  ])
  .transform((written): Limit | string =>
    'release' in written ? written.release : { name: written.name, max: written.max, over: written.over },
  );

export const limit: StepKind<Limit | string, null> = {
  about:
    'Lets only so many calls at once through here. A call keeps its place to its end, or until `limit: { release: name }`.',
  manual: {
    group: 'decide',
    example: `hello:
  - limit: { name: lottery, max: 20, over: busy }
  - answer
  - play: news/today
  - limit: { release: lottery }
  - hangup
busy:
  - reject: busy
`,
    exits: { next: 'There was a place.', over: 'All places are taken.' },
  },
  schema,
  instant: () => true,
  exits: (spec) => [{ name: NEXT }, ...(typeof spec === 'string' ? [] : [{ name: 'over', to: spec.over }])],
  enter: (spec, turn) => {
    const { limits } = turn.session;
    if (typeof spec === 'string') {
      turn.change({ limits: limits.filter((each) => each !== spec) });
      return leave(NEXT);
    }
    if (limits.includes(spec.name)) return leave(NEXT);
    if (turn.office.live.holding(spec.name) >= spec.max) return leave('over');
    turn.change({ limits: [...limits, spec.name] });
    return leave(NEXT);
  },
};
