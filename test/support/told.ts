import { Problems } from '../../src/flow/problem';
import type { Site } from '../../src/flow/office';
import { tellCrashed } from '../../src/sim/story/crash';
import { readStories } from '../../src/sim/story/read';
import { tell } from '../../src/sim/story/tell';

/** One test for each story of a text: it is true, and survives a crash after each of its turns. */
export function tellsStories(text: string, site: Site): void {
  const mistakes = new Problems();
  const stories = readStories('stories/told.yaml', text, site, mistakes);
  it('the stories are written right', () => {
    expect(mistakes.sorted()).toEqual([]);
  });
  it.each(stories.map((story) => ({ name: story.name, story })))('$name', async ({ story }) => {
    const { mismatch, saves } = await tell(story, site);
    expect(mismatch).toBeNull();
    for (let afterSave = 1; afterSave <= saves; afterSave++)
      expect(`${afterSave}: ${(await tellCrashed(story, site, afterSave)) ?? 'survived'}`).toBe(
        `${afterSave}: survived`,
      );
  });
}
