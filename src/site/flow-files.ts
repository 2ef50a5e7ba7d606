import type { ParsedFlow } from '../flow/parse';
import type { Place } from '../flow/problem';
import type { Reference } from '../flow/values';
import { readFlow } from './read-flow';
import type { Reader } from './reader';
import type { Piecemeal } from './piecemeal';
import { WRITABLE_LISTS } from './writable-lists';

export function* readFlows(reader: Reader): Piecemeal<ParsedFlow[]> {
  const flows: ParsedFlow[] = [];
  const names = new Map<string, Place>();
  for (const path of Object.keys(reader.files)
    .filter((each) => /^flows\/.+\.yaml$/.test(each))
    .sort()) {
    yield;
    const text = reader.files[path] ?? '';
    const { parsed, problems } = readFlow(path, text);
    reader.problems.add(...problems);
    if (parsed) flows.push(parsed);
    const flow = parsed?.flow;
    if (!flow) {
      reader.unreadFlows.add(/^flow:[ \t]*["']?(\w+)/m.exec(text)?.[1] ?? '');
      continue;
    }
    const before = names.get(flow.name);
    if (before) reader.problems.error(flow.place, 'SITE005', `the flow ${flow.name} is in ${before.file} already`);
    names.set(flow.name, flow.place);
  }
  return flows;
}

/** Everything that flows name is there. */
export function checkReferences(
  reader: Reader,
  parsed: readonly ParsedFlow[],
  known: Readonly<Record<Reference['to'], ReadonlyMap<string, unknown>>>,
): void {
  for (const { references } of parsed)
    for (const { reference, place } of references)
      if (!known[reference.to].has(reference.name) && !isUnread(reader, reference))
        reader.unknown(place, reference.to, reference.name, known[reference.to].keys());
}

function isUnread(reader: Reader, { to, name }: Reference): boolean {
  if (to === 'list') return reader.unread.has(`lists/${name}.yaml`) || reader.unread.has(WRITABLE_LISTS);
  if (to === 'header') return reader.unread.has('site.yaml');
  return to === 'flow' && reader.unreadFlows.has(name);
}
