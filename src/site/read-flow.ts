import { checkFlow } from '../flow/check';
import { parseFlow, type ParsedFlow } from '../flow/parse';
import { Problems, type Problem } from '../flow/problem';
import { YamlFile } from '../flow/yaml';

export interface ReadFlow {
  readonly parsed: ParsedFlow | undefined;
  readonly problems: readonly Problem[];
}

/** Some thousand flows of thirty steps; the one that was used longest ago goes first. */
const MOST_KEPT = 3_000;
const kept = new Map<string, ReadFlow>();

/**
 * Reads and checks one flow file by itself. What a file says depends on nothing but its text, and flows never change once
 * they are read: so a file that is the same as before is not read again, and a publish costs what it changes.
 */
export function readFlow(path: string, text: string): ReadFlow {
  const key = `${path}\n${text}`;
  const before = kept.get(key);
  if (before) {
    kept.delete(key);
    kept.set(key, before);
    return before;
  }
  const problems = new Problems();
  const yaml = YamlFile.read(path, text, problems);
  const parsed = yaml.data === undefined ? undefined : parseFlow(yaml, problems);
  if (parsed?.flow) checkFlow(parsed.flow, problems);
  const read: ReadFlow = { parsed, problems: problems.sorted() };
  kept.set(key, read);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return read;
}
