import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The texts of the example site, by path. */
export const officeFiles = (): Record<string, string> => exampleFiles('office');

/** The texts of a site of `examples/`, by path. */
export function exampleFiles(name: string): Record<string, string> {
  const folder = join(__dirname, '../../examples', name);
  const files: Record<string, string> = {};
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (path.endsWith('.yaml')) files[path] = readFileSync(join(folder, path), 'utf8');
  return files;
}
