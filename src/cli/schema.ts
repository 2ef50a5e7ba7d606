import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { didYouMean } from '../flow/did-you-mean';
import { jsonSchemaOf, schemaFile, schemaNames, schemaText } from '../site/json-schema';
import { exitCodes, Failure, Usage, type ExitCode } from './failure';
import { counted } from './times';
import type { World } from './world';

export interface SchemaOptions {
  /** A folder that gets all of them. */
  readonly write?: string;
}

/** `carillon schema`: the JSON Schema of a kind of file, for editors. */
export async function schema(world: World, name: string | undefined, { write }: SchemaOptions): Promise<ExitCode> {
  if (write !== undefined) {
    if (name !== undefined) throw new Usage('--write writes all of them; leave the name out');
    await writeAll(resolve(world.cwd, write));
    world.stdout.write(`${write}: ${counted(schemaNames.length, 'schema')}\n`);
    return exitCodes.fine;
  }
  const wanted = name ?? 'flow';
  const found = jsonSchemaOf(wanted);
  if (!found)
    throw new Usage(
      `there is no schema ${wanted}${didYouMean(wanted, schemaNames)}; known are ${schemaNames.join(', ')}`,
    );
  world.stdout.write(schemaText(found));
  return exitCodes.fine;
}

async function writeAll(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const name of schemaNames) {
      const found = jsonSchemaOf(name);
      if (found) await writeFile(join(folder, schemaFile(name)), schemaText(found));
    }
  } catch (error) {
    throw new Failure(`the schemas cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
