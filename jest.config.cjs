const esm = ['@marcbachmann/cel-js', 'n2words'];
const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join('|')})/)`],
  // import('./x.js') of our own finds x.ts, as it does for TypeScript.
  moduleNameMapper: { '^(\\.{1,2}/.+)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.carillon'],
};

/** One project a tier: the first two need nothing; the others run on the servers that `npm test` starts. */
const tier = (name, more = {}) => ({
  ...common,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  ...more,
});

module.exports = {
  // A busy machine is no failure: this ends tests that hang. It is longer than `PATIENCE_MS` (test/support/patience.ts),
  // which says for what a test waits in vain.
  testTimeout: 180_000,
  projects: [
    tier('unit'),
    tier('scenarios'),
    tier('contract'),
    tier('integration'),
    tier('live', { globalSetup: '<rootDir>/test/support/build.cjs' }),
    tier('browser'),
  ],
};
