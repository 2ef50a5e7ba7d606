import { within } from '../site-to-play';
import { hasPassed, type Result, type SiteResults } from './result';

interface Flat extends Result {
  /** The story's file, as a terminal or a CI knows it. */
  readonly file: string;
}

const flat = (all: readonly SiteResults[]): readonly Flat[] =>
  all.flatMap(({ folder, results }) =>
    results.map((result) => ({ ...result, file: within(folder, result.story.place.file) })),
  );

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

/** What is wrong with a story in one sentence. */
export function faultOf({ telling: { mismatch }, crashed }: Result): string {
  if (mismatch) return `expected ${mismatch.expected}; ${mismatch.happened}`;
  return crashed.map(({ afterSave, how }) => `crashed after save ${afterSave}: ${how}`).join('; ');
}

export function json(all: readonly SiteResults[]): string {
  const results = flat(all);
  const stories = results.map((result) => {
    const { story, file, telling, crashes, tookMs } = result;
    return {
      story: story.name,
      file,
      line: story.place.line,
      passed: hasPassed(result),
      callMs: telling.to - telling.from,
      tookMs: Math.round(tookMs),
      crashes,
      ...(hasPassed(result)
        ? {}
        : { fault: { ...(telling.mismatch?.place ?? story.place), file, message: faultOf(result) } }),
    };
  });
  const problems = all.flatMap(({ folder, problems: found }) =>
    found.map((problem) => ({ ...problem, file: within(folder, problem.file) })),
  );
  const passed = results.filter(hasPassed).length;
  return JSON.stringify({ passed, failed: results.length - passed, problems, stories }, null, 2);
}

/** JUnit's XML as GitLab, Jenkins and their like read it: a suite a file, a case a story. */
export function junit(all: readonly SiteResults[]): string {
  const results = flat(all);
  const files = [...new Set(results.map(({ file }) => file))];
  const problems = all.flatMap(({ folder, problems: found }) =>
    found.map(({ file, line, col, code, message }) => {
      const name = `${within(folder, file)}:${line}:${col}`;
      return `  <testsuite name="${xml(name)}" tests="1" failures="1"><testcase name="${xml(code)}" classname="${xml(name)}"><failure message="${xml(message)}"/></testcase></testsuite>`;
    }),
  );
  const suites = files.map((file) => {
    const cases = results.filter((result) => result.file === file);
    const failures = cases.filter((result) => !hasPassed(result)).length;
    const time = seconds(cases.reduce((sum, { tookMs }) => sum + tookMs, 0));
    return [
      `  <testsuite name="${xml(file)}" tests="${cases.length}" failures="${failures}" time="${time}">`,
      ...cases.map((result) => `    ${junitCase(result)}`),
      '  </testsuite>',
    ].join('\n');
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="carillon test">',
    ...problems,
    ...suites,
    '</testsuites>',
  ].join('\n');
}

function junitCase(result: Flat): string {
  const { story, file, telling, tookMs } = result;
  const head = `<testcase name="${xml(story.name)}" classname="${xml(file)}" time="${seconds(tookMs)}"`;
  if (hasPassed(result)) return `${head}/>`;
  const { line } = telling.mismatch?.place ?? story.place;
  return `${head}><failure message="${xml(faultOf(result))}">${xml(`${file}:${line}`)}</failure></testcase>`;
}

const xml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '?')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Annotations of GitHub Actions. */
export function github(all: readonly SiteResults[]): string {
  const results = flat(all);
  const problems = all.flatMap(({ folder, problems: found }) =>
    found.map(({ file, line, col, code, message }) => annotation(within(folder, file), line, col, code, message)),
  );
  const faults = results
    .filter((result) => !hasPassed(result))
    .map((result) => {
      const { line, col } = result.telling.mismatch?.place ?? result.story.place;
      return annotation(result.file, line, col, result.story.name, faultOf(result));
    });
  return [...problems, ...faults, `${results.length - faults.length} of ${results.length} stories passed`].join('\n');
}

function annotation(file: string, line: number, col: number, title: string, message: string): string {
  return `::error file=${property(file)},line=${line},col=${col},title=${property(title)}::${escaped(message)}`;
}

/** GitHub's workflow commands have their own way of escaping. */
const escaped = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const property = (text: string): string => escaped(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
