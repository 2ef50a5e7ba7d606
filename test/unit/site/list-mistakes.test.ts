import { compileSite } from '../../../src/site/compile';
import { compareSites } from '../../../src/site/changes';
import { flowOf, officeWith, problemsWith } from './office';

const LISTS = 'lists:\n  blacklist: { for: 30d, longest: 90d }\n  seen:\n';

/** What is wrong with these steps, where lists.yaml names the blacklist and another list. */
const problemsIn = (lists: string | null, ...lines: readonly string[]): string[] =>
  problemsWith({ ...flowOf(...lines), 'lists.yaml': lists }).map((line) => line.replace(/^flows\/t\.yaml:/, ''));

const END = '    - hangup';

describe('a flow that writes to a list', () => {
  test('may write to those that lists.yaml names, also to one without a file', () => {
    expect(
      problemsIn(
        LISTS,
        '    - list: { add: call.ani, to: blacklist, for: 90d, note: "{{ call.dnis }}", fields: { campaign: call.campaign } }',
        '    - list: { add: call.ani, to: seen, for: forever }',
        '    - list: { remove: call.ani, from: blacklist, refused: a }',
        '    - answer',
        '    - play: { prompts: office/closed, barge_in: false }',
        '    - list: { list: seen, found: a }',
        '    - if: call.ani in lists.seen',
        '      then: [ hangup ]',
        END,
      ),
    ).toEqual([]);
  });

  test('SITE041: to one that can only be read', () => {
    expect(problemsIn(LISTS, '    - list: { add: call.ani, to: customers }', END)).toEqual([
      '5:7: error SITE041 the list customers cannot be written to; those that can be are blacklist, seen; name it in lists.yaml: lists: { customers: { for: 30d } }',
    ]);
    expect(problemsIn(null, '    - answer', '    - list: { remove: call.ani, from: blacklist }', END)).toEqual([
      '6:7: error SITE041 the list blacklist cannot be written to; those that can be are none; name it in lists.yaml: lists: { blacklist: { for: 30d } }',
    ]);
  });

  test('FLOW006: to one that is not there', () => {
    expect(problemsIn(LISTS, '    - list: { add: call.ani, to: blaklist }', END)).toEqual([
      '5:34: error FLOW006 there is no list blaklist (did you mean "blacklist"?); known are seen, blacklist, customers, pins',
    ]);
  });

  test('SITE042: for longer than the list allows', () => {
    expect(problemsIn(LISTS, '    - list: { add: call.ani, to: blacklist, for: 100d }', END)).toEqual([
      '5:7: error SITE042 for: 100d is longer than an entry of blacklist may hold; write at most 90d, or raise longest: in lists.yaml',
    ]);
    expect(problemsIn(LISTS, '    - list: { add: call.ani, to: blacklist, for: forever }', END)).toEqual([
      '5:7: error SITE042 for: forever is longer than an entry of blacklist may hold; write at most 90d, or raise longest: in lists.yaml',
    ]);
  });

  test('FLOW011: a secret', () => {
    const collect = '    - collect: { prompt: office/closed, digits: 4, into: card, secret: true }';
    const secret = (step: string): string[] =>
      problemsIn(LISTS, '    - answer', collect, `    - list: ${step}`, END).map((line) =>
        line.replace(/^\d+:\d+: /, ''),
      );
    const into = 'error FLOW011 card would put a secret into a list, which many may read';
    expect(secret('{ add: card, to: blacklist }')).toEqual([into]);
    expect(secret('{ remove: card, from: blacklist }')).toEqual([into]);
    expect(secret('{ add: call.ani, to: blacklist, fields: { card: card } }')).toEqual([into]);
    expect(secret('{ add: call.ani, to: blacklist, note: "{{ card }}" }')).toEqual([
      'error FLOW011 {{ card }} would put a secret into the history',
    ]);
    expect(secret('{ list: blacklist, key: card }')).toEqual([]);
  });

  test('is told what is wrong with how it is written', () => {
    const wrong = (step: string): string[] =>
      problemsIn(LISTS, `    - list: ${step}`, END).map((line) => line.replace(/^\d+:/, ''));
    expect(wrong('{ add: call.ani }')).toEqual(['13: error SITE003 to: is missing: needs a text']);
    expect(wrong('{ add: call.ani, from: blacklist }').join()).toContain('"from" is too much here');
    expect(wrong('{ add: call.ani, to: blacklist, for: 3 weeks }')).toEqual([
      '50: error SITE001 for: "3 weeks" is neither a duration from 1s to 3650d, like 12h or 30d, nor forever',
    ]);
    expect(wrong('{ add: call.ani, to: blacklist, fields: { by: call.ani } }')).toEqual([
      '53: error SITE001 fields: has a field that Carillon fills itself (note, by, since, until); use another name',
    ]);
    expect(wrong('{ add: 79160000001, to: blacklist }')[0]).toContain('FLOW013');
    expect(wrong('{ list: blacklist, add: call.ani, to: blacklist }')).not.toEqual([]);
  });
});

