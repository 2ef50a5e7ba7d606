import { lib } from './lib';

const { worthTelling } = lib('log-tail') as { worthTelling: (line: string) => string };
const { tellingLines } = lib('failure') as { tellingLines: (lines: string[]) => string[] };
const { nodeProblem } = lib('node-version') as { nodeProblem: (version: string) => string };
const { npmCi, commandLine } = lib('packages') as {
  npmCi: (version: string) => string[];
  commandLine: (agent?: string) => string;
};
const { seconds } = lib('terminal') as { seconds: (ms: number) => string };
const { address } = lib('banner') as { address: (http: { host: string; port: number }) => string };

describe('which lines of its log a person sees', () => {
  const line = (entry: Record<string, unknown>): string =>
    JSON.stringify({ timestamp: '2026-11-21T20:00:00Z', ...entry });

  it('warnings and errors, short', () => {
    expect(worthTelling(line({ level: 'warn', message: 'no such prompt', file: 'main.yaml', line: 3 }))).toBe(
      'no such prompt (file: main.yaml, line: 3)',
    );
    expect(
      worthTelling(line({ level: 'error', message: 'broken', error: { message: 'ECONNREFUSED', stack: '…' } })),
    ).toBe('broken (error: ECONNREFUSED)');
  });

  it('nothing else of what it logs, but all that is no log line', () => {
    expect(worthTelling(line({ level: 'info', message: 'turn' }))).toBe('');
    expect(worthTelling('TypeError: x is not a function')).toBe('TypeError: x is not a function');
    expect(worthTelling('{ not JSON')).toBe('{ not JSON');
  });
});

describe('the end of a log', () => {
  it('is its errors, each once', () => {
    const log = ['00:01 [Note] up', '00:02 [ERROR] cannot lock', '00:03 [ERROR] cannot lock', '00:04 [Note] bye', ''];
    expect(tellingLines(log)).toEqual(['00:03 [ERROR] cannot lock']);
  });

  it('is its last lines where it holds no error', () => {
    expect(tellingLines(['a', '', 'b'])).toEqual(['a', 'b']);
    expect(tellingLines(Array.from({ length: 20 }, (_, i) => `line ${String(i)}`))).toHaveLength(8);
  });
});

describe('the versions it needs', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '24.0.0', '23.1.0'])('takes Node %s', (version) => {
    expect(nodeProblem(version)).toBe('');
  });

  it.each(['18.20.4', '20.18.1', '21.7.0', '22.11.0'])('refuses Node %s with what is needed', (version) => {
    expect(nodeProblem(version)).toMatch(/needs Node 20\.19 or later/);
  });

  it('calls a newer npm where the one of the machine is too old', () => {
    expect(npmCi('11.2.0\n').slice(0, 3)).toEqual(['npm', 'ci', '--ignore-scripts']);
    expect(npmCi('9.2.0\n').slice(0, 4)).toEqual(['npm', 'exec', '--yes', expect.stringMatching(/^--package=npm@10/)]);
    expect(commandLine('npm/9.2.0 node/v20.19.2 linux x64')).toBe('scripts/carillon');
    expect(commandLine('npm/10.8.2 node/v20.19.2 linux x64')).toBe('npx carillon');
    expect(commandLine()).toBe('npx carillon');
  });
});

it.each([
  [0, '0.0 s'],
  [59_990, '59.9 s'],
  [119_990, '1 min 59 s'],
  [120_000, '2 min 0 s'],
])('says %d ms as %s', (ms, said) => {
  expect(seconds(ms)).toBe(said);
});

it('shows an address that can be opened', () => {
  expect(address({ host: '0.0.0.0', port: 80 })).toBe('http://127.0.0.1:80/');
  expect(address({ host: '::1', port: 8080 })).toBe('http://[::1]:8080/');
});
