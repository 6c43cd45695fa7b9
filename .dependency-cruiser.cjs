/**
 * What each room of src may import from, besides itself, `files` and the words at the top of src. Imports point one way:
 * a room stands above all that it may import from.
 */
const allowed = {
  cli: [
    'traffic',
    'playwright',
    'run',
    'doctor',
    'traffic',
    'console',
    'client',
    'forms',
    'evidence',
    'report',
    'target',
    'identity',
    'mock',
    'operations',
    'gate',
    'contract',
    'catalogue',
    'http',
  ],
  playwright: [
    'run',
    'client',
    'service',
    'forms',
    'evidence',
    'report',
    'target',
    'mock',
    'operations',
    'checks',
    'gate',
    'contract',
    'catalogue',
    'http',
  ],
  run: [
    'traffic',
    'console',
    'client',
    'service',
    'forms',
    'evidence',
    'report',
    'target',
    'mock',
    'gate',
    'operations',
    'checks',
    'contract',
    'catalogue',
    'http',
  ],
  // What an operation means is below the mock and the service; its faults, variations, probes and scenarios are above.
  operations: ['service', 'client', 'mock', 'checks', 'contract', 'http'],
  traffic: [
    'client',
    'mock',
    'forms',
    'evidence',
    'report',
    'operations',
    'checks',
    'contract',
    'catalogue',
    'http',
  ],
  doctor: ['service', 'target', 'identity', 'checks', 'contract', 'http'],
  service: ['evidence', 'report', 'target', 'identity', 'mock', 'operations', 'checks', 'contract', 'http'],
  evidence: ['client', 'report', 'target', 'contract', 'http'],
  client: ['report', 'mock', 'operations', 'checks', 'contract', 'catalogue', 'processes', 'http'],
  console: ['traffic', 'forms', 'report', 'mock', 'http'],
  forms: ['report', 'catalogue', 'http'],
  report: ['catalogue', 'http'],
  mock: ['operations', 'contract', 'http'],
  target: ['identity', 'contract', 'http'],
  identity: ['processes', 'http'],
  checks: ['contract', 'http'],
  gate: ['http'],
  contract: [],
  catalogue: [],
  http: [],
  processes: [],
  files: [],
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/' }, to: {} },
    {
      name: 'no-development-packages-in-src',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown', 'undetermined'],
        // What has nothing but types is not found as a package.
        pathNot: 'node_modules/@types/|^(har-format|sarif)$',
      },
    },
    { name: 'src-without-tests', severity: 'error', from: { path: '^src/' }, to: { path: '^tests/' } },
    ...Object.entries(allowed).map(([room, others]) => ({
      name: `imports-of-${room}`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^src/[^/]+/', pathNot: [room, 'files', ...others].map((other) => `^src/${other}/`) },
    })),
    {
      // What the mock and the service lean on leans on neither of them.
      name: 'what-an-operation-means',
      severity: 'error',
      from: {
        path: '^src/operations/',
        pathNot:
          '/(faults|variations|probes|scenarios|all-(faults|variations|probes|scenarios)|requirement-probe|[a-z]+-(behaviours|probes)|valid-write)\\.ts$',
      },
      to: {
        path: '^src/[^/]+/',
        pathNot: ['operations', 'files', 'checks', 'contract', 'http'].map((room) => `^src/${room}/`),
      },
    },
    {
      // Its types may be named elsewhere.
      name: 'the-authority-has-one-entry',
      severity: 'error',
      from: { path: '^(src|tests)/', pathNot: '^src/mock/authority/' },
      to: {
        path: '^src/mock/authority/',
        pathNot: '^src/mock/authority/authority\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'every-room-has-a-rule',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: Object.keys(allowed).map((room) => `^src/${room}/`) },
      to: {},
    },
    {
      name: 'top-files-import-no-folders',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$', pathNot: '^src/(cli|index)\\.ts$' },
      to: { path: '^src/[^/]+/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js'],
    },
  },
};
