import type { AgentSettings } from '../domain/agent';
import type { AgentId } from '../domain/ids';
import { keysOf } from './keypad';

/** Which word of a name is spelled on the keys. */
export type By = 'any' | 'first' | 'last';

/** An agent whom callers may dial. */
export interface Person {
  readonly agent: AgentId;
  readonly name: string;
  readonly extension: string;
}

interface Spelt extends Person {
  /** The words of the name on the keys, in their order. */
  readonly words: readonly string[];
}

/** The agents of a site who have an extension, by name. */
export class People {
  private readonly sorted: readonly Spelt[];
  private readonly byExtension: ReadonlyMap<string, Person>;

  constructor(agents: Iterable<AgentSettings>) {
    const all = [...agents].flatMap(({ id, name, extension }): Spelt[] =>
      extension === undefined ? [] : [{ agent: id, name, extension, words: name.split(/[\s.]+/).map(keysOf) }],
    );
    this.sorted = all.sort((a, b) => compare(a.name, b.name) || compare(a.agent, b.agent));
    this.byExtension = new Map(all.map((person) => [person.extension, person]));
  }

  get none(): boolean {
    return this.sorted.length === 0;
  }

  agent(id: AgentId): Person | undefined {
    return this.sorted.find(({ agent }) => agent === id);
  }

  extension(dialled: string): Person | undefined {
    return this.byExtension.get(dialled);
  }

  /** Whether there is an extension that begins with these digits and goes on, of those that `fit`. */
  extensionGoesOn(digits: string, fit: (extension: string) => boolean = () => true): boolean {
    for (const extension of this.byExtension.keys())
      if (extension.length > digits.length && extension.startsWith(digits) && fit(extension)) return true;
    return false;
  }

  /** Whose name begins with these keys. */
  spelt(by: By, keys: string): readonly Person[] {
    return this.sorted.filter((person) => wordsOf(person, by).some((word) => word.startsWith(keys)));
  }
}

const wordsOf = ({ words }: Spelt, by: By): readonly string[] =>
  by === 'any' ? words : by === 'first' ? words.slice(0, 1) : words.slice(-1);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A site's agents do not change, so they are sorted and spelt once. */
const known = new WeakMap<ReadonlyMap<AgentId, AgentSettings>, People>();

export function peopleOf({ agents }: { readonly agents: ReadonlyMap<AgentId, AgentSettings> }): People {
  const before = known.get(agents);
  if (before) return before;
  const people = new People(agents.values());
  known.set(agents, people);
  return people;
}
