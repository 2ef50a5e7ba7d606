import { Problems } from '../../src/flow/problem';
import { tellCrashed } from '../../src/sim/story/crash';
import { readStories } from '../../src/sim/story/read';
import { tell } from '../../src/sim/story/tell';
import { compileSite } from '../../src/site/compile';
import { exampleFiles } from '../support/office';

const files = exampleFiles('routing');
const { site, problems } = compileSite(files);
if (!site) throw new Error(problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n'));
const mistakes = new Problems();
const stories = Object.keys(files)
  .filter((path) => path.startsWith('stories/'))
  .sort()
  .flatMap((path) => readStories(path, files[path] ?? '', site, mistakes));

it('the stories of routing are written right, and every queue has one', () => {
  expect(mistakes.sorted()).toEqual([]);
  const told = new Set(Object.keys(files).flatMap((path) => /^stories\/e\d\d-(.*)\.yaml$/.exec(path)?.[1] ?? []));
  expect([...site.flows.keys()].map((name) => name.replaceAll('_', '-')).filter((name) => !told.has(name))).toEqual([]);
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
