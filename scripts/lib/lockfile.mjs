/** What npm wrote down, compared; pure, so that it can be tested. */

/**
 * True when node_modules holds what package-lock.json asks for. npm leaves its own list there
 * (`node_modules/.package-lock.json`) at the end of an installation; what it left out is optional, for other machines.
 */
export function isInstalled(lock, installed) {
  if (installed === undefined) return false;
  return Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .every(([path, wanted]) => {
      const there = installed.packages[path];
      if (there === undefined) return wanted.optional === true || wanted.devOptional === true;
      return there.version === wanted.version && there.integrity === wanted.integrity;
    });
}

/** What must not stand in a lockfile that others are to install from, as sentences. */
export function lockfileProblems(lock) {
  const entries = Object.entries(lock.packages);
  const names = new Set(entries.map(([path]) => path.replace(/^.*node_modules\//, '')));
  return entries.flatMap(([path, entry]) => [
    ...(entry.resolved === undefined ? [] : [`${path} has "resolved", the address of one registry: remove it`]),
    ...Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !names.has(name))
      .map(
        (name) =>
          `${path || 'package.json'} may need ${name}, which has no entry: npm ci would refuse it on another machine`,
      ),
  ]);
}
