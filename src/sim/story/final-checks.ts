import type { Json } from '../../domain/json';
import { isCalledBack } from '../../flow/called-back';
import type { PlayedCall } from '../played-call';
import { fits, inWords } from './sounds';
import type { Mismatch } from './tell';
import type { FinalCheck, Story } from './story';

/** What must be so when the story is over; the first thing that is not. */
export function checkAtTheEnd(story: Story, call: PlayedCall): Mismatch | null {
  for (const check of story.atTheEnd) {
    const wrong = failing(check, call);
    if (wrong) return { place: check.place, at: call.now, ...wrong };
  }
  return null;
}

function failing(check: FinalCheck, call: PlayedCall): Pick<Mismatch, 'expected' | 'happened'> | null {
  switch (check.is) {
    case 'vars': {
      const value = valueOf(check.name, call);
      if (same(value, check.value)) return null;
      return { expected: `${check.name} to be ${shown(check.value)}`, happened: `it is ${shown(value)}` };
    }
    case 'path': {
      const path = pathOf(call);
      if (follows(path, check.labels)) return null;
      return { expected: `the path ${check.labels.join(' → ')}`, happened: `it was ${path.join(' → ')}` };
    }
    case 'tags': {
      const tags = call.session?.tags ?? [];
      if (same([...tags].sort(), [...check.tags].sort())) return null;
      return {
        expected: `the tags ${check.tags.join(', ') || 'none'}`,
        happened: `they are ${tags.join(', ') || 'none'}`,
      };
    }
    case 'listed': {
      const { list, key, wanted } = check;
      if (call.simulation.books.isListed(list, key) === wanted) return null;
      const [stands, not] = [`${key} to stand in the list ${list}`, `${key} not to stand in the list ${list}`];
      return wanted ? { expected: stands, happened: 'it does not' } : { expected: not, happened: 'it does' };
    }
    case 'never_heard': {
      const heard = [...call.heardBefore, ...call.caller.heard].find(({ media }) => fits(check.sound, media));
      return heard ? { expected: `never to hear ${inWords(check.sound)}`, happened: 'it was heard' } : null;
    }
  }
}

/** The value that was set last; secret ones are masked, as everywhere. */
function valueOf(name: string, call: PlayedCall): Json | undefined {
  const set = call.of('flow.variable').findLast(({ data }) => data.name === name);
  return set ? set.data.value : call.session?.vars[name];
}

/** The labels that were walked, each once in a row; those of another flow than the one that the number leads to bear its name: `survey/ask`. */
export function pathOf(call: PlayedCall): readonly string[] {
  const steps = call
    .of('flow.step')
    .map(({ data: { flow, node } }) => ({ flow, node }))
    .filter(({ flow }) => !isCalledBack(flow));
  const { session } = call;
  if (session && !isCalledBack(session.flow)) steps.push({ flow: session.flow, node: session.node });
  const own = call.of('call.arrived')[0]?.data.flow ?? steps[0]?.flow;
  const labels = steps.map(({ flow, node }) => {
    const label = node.split('.')[0] ?? '';
    return flow === own ? label : `${flow}/${label}`;
  });
  return labels.filter((label, index) => label !== labels[index - 1]);
}

/** `...` stands for any number of labels. */
function follows(path: readonly string[], [wanted, ...rest]: readonly string[]): boolean {
  if (wanted === undefined) return path.length === 0;
  if (wanted === '...') return rest.length === 0 || path.some((_, index) => follows(path.slice(index), rest));
  return path[0] === wanted && follows(path.slice(1), rest);
}

function same(a: Json | undefined, b: Json): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return left.length === right.length && right.every(([key, value]) => same((a as Record<string, Json>)[key], value));
}

const shown = (value: Json | undefined): string => (value === undefined ? 'not set' : JSON.stringify(value));
