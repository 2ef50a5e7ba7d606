import type { Problems } from '../flow/problem';

/** A file that would be read if its name ended in `.yaml`. Others that end in `.yml` (compose files …) are none of ours. */
export const isMisnamed = (path: string): boolean =>
  /^(?:[a-z_]+|(?:flows|lists|prompts|stories)\/.+)\.yml$/.test(path);

export function checkNamesOfFiles(paths: readonly string[], problems: Problems): void {
  for (const path of paths.filter(isMisnamed))
    problems.error(
      { file: path, line: 1, col: 1 },
      'SITE008',
      `this file is not read, for its name ends in .yml; rename it to ${path.replace(/\.yml$/, '.yaml')}`,
    );
}
