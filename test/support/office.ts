import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const OFFICE = join(__dirname, '../../examples/office');

/** The texts of the example site, by path. */
export function officeFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const path of readdirSync(OFFICE, { recursive: true, encoding: 'utf8' }))
    if (path.endsWith('.yaml')) files[path] = readFileSync(join(OFFICE, path), 'utf8');
  return files;
}
