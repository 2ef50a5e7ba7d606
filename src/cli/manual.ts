import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { didYouMean } from '../flow/did-you-mean';
import { stepNames } from '../flow/steps/registry';
import { manualPages } from '../site/manual';
import { exitCodes, Failure, Usage, type ExitCode } from './failure';
import { counted } from './times';
import type { World } from './world';

export interface ManualOptions {
  /** A folder that gets all pages; the repository's own docs/steps when none is named. */
  readonly write?: string | true;
}

/** `carillon manual`: the page of one step, or the list of them; `--write` makes the pages anew. */
export async function manual(world: World, step: string | undefined, { write }: ManualOptions): Promise<ExitCode> {
  const pages = manualPages();
  if (write !== undefined) {
    const folder = write === true ? join(world.repository, 'docs/steps') : resolve(world.cwd, write);
    await writeAll(folder, pages);
    world.stdout.write(`${folder}: ${counted(pages.size, 'page')}\n`);
    return exitCodes.fine;
  }
  const page = pages.get(step === undefined ? 'README.md' : `${step}.md`);
  if (page === undefined || step === 'README')
    throw new Usage(
      `there is no step ${step ?? ''}${didYouMean(step ?? '', stepNames)}; steps are ${stepNames.join(', ')}`,
    );
  world.stdout.write(page.replace(/^<!--.*?-->\n\n/, ''));
  return exitCodes.fine;
}

async function writeAll(folder: string, pages: ReadonlyMap<string, string>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of pages) await writeFile(join(folder, name), text);
  } catch (error) {
    throw new Failure(`the manual cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
