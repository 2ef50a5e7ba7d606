import fc from 'fast-check';
import type { Problem } from '../../../src/flow/problem';
import { compileSite, type SiteFiles } from '../../../src/site/compile';
import { reportProblems } from '../../../src/site/report';
import { mutation, valuesIn } from '../../support/mutations';
import { linesOf } from './office';

const RUNS = Number(process.env['CARILLON_TEST_RUNS'] ?? 3_000);
/** Far more than a site takes on a busy machine, far less than for ever. */
const HANGS_AFTER_MS = 20_000;

/** One of everything, in as few lines as it takes. */
const small: SiteFiles = {
  'site.yaml': 'site: Small\nlanguage: en\n',
  'numbers.yaml': `numbers:
  "1000": { flow: main, campaign: web, language: en, max_calls: 3, when_full: { reject: busy } }
  "+7495": { flow: main, person: anna, when_full: { flow: main } }
feature_codes: { "*41": main }
`,
  'queues.yaml': `queues:
  sales: { title: Sales, skills: { sales: 1 }, ring_for: 15s, max_wait: 10m, announce: { position: false, prompt: hello } }
`,
  'agents.yaml': `agents:
  anna: { name: Anna Berg, phone: anna, password_env: ANNA, skills: { sales: 80 }, queues: [sales] }
  boris: { name: Boris, phone: "sip:101@192.0.2.7:5060" }
`,
  'schedules.yaml': `time_zone: Europe/Moscow
dayparts: { day: "06:00", night: "23:00" }
schedules:
  office:
    week: { mon: "09:00-13:00, 14:00-18:00", sun: closed }
    holidays:
      - { name: New Year, date: "12-31", until: "01-08", hours: "10:00-12:00" }
`,
  'connectors.yaml': `connectors:
  crm: { table: lists/people.yaml }
  web: { http: { url: "https://crm.example/{key}", headers: { a: "\${T}" }, record: data } }
`,
  'lists/people.yaml': '"7916": { name: Olga, vip: true, until: "2026-12-31" }\n',
  'prompts/en.yaml': 'hello: Hello.\nday/day: Day.\nday/night: Night.\n',
  'flows/main.yaml': `# A flow.
flow: main
start: hello
steps:
  hello:
    - if: call.ani in lists.people && re(call.ani, "[0-9]+")
      then: [ reject: busy ]
      else: menu
  menu:
    - answer
    - lookup: { connector: crm, key: call.ani, into: customer, within: 800ms, not_found: talk, failed: talk }
    - play: ["day/{{ daypart }}", hello]
    - menu:
        prompt: hello
        keys: { 1: talk, "*": menu, "#": talk }
        no_input: { tries: 2, play: hello, then: talk }
    - collect: { prompt: hello, digits: 6..8, end: "#", into: pin, secret: true, check: "value != '000000'" }
    - hours: { schedule: office, open: talk, closed: end }
  talk:
    - set: { topic: "'sales'", twice: 2 * 3 }
    - queue: { name: sales, priority: "customer.?gold.orValue(1)", on: { done: end } }
    - goto: end
  end:
    - hangup
`,
};

const mutatedSite: fc.Arbitrary<SiteFiles> = fc
  .tuple(fc.constantFrom(...Object.keys(small)), fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([path, mutations]) => ({
    ...small,
    [path]: mutations.reduce((text, mutate) => mutate(text), small[path] ?? ''),
  }));

function misplaced({ file, line, col, message }: Problem, files: SiteFiles): string | undefined {
  const lines = (files[file] ?? '').split('\n');
  if (line > lines.length) return 'no such line';
  if (col > (lines[line - 1]?.length ?? 0) + 1) return 'no such column';
  return /\[object|undefined|Invalid input/.test(message) ? 'a message that says nothing' : undefined;
}

/** Whether the files are a site; throws where what is said of them is no good. */
function checked(files: SiteFiles): boolean {
  const { site, problems } = compileSite(files, () => new Map());
  const errors = problems.filter(({ severity }) => severity === 'error');
  if ((site === undefined) !== errors.length > 0) throw new Error('either a site or errors');
  for (const problem of problems) {
    const wrong = misplaced(problem, files);
    if (wrong !== undefined) throw new Error(`${wrong}: ${JSON.stringify(problem)}`);
  }
  reportProblems(problems, files);
  return site !== undefined;
}

describe('a site that someone mistyped', () => {
  test('the site they began with is good', () => {
    expect(linesOf(compileSite(small, () => new Map()).problems)).toEqual([]);
  });

  test.each(['!!binary', '!!set', '!!omap', '!!timestamp', '!!merge', '!env'])('%s instead of a value', (tag) => {
    for (const [path, text] of Object.entries(small))
      for (const { 0: value, index } of valuesIn(text)) {
        const changed = `${text.slice(0, index)}${tag} aGk=${text.slice(index + value.length)}`;
        if (checked({ ...small, [path]: changed })) throw new Error(`this is no site: ${changed}`);
      }
  });

  test(`${RUNS} of them give a site or problems, and never throw or hang`, () => {
    const seen = { good: 0, bad: 0 };
    fc.assert(
      fc.property(mutatedSite, (files) => {
        const began = performance.now();
        const good = checked(files);
        const took = performance.now() - began;
        if (took > HANGS_AFTER_MS) throw new Error(`${Math.round(took)} ms to check this`);
        seen[good ? 'good' : 'bad'] += 1;
      }),
      { numRuns: RUNS, seed: 20_261_121 },
    );
    // Neither all of them nor none: the mutations are worth their time.
    expect(seen.good).toBeGreaterThan(RUNS / 20);
    expect(seen.bad).toBeGreaterThan(RUNS / 4);
  });
});
