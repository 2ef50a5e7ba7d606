import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import vm from 'node:vm';
import swc from '@swc/core';
import ts from 'typescript';

const require = createRequire(import.meta.url);
const { jestExpect } = createRequire(require.resolve('@jest/globals/package.json'))('@jest/expect');
const LEAST_STEPS = 2_000_000;

/** A loop of the code under test went round far more often than it does without a bug. */
class Endless extends Error {}

/**
 * Test files run again and again in one process, each time with fresh modules of ours and one file changed: what jest does, as
 * far as these files need it, without starting anything. Loops of the code under test are counted, so one that never ends is found
 * without a clock.
 */
export class Suite {
  #compiled = new Map();
  #steps = { taken: 0, most: Infinity };
  #usual = new Map();

  /** @param {{ tests: string[], underTest: (path: string) => boolean }} options */
  constructor({ tests, underTest }) {
    this.tests = tests;
    this.underTest = underTest;
  }

  /** Runs all tests until one fails; gives its name, or `null` when all are well. */
  async run(changed = new Map()) {
    const modules = new Map();
    for (const file of this.tests) {
      const found = [];
      try {
        this.#steps = { taken: 0, most: LEAST_STEPS };
        this.#load(file, { modules, changed, globals: globalsFor(found) });
      } catch (error) {
        return { test: file, why: error };
      }
      for (const { name, body, before } of found) {
        const id = `${file} ${name}`;
        const usual = this.#usual.get(id);
        this.#steps = { taken: 0, most: usual === undefined ? Infinity : LEAST_STEPS + 20 * usual };
        try {
          for (const hook of before) await hook();
          await body();
        } catch (error) {
          return { test: name, why: error };
        }
        if (usual === undefined) this.#usual.set(id, this.#steps.taken);
      }
    }
    return null;
  }

  #load(path, run) {
    const known = run.modules.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    run.modules.set(path, module);
    const text = run.changed.get(path);
    const script = text === undefined ? this.#scriptOf(path) : this.#script(path, text);
    const find = (name) => (name.startsWith('.') ? this.#load(locate(path, name), run) : require(name));
    const step = () => {
      if (++this.#steps.taken > this.#steps.most) throw new Endless('a loop does not end');
    };
    const { globals } = run;
    script(module, module.exports, find, path, dirname(path), step, ...Object.values(globals));
    return module.exports;
  }

  #scriptOf(path) {
    let script = this.#compiled.get(path);
    if (!script) this.#compiled.set(path, (script = this.#script(path, readFileSync(path, 'utf8'))));
    return script;
  }

  #script(path, text) {
    const { code } = swc.transformSync(text, {
      filename: path,
      swcrc: false,
      jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    });
    const counted = this.underTest(path) ? withSteps(code) : code;
    return vm.compileFunction(
      counted,
      ['module', 'exports', 'require', '__filename', '__dirname', '__step', ...Object.keys(globalsFor([]))],
      { filename: path },
    );
  }
}

function locate(from, name) {
  const path = resolve(dirname(from), name.replace(/\.js$/, ''));
  return extname(path) === '.ts' ? path : `${path}.ts`;
}

/** Every loop says when it goes round. */
function withSteps(code) {
  const source = ts.createSourceFile('x.js', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const puts = [];
  const visit = (node) => {
    if (ts.isIterationStatement(node, false)) {
      const { statement } = node;
      const start = statement.getStart(source);
      if (ts.isBlock(statement)) puts.push([start + 1, '__step();']);
      else puts.push([start, '{__step();'], [statement.end, '}']);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  // Ends of inner loops come before those of outer ones at the same place, so the order of the visit is turned round.
  const last = puts.map((put, index) => ({ put, index })).sort((a, b) => b.put[0] - a.put[0] || a.index - b.index);
  return last.reduce((text, { put: [at, what] }) => text.slice(0, at) + what + text.slice(at), code);
}

/** The words of jest that the tests use; `found` gets what they define. */
function globalsFor(found) {
  let path = [];
  let before = [];
  const describe = (name, define) => {
    const [outer, hooks] = [path, before];
    path = [...path, name];
    define();
    [path, before] = [outer, hooks];
  };
  const it = (name, body) => found.push({ name: [...path, name].join(' › '), body, before });
  const each = (define) => (table) => (name, body) => {
    for (const row of table)
      define(`${name} ${JSON.stringify(row)}`, () => body(...(Array.isArray(row) ? row : [row])));
  };
  describe.each = each(describe);
  it.each = each(it);
  return {
    describe,
    it,
    test: it,
    expect: jestExpect,
    beforeEach: (hook) => (before = [...before, hook]),
    jest: {},
  };
}

export const testFilesIn = (folder, readdir) =>
  readdir(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .sort((a, b) => Number(a.includes('property')) - Number(b.includes('property')) || (a < b ? -1 : 1))
    .map((name) => join(folder, name));
