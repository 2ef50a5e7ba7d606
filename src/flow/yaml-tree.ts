import { isAlias, isMap, isScalar, isSeq, type Document, type Scalar, type YAMLMap } from 'yaml';

/** A value in a YAML text; it stands from `begin` to before `end`, in characters from the beginning of the text. */
export type YamlNode = YamlScalar | YamlMap | YamlList;

export interface YamlScalar {
  readonly is: 'scalar';
  readonly value: unknown;
  readonly begin: number;
  readonly end: number;
}

export interface YamlMap {
  readonly is: 'map';
  readonly begin: number;
  /** By their names: a key that YAML reads as a number is found by its text. A key may stand alone in braces. */
  readonly pairs: ReadonlyMap<string, YamlPair>;
}

export interface YamlPair {
  readonly key: YamlScalar;
  readonly value: YamlNode | undefined;
}

export interface YamlList {
  readonly is: 'list';
  readonly begin: number;
  readonly items: readonly (YamlNode | undefined)[];
}

/** What stands under this key, or at this place of a list. */
export function childOf(node: YamlNode | undefined, part: PropertyKey): YamlNode | undefined {
  if (node?.is === 'map') return node.pairs.get(String(part))?.value;
  return node?.is === 'list' ? node.items[Number(part)] : undefined;
}

/** What the YAML library read; an alias is the value that it stands for. */
export function treeOf(document: Document): YamlNode | undefined {
  const known = new Map<unknown, YamlNode | undefined>();
  const read = (node: unknown): YamlNode | undefined => {
    if (isAlias(node)) return read(node.resolve(document));
    const before = known.get(node);
    if (before) return before;
    const tree = made(node);
    known.set(node, tree);
    return tree;
  };
  const made = (node: unknown): YamlNode | undefined => {
    if (isScalar(node)) return scalarOf(node);
    if (isSeq(node) && node.range) return { is: 'list', begin: node.range[0], items: node.items.map(read) };
    return isMap(node) && node.range ? { is: 'map', begin: node.range[0], pairs: pairsOf(node, read) } : undefined;
  };
  return read(document.contents);
}

const scalarOf = ({ value, range }: Scalar): YamlScalar | undefined =>
  range ? { is: 'scalar', value, begin: range[0], end: range[1] } : undefined;

/** Of keys that stand twice the first counts. */
function pairsOf(map: YAMLMap, read: (node: unknown) => YamlNode | undefined): ReadonlyMap<string, YamlPair> {
  const pairs = new Map<string, YamlPair>();
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? scalarOf(key) : undefined;
    if (name && !pairs.has(String(name.value))) pairs.set(String(name.value), { key: name, value: read(value) });
  }
  return pairs;
}

/** The value as plain data, without its places. */
export function dataOf(node: YamlNode | undefined): unknown {
  switch (node?.is) {
    case 'map': {
      const data: Record<string, unknown> = {};
      for (const [key, { value }] of node.pairs) data[key] = dataOf(value);
      return data;
    }
    case 'list':
      return node.items.map(dataOf);
    case 'scalar':
      return node.value;
    default:
      return null;
  }
}
