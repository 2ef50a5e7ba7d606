import { flowOf, officeFiles, problemsIn, problemsWith } from './office';

/** Anna has the extension 501, Boris 502. */
const withExtensions = (...lines: readonly string[]): string[] => {
  const agents = (officeFiles['agents.yaml'] ?? '')
    .replace('phone: anna\n', "phone: anna\n    extension: '501'\n")
    .replace('phone: boris\n', "phone: boris\n    extension: '502'\n");
  return problemsWith({ ...flowOf(...lines), 'agents.yaml': agents }).map((line) =>
    line.replace(/^flows\/t\.yaml:/, ''),
  );
};

const BUSY = '    - play: office/nobody';

describe('people, music and failures in a flow', () => {
  test('an agent or an extension that is named outright, and is not there', () => {
    expect(
      withExtensions(
        '    - queue: { name: sales, agent: "\'ana\'" }',
        '    - connect: { agent: "\'borys\'" }',
        '    - connect: { any_of: [{ extension: "\'599\'" }, { extension: 501 }, { agent: call.person }] }',
        BUSY,
      ),
    ).toEqual([
      '5:7: error FLOW006 there is no agent ana (did you mean "anna"?); known are anna, boris, clara',
      '6:7: error FLOW006 there is no agent borys (did you mean "boris"?); known are anna, boris, clara',
      '7:7: error FLOW006 no agent has the extension 599; known are 501, 502',
    ]);
  });

  test('a key that is an extension, too', () => {
    expect(
      withExtensions(
        '    - menu:',
        '        prompt: office/main-menu',
        '        keys: { 501: b, 5021: b }',
        '        extensions: { to: b, into: dialled }',
        BUSY,
        '  b:',
        BUSY,
      ),
    ).toEqual([
      '5:7: warning FLOW024 the key 501 of this menu is also the extension of anna, whom nobody can dial here then',
    ]);
  });

  test('a look-up or a request of which nobody says what happens when it fails', () => {
    expect(
      problemsIn(
        '    - lookup: { connector: crm, key: call.ani, into: x }',
        '    - lookup: { connector: crm, key: call.ani, into: x, failed: b }',
        '    - lookup: { connector: crm, key: call.ani, into: x, otherwise: "{}" }',
        '    - http: { url: "https://x.example/", into: y }',
        '    - http: { url: "https://x.example/" }',
        '    - goto: b',
        '  b:',
        BUSY,
      ),
    ).toEqual([
      '5:7: warning FLOW025 nothing says what happens when this lookup fails, and then x is empty: write failed: label, or otherwise: what it holds then',
      '8:7: warning FLOW025 nothing says what happens when this http fails, and then y is empty: write failed: label, or otherwise: what it holds then',
    ]);
  });

  test('music that nobody has', () => {
    const steps = ['    - answer', '    - music: { class: salse, for: 1s }', BUSY];
    const unknown =
      'there is no music salse, as far as site.yaml says; known are default. Where musiconhold_site.conf has it, add it to "music:" in site.yaml';
    expect(problemsIn(...steps)).toEqual([`6:7: warning FLOW026 ${unknown}`]);
    const named = { 'site.yaml': `${officeFiles['site.yaml'] ?? ''}music: [sales]\n` };
    expect(
      problemsWith({
        ...named,
        'queues.yaml': (officeFiles['queues.yaml'] ?? '').replace('sales:', 'sales:\n    music: salse'),
      }),
    ).toEqual([expect.stringContaining('FLOW026 there is no music salse (did you mean "sales"?)')]);
  });

  test('a survey of those who had no talk', () => {
    const asks = '    - survey: { name: s, prompt: office/please-choose }';
    expect(problemsIn('    - queue: sales', asks)).toEqual([
      '5:7: warning FLOW027 by timeout the call goes on with a survey, and those had no talk; after a talk it goes on at on: { done: … }',
    ]);
    expect(problemsIn('    - queue: { name: sales, on: { done: b } }', BUSY, '  b:', asks)).toEqual([]);
  });

  test('a connect after which there is only silence', () => {
    expect(problemsIn('    - connect: { agent: "\'anna\'", on: { busy: b } }', '  b:', BUSY)).toEqual([
      '5:7: warning FLOW020 after no_answer, declined, unreachable, failed the caller is hung up on without a word: write what comes then below the connect, or on: { no_answer: … }',
    ]);
  });
});
