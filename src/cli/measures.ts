import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { didYouMean } from '../flow/did-you-mean';
import { measures } from '../measures/definitions';
import { measuresPage } from '../measures/manual';
import { Failure, Usage } from './failure';
import type { World } from './world';

export function addMeasuresCommand(program: Command, world: World): void {
  program
    .command('measures')
    .argument('[measure]', 'the measure: aht, service_level …')
    .description('what each measure is, and how it is worked out; needs no server')
    // For whoever works on Carillon itself: npm run generate.
    .addOption(new Option('--write [file]', 'the page anew, into a file (default: docs/measures.md)').hideHelp())
    .action((name: string | undefined, options: { readonly write?: string | true }) => manual(world, name, options));
}

async function manual(
  world: World,
  name: string | undefined,
  { write }: { readonly write?: string | true },
): Promise<void> {
  if (write !== undefined) {
    const file = write === true ? join(world.repository, 'docs/measures.md') : resolve(world.cwd, write);
    try {
      await writeFile(file, measuresPage());
    } catch (error) {
      throw new Failure(`the page cannot be written: ${(error as Error).message}`, { cause: error });
    }
    world.stdout.write(`${file}: ${measures.length} measures\n`);
    return;
  }
  if (name === undefined) {
    world.stdout.write(measuresPage().replace(/^<!--.*?-->\n\n/, ''));
    return;
  }
  const found = measures.filter((each) => each.name === name);
  const names = measures.map((each) => each.name);
  if (found.length === 0) throw new Usage(`there is no measure ${name}${didYouMean(name, names)}`);
  for (const { subject, title, unit, formula, source } of found)
    world.stdout.write(
      `${name} of ${subject}: ${title}, ${unit}\n  ${formula}\n${source === undefined ? '' : `  as in ${source}\n`}`,
    );
}