describe('lists.yaml', () => {
  const mistakes = (text: string): string[] => problemsWith({ 'lists.yaml': text });

  test('says what is wrong with it, where it stands', () => {
    expect(mistakes('lists:\n  blacklist: { for: soon }\n')).toEqual([
      'lists.yaml:2:21: error SITE001 for: "soon" is neither a duration from 1s to 3650d, like 12h or 30d, nor forever',
    ]);
    expect(mistakes('lists:\n  blacklist: { until: 30d }\n')).toEqual([
      'lists.yaml:2:16: error SITE002 unknown setting "until"; possible are for, longest, most',
    ]);
    expect(mistakes('lists:\n  blacklist: { for: 90d, longest: 30d }\n')).toEqual([
      'lists.yaml:2:35: error SITE001 longest: is shorter than an entry holds where nobody says it; write for: 30d or less',
    ]);
    expect(mistakes('lists:\n  blacklist: { longest: 30d }\n')[0]).toContain('longest: is shorter than');
    expect(mistakes('lists:\n  Black-List:\n')[0]).toContain('is no name for a list');
  });

  test('is not complained of twice: where it cannot be read, flows may write to anything', () => {
    const lines = problemsWith({
      ...flowOf('    - list: { add: call.ani, to: nowhere }', END),
      'lists.yaml': 'lists:\n  nowhere: { for: soon }\n',
    });
    expect(lines.filter((line) => !line.startsWith('lists.yaml'))).toEqual([]);
  });

  test('stands in what changes between two versions', () => {
    expect(
      compareSites({ 'lists.yaml': LISTS }, { 'lists.yaml': LISTS.replace('30d', '7d').replace('  seen:\n', '') })
        .summary,
    ).toEqual(['writable list blacklist: for 30d → 7d', 'writable list seen removed']);
  });
});

describe('pin_locks in site.yaml', () => {
  const settings = (text: string) => {
    const { site, problems } = compileSite(officeWith({ 'site.yaml': `site: Test\n${text}` }), () => new Map());
    return site?.pinLocks ?? problems.map(({ line, col, message }) => `${line}:${col} ${message}`);
  };

  test('has what NIST says where nothing is said, and what is said', () => {
    expect(settings('')).toEqual({ after: 10, forMs: 900_000, longestMs: 86_400_000, forGoodAfter: 100 });
    expect(settings('pin_locks: { after: 5, for: 1h, longest: 3d, for_good_after: 20 }\n')).toEqual({
      after: 5,
      forMs: 3_600_000,
      longestMs: 3 * 86_400_000,
      forGoodAfter: 20,
    });
  });

  test('cannot be so that a PIN is tried out', () => {
    expect(settings('pin_locks: { for_good_after: 1000 }\n')).toEqual([
      '2:30 for_good_after: needs a whole number from 3 to 100',
    ]);
    expect(settings('pin_locks: { after: 1 }\n')).toEqual(['2:21 after: needs a whole number from 3 to 100']);
  });
});
