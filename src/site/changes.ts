import { createTwoFilesPatch } from 'diff';
import { parse } from 'yaml';
import type { FileChange, SiteChanges } from '../domain/site-version';
import { readPlainYaml } from '../flow/yaml-plain';
import { dataOf } from '../flow/yaml-tree';
import type { SiteFiles } from './compile';

type Tree = Readonly<Record<string, unknown>>;

const CONTEXT_LINES = 3;

export function changedFiles(before: SiteFiles, after: SiteFiles): readonly Omit<FileChange, 'patch'>[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths
    .filter((path) => before[path] !== after[path])
    .map((path) => ({
      path,
      change: before[path] === undefined ? 'added' : after[path] === undefined ? 'removed' : 'changed',
    }));
}

/** Compares two sites, also such as have mistakes. */
export function compareSites(before: SiteFiles, after: SiteFiles): SiteChanges {
  const changed = changedFiles(before, after);
  return {
    files: changed.map(({ path, change }) => ({ path, change, patch: patchOf(path, before[path], after[path]) })),
    summary: changed.flatMap(({ path, change }) => inWords(path, change, before[path], after[path])),
  };
}

function patchOf(path: string, before: string | undefined, after: string | undefined): string {
  const name = (side: string, text: string | undefined): string =>
    text === undefined ? '/dev/null' : `${side}/${path}`;
  const patch = createTwoFilesPatch(name('a', before), name('b', after), before ?? '', after ?? '', '', '', {
    context: CONTEXT_LINES,
  });
  return patch.replace(/^=+\n/, '').replace(/^(--- .*?|\+\+\+ .*?)\t$/gm, '$1');
}

function inWords(
  path: string,
  change: FileChange['change'],
  before: string | undefined,
  after: string | undefined,
): readonly string[] {
  const flow = /^flows\/.+\.yaml$/.test(path);
  const [was, is] = [treeOf(before), treeOf(after)];
  if (was === undefined || is === undefined) return [`${path}: ${change} (it is no readable YAML, or a recording)`];
  if (change === 'changed' && same(was, is)) return [`${path}: only comments or layout`];
  if (flow) return flowInWords(path, was, is);
  const words = Object.entries(SECTIONS).find(([, { file }]) => file.test(path));
  if (!words) return change === 'changed' ? otherKeys(path, null, was, is) : [`${path}: ${change}`];
  const [section, { within }] = words;
  const more = within === null ? [] : otherKeys(path, within, was, is);
  return [...more, ...entries(section, path, part(was, within), part(is, within))];
}

/** Files that are a table of things: what one of them is called, and below which key they stand. */
const SECTIONS: Readonly<Record<string, { readonly file: RegExp; readonly within: string | null }>> = {
  number: { file: /^numbers\.yaml$/, within: 'numbers' },
  queue: { file: /^queues\.yaml$/, within: 'queues' },
  agent: { file: /^agents\.yaml$/, within: 'agents' },
  schedule: { file: /^schedules\.yaml$/, within: 'schedules' },
  connector: { file: /^connectors\.yaml$/, within: 'connectors' },
  'writable list': { file: /^lists\.yaml$/, within: 'lists' },
  prompt: { file: /^prompts\/[^/]+\.yaml$/, within: null },
  entry: { file: /^lists\/[^/]+\.yaml$/, within: null },
};

/** `queue sales added`, `number 1000: flow main → sales`, `prompt hello changed (ru)`. */
function entries(what: string, path: string, was: Tree, is: Tree): readonly string[] {
  const where = what === 'prompt' || what === 'entry' ? ` (${path})` : '';
  return keysOf(was, is).flatMap((key) => {
    if (!Object.hasOwn(was, key)) return [`${what} ${key} added${leadsTo(is[key])}${where}`];
    if (!Object.hasOwn(is, key)) return [`${what} ${key} removed${where}`];
    if (same(was[key], is[key])) return [];
    return [`${what} ${key}${where}: ${fields(was[key], is[key])}`];
  });
}

const leadsTo = (entry: unknown): string =>
  isTree(entry) && typeof entry['flow'] === 'string' ? `, leads to ${entry['flow']}` : '';

/** `flow main → sales, max_calls 3 → 5`, or that it changed. */
function fields(was: unknown, is: unknown): string {
  if (!isTree(was) || !isTree(is))
    return shown(was) === '…' || shown(is) === '…' ? 'changed' : `${shown(was)} → ${shown(is)}`;
  return keysOf(was, is)
    .filter((key) => !same(was[key], is[key]))
    .map((key) => `${key} ${shown(was[key])} → ${shown(is[key])}`)
    .join(', ');
}

/** Keys beside the table itself, such as `feature_codes` in numbers.yaml; all of them where there is no table. */
function otherKeys(path: string, within: string | null, was: Tree, is: Tree): readonly string[] {
  return keysOf(was, is)
    .filter((key) => key !== within && !same(was[key], is[key]))
    .map(
      (key) =>
        `${path}: ${key} ${isTree(was[key]) || isTree(is[key]) ? 'changed' : `${shown(was[key])} → ${shown(is[key])}`}`,
    );
}

function flowInWords(path: string, was: Tree, is: Tree): readonly string[] {
  const name = nameOf(is) ?? nameOf(was) ?? path;
  if (Object.keys(was).length === 0) return [`flow ${name} added`];
  if (Object.keys(is).length === 0) return [`flow ${name} removed`];
  const renamed = nameOf(was) !== nameOf(is) ? [`flow ${nameOf(was) ?? '?'} is now called ${name}`] : [];
  const [labelsWere, labelsAre] = [part(was, 'steps'), part(is, 'steps')];
  const labels = keysOf(labelsWere, labelsAre).flatMap((label) => {
    if (!Object.hasOwn(labelsWere, label)) return [`label ${label} added`];
    if (!Object.hasOwn(labelsAre, label)) return [`label ${label} removed`];
    return same(labelsWere[label], labelsAre[label]) ? [] : [`label ${label} changed`];
  });
  const head = keysOf(was, is)
    .filter((key) => key !== 'steps' && key !== 'flow' && !same(was[key], is[key]))
    .map((key) => `${key} ${shown(was[key])} → ${shown(is[key])}`);
  const all = [...head, ...labels];
  return all.length > 0 ? [...renamed, `flow ${name}: ${all.join(', ')}`] : renamed;
}

const nameOf = (flow: Tree): string | undefined => (typeof flow['flow'] === 'string' ? flow['flow'] : undefined);

const keysOf = (was: Tree, is: Tree): readonly string[] => [...new Set([...Object.keys(was), ...Object.keys(is)])];
const part = (tree: Tree, key: string | null): Tree => (key === null ? tree : isTree(tree[key]) ? tree[key] : {});
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function shown(value: unknown): string {
  if (value === undefined) return 'not set';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= 40 ? text : '…';
}

/** A file as YAML reads it; `{}` for one that is not there, `undefined` for one that cannot be read. */
function treeOf(text: string | undefined): Tree | undefined {
  if (text === undefined) return {};
  try {
    const plain = readPlainYaml(text);
    const tree: unknown = plain
      ? dataOf(plain)
      : parse(text, { logLevel: 'error', schema: 'core', resolveKnownTags: false });
    return isTree(tree) ? tree : undefined;
  } catch {
    // What is wrong with it is the check's to tell; here it is only different.
    return undefined;
  }
}
