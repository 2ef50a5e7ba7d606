import { Problems } from '../../src/flow/problem';
import { tellCrashed } from '../../src/sim/story/crash';
import { readStories } from '../../src/sim/story/read';
import { tell } from '../../src/sim/story/tell';
import { compileSite } from '../../src/site/compile';
import { officeFiles } from '../support/office';

const files = officeFiles();
const { site, problems } = compileSite(files);
if (!site) throw new Error(problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n'));
const mistakes = new Problems();
const stories = Object.keys(files)
  .filter((path) => path.startsWith('stories/'))
  .flatMap((path) => readStories(path, files[path] ?? '', site, mistakes));

it('the stories of the example office are written right', () => {
  expect(mistakes.sorted()).toEqual([]);
  expect(stories.length).toBeGreaterThan(80);
});

it('a label that is not there is told with those of the flow where the story begins, and not with all of the site', () => {
  const problems = new Problems();
  const text = 'story: x\ngiven: { number: "1100", at: "2026-11-20 10:05" }\nsteps: []\npath: [nowhere]\n';
  expect(readStories('stories/x.yaml', text, site, problems)).toEqual([]);
  expect(problems.sorted()[0]?.message).toMatch(/^there is no label nowhere; known are hello, .* and \d+ others$/);
});

it('every label of every flow is walked in one of them', async () => {
  const walked = new Set<string>();
  for (const story of stories) {
    const { path, timeline } = await tell(story, site);
    const arrived = timeline.flatMap((each) =>
      each.is === 'event' && each.event.type === 'call.arrived' ? each.event : [],
    );
    for (const label of path) walked.add(label.includes('/') ? label : `${arrived[0]?.data.flow ?? ''}/${label}`);
  }
  const labels = [...site.flows.values()].flatMap(({ name, nodes }) =>
    [...nodes.keys()].map((node) => `${name}/${node.split('.')[0] ?? ''}`),
  );
  expect([...new Set(labels)].filter((label) => !walked.has(label))).toEqual([]);
});

describe.each(stories.map((story) => ({ name: `${story.place.file}: ${story.name}`, story })))('$name', ({ story }) => {
  it('is true, and survives a crash after each of its turns', async () => {
    const { mismatch, saves } = await tell(story, site);
    expect(mismatch).toBeNull();
    for (let afterSave = 1; afterSave <= saves; afterSave++)
      expect(`${afterSave}: ${(await tellCrashed(story, site, afterSave)) ?? 'survived'}`).toBe(
        `${afterSave}: survived`,
      );
  });
});
