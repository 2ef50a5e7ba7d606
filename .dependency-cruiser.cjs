/** The import rules of the house (DESIGN.md, "The rooms"), as errors. */
const room = (name, from, may, libraries = []) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment: `${name} may import ${may.join(', ') || 'nothing'}${libraries.length ? `; libraries: ${libraries.join(', ')}` : ''}`,
  from: { path: from },
  to: { pathNot: [from, ...may.map((m) => `^src/${m}`), ...libraries.map((l) => `^node_modules/${l}/`)] },
});

module.exports = {
  forbidden: [
    room('domain', '^src/domain/', []),
    room(
      'flow',
      '^src/flow/',
      ['domain/'],
      ['yaml', 'zod', '@marcbachmann/cel-js', 're2js', 'fastest-levenshtein', 'luxon', '@types/luxon', 'n2words'],
    ),
    room('acd', '^src/acd/', ['domain/']),
    room('measures', '^src/measures/', ['domain/', 'flow/wall-clock']),
    room('engine', '^src/engine/', ['domain/', 'flow/', 'acd/', 'measures/']),
    room('sim', '^src/sim/', ['domain/', 'flow/', 'acd/', 'engine/', 'measures/'], ['zod', 'luxon', '@types/luxon']),
    {
      name: 'adapter-imports',
      severity: 'error',
      comment:
        'an adapter may import domain, engine/ports and types of flow and acd; never another adapter, http or workers',
      from: { path: '^src/adapters/([^/]+)/' },
      to: {
        path: '^src/',
        pathNot: ['^src/adapters/$1/', '^src/domain/', '^src/engine/ports/', '^src/flow/', '^src/acd/'],
      },
    },
    {
      name: 'outer-rooms-get-adapters-handed-in',
      severity: 'error',
      from: { path: '^src/(http|workers|cli|reports|site)/' },
      to: { path: '^src/(adapters|main)/' },
    },
    { name: 'nobody-imports-main', severity: 'error', from: { pathNot: '^src/main/' }, to: { path: '^src/main/' } },
    {
      name: 'ari-client-only-in-its-adapter',
      severity: 'error',
      from: { pathNot: '^src/adapters/ari/' },
      to: { path: '^node_modules/(ari-client|@types/ari-client)/' },
    },
    {
      name: 'winston-only-in-main',
      severity: 'error',
      from: { pathNot: '^src/main/' },
      to: { path: '^node_modules/winston/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'not-to-test', severity: 'error', from: { path: '^src/' }, to: { path: '^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    exclude: { path: '^src/web/' },
  },
};
