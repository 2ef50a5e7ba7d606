import { everythingWith } from './office';

/** The example office with these flows beside its own; `t` can be dialled by agents, or by callers as "9999". */
function problemsOf(flows: Readonly<Record<string, string>>, { number = false } = {}): string[] {
  const numbers = `numbers:\n  "1000": { flow: main }\n${number ? '  "9999": { flow: t }\n' : ''}feature_codes:\n  "*99": t\n  "*41": agent_available\n  "*42": agent_not_ready\n  "*43": agent_sign_out\n`;
  const files = Object.entries(flows).map(([name, text]): [string, string] => [
    `flows/${name}.yaml`,
    `flow: ${name}\n${text}`,
  ]);
  return everythingWith({ ...Object.fromEntries(files), 'numbers.yaml': numbers }).filter((line) =>
    Object.keys(flows).some((name) => line.startsWith(`flows/${name}.yaml`)),
  );
}

const codes = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => /[A-Z]{4}\d{3}/.exec(line)?.[0] ?? '');
const RETURNS = 'start: a\nsteps:\n  a:\n    - return\n';

describe('flows seen together', () => {
  test('FLOW014: what is handed over, and what comes back', () => {
    const lines = problemsOf({
      t: `start: a
steps:
  a:
    - answer
    - call: { flow: ask, with: { trys: "2", prompt: "1.0" }, into: x }
    - hangup
`,
      ask: `takes: { tries: number, prompt: { type: string, default: a } }\n${RETURNS}`,
    });
    expect(lines).toEqual([
      'flows/t.yaml:6:7: error FLOW014 ask takes no trys (did you mean "tries"?); it takes tries, prompt',
      'flows/t.yaml:6:7: error FLOW014 prompt: 1.0 comes to a double, and ask takes a string',
      'flows/t.yaml:6:7: error FLOW014 ask needs tries: with: { tries: … }',
      'flows/t.yaml:6:7: error FLOW014 ask gives nothing to put into x: it has no "gives:"',
    ]);
  });

  test('a default of another type', () => {
    expect(
      problemsOf({
        t: 'start: a\nsteps:\n  a:\n    - call: f\n    - hangup\n',
        f: `takes: { n: { type: number, default: x } }\n${RETURNS}`,
      }),
    ).toEqual(['flows/f.yaml:2:38: error FLOW013 the default of n is "x", and it is to be a number']);
  });

  test('FLOW015: ways out of a queue', () => {
    const lines = problemsOf({
      t: `start: a
steps:
  a:
    - queue: { name: sales, while_waiting: waiting, on: { massage: a } }
    - leave_queue: x
`,
      waiting: 'start: a\nsteps:\n  a:\n    - queue: sales\n    - leave_queue: message\n',
    });
    expect(lines).toEqual([
      expect.stringContaining('t.yaml:5:7: error FLOW015 the waiting flow leaves by message (did you mean "massage"?)'),
      expect.stringContaining(
        't.yaml:5:7: error FLOW015 nothing leaves this queue by massage (did you mean "message"?)',
      ),
      expect.stringContaining('t.yaml:6:7: error FLOW015 no queue runs t while callers wait'),
      expect.stringContaining('waiting.yaml:5:7: error FLOW015 waiting runs while callers wait in a queue'),
    ]);
    const typo = problemsOf({
      t: 'start: a\nsteps:\n  a:\n    - queue: { name: sales, on: { tiemout: a } }\n    - hangup\n',
    });
    expect(typo.join('\n')).toContain('nothing leaves this queue by tiemout (did you mean "timeout"?)');
  });

  test('FLOW016: a flow that nobody runs', () => {
    expect(problemsOf({ t: 'start: a\nsteps:\n  a:\n    - hangup\n', lost: RETURNS })).toEqual([
      'flows/lost.yaml:1:7: warning FLOW016 no number, code or flow leads to the flow lost',
    ]);
  });

  test('FLOW017: a step that needs a caller, after the caller', () => {
    const lines = problemsOf({
      t: 'start: a\non_hangup: b\nsteps:\n  a:\n    - answer\n  b:\n    - note: x\n    - play: office/closed\n',
    });
    expect(lines).toEqual([
      'flows/t.yaml:9:7: error FLOW017 play needs a caller, and on_hangup leads here: there the caller has hung up',
    ]);
  });

  test('FLOW017: a step that needs a caller, in a flow that is called after the caller', () => {
    const t = 'start: a\non_hangup: b\nsteps:\n  a:\n    - call: other\n    - hangup\n  b:\n    - call: sub\n';
    const other = 'start: a\nsteps:\n  a:\n    - play: office/closed\n    - return\n';
    const sub = 'start: a\nsteps:\n  a:\n    - note: x\n    - call: deeper\n    - call: sub\n';
    const deeper = 'max: 10s\ntoo_long: b\nstart: a\nsteps:\n  a:\n    - return\n  b:\n    - play: office/closed\n';
    expect(problemsOf({ t, other, sub, deeper })).toEqual([
      'flows/deeper.yaml:9:7: error FLOW017 play needs a caller, and on_hangup of t leads here by call: there the caller has hung up',
    ]);
    expect(problemsOf({ t, other, sub, deeper: deeper.replace('play: office/closed', 'tag: x') })).toEqual([]);
  });

  test('keys beside a waiting flow, which gets them all', () => {
    const lines = problemsOf({
      t: 'start: a\nsteps:\n  a:\n    - queue: { name: sales, while_waiting: w, keys: { 0: b } }\n    - play: office/nobody\n  b:\n    - hangup\n',
      w: 'start: a\nsteps:\n  a:\n    - play: office/closed\n',
    });
    expect(lines).toContainEqual(
      expect.stringContaining('t.yaml:5:53: error SITE001 keys: beside while_waiting no key gets here'),
    );
  });

  test('FLOW018: a loop without an end, unless the flow has one by its max, or runs while callers wait', () => {
    const loop =
      'start: a\nsteps:\n  a:\n    - menu: { prompt: office/main-menu, keys: { 1: a }, no_input: { then: a }, no_match: { then: a } }\n';
    expect(codes(problemsOf({ t: loop }))).toEqual(['FLOW018']);
    expect(problemsOf({ t: `max: 10m\n${loop}` })).toEqual([]);
    expect(
      problemsOf({
        t: 'start: a\nsteps:\n  a:\n    - queue: { name: sales, while_waiting: w }\n    - play: office/nobody\n',
        w: loop,
      }),
    ).toEqual([]);
  });

  test('FLOW018: a caller who presses nothing, where only a key leads out', () => {
    const menu = (silent: string): string =>
      `start: a\nsteps:\n  a:\n    - menu: { prompt: office/main-menu, keys: { 1: b }, no_input: { tries: 1, then: ${silent} }, no_match: { then: a } }\n  b:\n    - hangup\n`;
    expect(problemsOf({ t: menu('a') })).toEqual([
      'flows/t.yaml:5:7: warning FLOW018 from this menu no way leads to an end: a caller who says nothing stays for ever; let a no_input lead out, or give the flow a max',
    ]);
    expect(problemsOf({ t: menu('b') })).toEqual([]);
    const collect = (more: string): string =>
      `start: a\nsteps:\n  a:\n    - collect: { prompt: office/main-menu, digits: 1, into: n, ${more} }\n    - hangup\n`;
    expect(codes(problemsOf({ t: collect('no_input: { then: a }') }))).toEqual(['FLOW018']);
    expect(problemsOf({ t: collect('default: "0"') })).toEqual([]);
  });

  test('FLOW019: a condition that asks for nothing', () => {
    expect(
      problemsOf({ t: 'start: a\nsteps:\n  a:\n    - if: 1 > 2\n      then: [ answer ]\n    - hangup\n' }),
    ).toEqual(['flows/t.yaml:5:7: warning FLOW019 1 > 2 is always false: one of the two ways is never taken']);
    const asks = "start: a\nsteps:\n  a:\n    - if: schedule('office').open\n      then: [ hangup ]\n    - hangup\n";
    expect(problemsOf({ t: asks })).toEqual([]);
  });

  test('FLOW020: nobody there, and not a word', () => {
    expect(problemsOf({ t: 'start: a\nsteps:\n  a:\n    - queue: sales\n' })).toEqual([
      expect.stringContaining('t.yaml:5:7: warning FLOW020 after timeout, full, nobody the caller is hung up on'),
    ]);
  });

  test('FLOW021: no way to a person, unless it is meant so', () => {
    const news = 'start: a\nsteps:\n  a:\n    - play: office/closed\n';
    expect(codes(problemsOf({ t: news }, { number: true }))).toEqual(['FLOW021']);
    expect(problemsOf({ t: `self_service: true\n${news}` }, { number: true })).toEqual([]);
    expect(
      problemsOf(
        {
          t: 'start: a\nsteps:\n  a:\n    - call: u\n    - hangup\n',
          u: 'start: a\nsteps:\n  a:\n    - queue: sales\n    - return\n',
        },
        { number: true },
      ),
    ).toEqual([]);
  });

  test('what a flow or a list is called', () => {
    expect(
      problemsOf({
        t: "start: a\nsteps:\n  a:\n    - call: nwes\n    - list: { list: blacklst }\n    - if: queue('sale').free > 0.0 && schedule('offce').open\n      then: [ hangup ]\n    - hangup\n",
      }),
    ).toEqual([
      expect.stringContaining('FLOW006 there is no flow nwes (did you mean "news"?)'),
      expect.stringContaining('FLOW006 there is no list blacklst (did you mean "blacklist"?)'),
      expect.stringContaining('FLOW006 there is no queue sale (did you mean "sales"?)'),
      expect.stringContaining('FLOW006 there is no schedule offce (did you mean "office"?)'),
    ]);
    expect(
      problemsOf({ t: 'start: a\nsteps:\n  a:\n    - if: queue(call.dnis).free > 0.0\n      then: [ hangup ]\n' }),
    ).toEqual([expect.stringContaining("queue() needs a name in quotes, such as queue('sales')")]);
  });
});
