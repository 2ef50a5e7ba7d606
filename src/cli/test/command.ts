import { performance } from 'node:perf_hooks';
import { tellCrashed } from '../../sim/story/crash';
import type { Story } from '../../sim/story/story';
import { tell } from '../../sim/story/tell';
import { exitCodes, type ExitCode } from '../failure';
import type { World } from '../world';
import { gather, type Gathered } from './gather';
import { reporters } from './reports';
import { hasPassed, type Result, type SiteResults, type TestFormat } from './result';

export interface TestOptions {
  readonly format: TestFormat;
  readonly grep: RegExp | null;
  /** Every story again for each of its turns, with a crash after it. */
  readonly crash: boolean;
}

/** `carillon test`: plays the stories of a site, without any server. */
export async function test(world: World, named: readonly string[], options: TestOptions): Promise<ExitCode> {
  const reporter = reporters[options.format](world);
  const all: SiteResults[] = [];
  for (const gathered of await gather(world, named, options.grep)) {
    reporter.begins(gathered);
    const results: Result[] = [];
    for (const story of gathered.stories) {
      const result = await play(story, gathered, options.crash);
      results.push(result);
      reporter.played(result, gathered);
    }
    all.push({ ...gathered, results });
  }
  reporter.ends(all);
  const isFine = all.every(({ problems, results }) => problems.length === 0 && results.every(hasPassed));
  const none = all.every(({ results }) => results.length === 0);
  return isFine && !none ? exitCodes.fine : exitCodes.failed;
}

async function play(story: Story, { site }: Gathered, crash: boolean): Promise<Result> {
  const began = performance.now();
  const telling = await tell(story, site);
  const crashed: { afterSave: number; how: string }[] = [];
  const saves = crash && telling.mismatch === null ? telling.saves : 0;
  for (let afterSave = 1; afterSave <= saves; afterSave++) {
    const how = await tellCrashed(story, site, afterSave);
    if (how !== null) crashed.push({ afterSave, how });
  }
  return { story, telling, crashes: saves - crashed.length, crashed, tookMs: performance.now() - began };
}
