import { accessSync, constants } from 'node:fs';
import { delimiter, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const repository = resolve(fileURLToPath(import.meta.url), '../../..');

/** A path as a person in the repository would write it. */
export function shown(path) {
  const short = relative(repository, path);
  return short === '' || short.startsWith('..') ? path : short;
}

/** Servers lie in the sbin folders, which a user's PATH often lacks. */
const SBIN = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Where a program is, or undefined. */
export function programPath(name, path = process.env.PATH ?? '') {
  return [...path.split(delimiter), ...SBIN]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
