import { compileSite, compiling } from '../../../src/site/compile';
import { manyFlows } from '../../bench/many-flows';

const FLOWS = 20;

/** How far it came between two pauses is told by what it had asked of the files by then. */
test('a site is compiled in pieces, none of which reads more than a flow', () => {
  const read: string[] = [];
  const files = new Proxy(manyFlows(FLOWS, 30), {
    get: (target, path: string) => {
      read.push(path);
      return target[path];
    },
  });
  const work = compiling(files);
  const pieces: string[][] = [];
  for (let done = false; !done;) {
    done = work.next().done === true;
    pieces.push(read.splice(0).filter((path) => path.startsWith('flows/')));
  }
  const reading = pieces.slice(0, pieces.findLastIndex((paths) => paths.length === 1) + 1);
  expect(reading.flat()).toHaveLength(FLOWS);
  expect(Math.max(...reading.map((paths) => paths.length))).toBe(1);
});

test('in pieces it comes to the same as at once', () => {
  const files = { ...manyFlows(3, 30), 'flows/broken.yaml': 'flow: broken\nstart: a\nsteps:\n  a: [goto: b]\n' };
  const work = compiling(files);
  let step = work.next();
  while (step.done !== true) step = work.next();
  const { problems } = compileSite(files);
  expect(step.value.problems).toEqual(problems);
  expect(problems.map(({ code }) => code)).toContain('FLOW003');
});
