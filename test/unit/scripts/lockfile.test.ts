import { lib } from './lib';

interface Entry {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
}
interface Lock {
  readonly packages: Record<string, Entry>;
}
const { isInstalled, lockfileProblems } = lib('lockfile') as {
  isInstalled: (lock: Lock, installed: Lock | undefined) => boolean;
  lockfileProblems: (lock: Lock) => string[];
};

const yaml = { version: '2.9.1', integrity: 'sha512-aa' };
const lock = (packages: Record<string, Entry>): Lock => ({ packages: { '': {}, ...packages } });

describe('whether node_modules is what package-lock.json asks for', () => {
  const wanted = lock({ 'node_modules/yaml': yaml, 'node_modules/for-macs': { version: '1.0.0', optional: true } });

  it('is, when each package is there in its version, or is for other machines', () => {
    expect(isInstalled(wanted, { packages: { 'node_modules/yaml': yaml } })).toBe(true);
  });

  it('is not, when nothing was installed, or an installation was broken off', () => {
    expect(isInstalled(wanted, undefined)).toBe(false);
  });

  it('is not, when a package is missing or is another version', () => {
    expect(isInstalled(wanted, { packages: {} })).toBe(false);
    expect(isInstalled(wanted, { packages: { 'node_modules/yaml': { ...yaml, version: '2.9.0' } } })).toBe(false);
    expect(isInstalled(wanted, { packages: { 'node_modules/yaml': { ...yaml, integrity: 'sha512-bb' } } })).toBe(false);
  });
});

describe('what must not stand in a lockfile', () => {
  it('the address of a registry', () => {
    const [problem] = lockfileProblems(
      lock({ 'node_modules/yaml': { ...yaml, resolved: 'http://mirror.example/yaml' } }),
    );
    expect(problem).toContain('node_modules/yaml has "resolved"');
  });

  it('an optional package of another platform that has no entry, which npm ci refuses', () => {
    const swc = { version: '1.0.0', optionalDependencies: { '@swc/core-darwin-arm64': '1.0.0', there: '1' } };
    expect(
      lockfileProblems(lock({ 'node_modules/@swc/core': swc, 'node_modules/@swc/core/node_modules/there': yaml })),
    ).toEqual([
      'node_modules/@swc/core may need @swc/core-darwin-arm64, which has no entry: npm ci would refuse it on another machine',
    ]);
  });
});
