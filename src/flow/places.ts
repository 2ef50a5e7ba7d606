import type { Place } from './problem';
import type { Draft } from './read-steps';
import type { Cel, Label, Variable } from './values';
import type { Path, YamlFile } from './yaml';

/** A place, and whether offsets within an expression can be counted from it. */
export interface Within {
  readonly place: Place;
  readonly exact: boolean;
}

/** Settings whose name in YAML is not just their name in the code with other spelling. */
const SPELLING: Readonly<Record<string, string>> = { queue: 'name', exits: 'on' };

/** Finds where in the file a value of a step stands. */
export class Places {
  constructor(private readonly yaml: YamlFile) {}

  /** A step's own spelling of its settings may differ from YAML's; then the nearest place above is named. */
  of(draft: Draft, path: Path): Place {
    const isKey = draft.kind === 'set' && path.at(-1) === 'variable';
    const written = this.writtenPath(draft, path);
    return isKey ? this.yaml.placeOfKey(written) : this.yaml.place(written);
  }

  /** Where an expression begins within its value: after a quote, or in the middle of a text. */
  within(draft: Draft, path: Path, cel: Cel): Within {
    const place = this.of(draft, path);
    const block = this.yaml.placeInBlock(this.writtenPath(draft, path), cel.source);
    if (block) return block;
    const at = this.yaml.sourceOf(this.writtenPath(draft, path))?.indexOf(cel.source) ?? -1;
    const exact = at >= 0 && !cel.source.includes('\n');
    return { place: exact ? { ...place, col: place.col + at } : place, exact };
  }

  /** What stands in the file for a value, quotes included. */
  source(draft: Draft, path: Path): string {
    return this.yaml.sourceOf(this.writtenPath(draft, path)) ?? '';
  }

  ofLabel(draft: Draft, target: Label): Place {
    for (const [block, to] of draft.blocks) if (to === target) return this.yaml.place([...draft.path, block]);
    if (draft.limit.tooLong === target) return this.yaml.place([...draft.path, 'too_long']);
    const mention = draft.mentions.findLast(({ value }) => value === target);
    return mention ? this.of(draft, mention.path) : this.yaml.place(draft.path);
  }

  private writtenPath({ kind, path: above, spec }: Draft, path: Path): Path {
    if (kind === 'set') {
      const assignment = (spec as readonly { variable: Variable }[])[Number(path[0])];
      return [...above, kind, ...(assignment ? [assignment.variable.name] : [])];
    }
    const spelt = path.map((part) => (typeof part === 'string' ? (SPELLING[part] ?? snake(part)) : part));
    return this.yaml.written([...above, kind, ...spelt]);
  }
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
