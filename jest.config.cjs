const esm = ['@marcbachmann/cel-js'];
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
  projects: [tier('unit'), tier('scenarios'), tier('contract'), tier('integration'), tier('live', { globalSetup: '<rootDir>/test/support/build.cjs' }), tier('browser')],
};
