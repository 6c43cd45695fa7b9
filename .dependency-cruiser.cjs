/** Imports point one way: cli > playwright > client, doctor, service, evidence > report > mock > config > identity, checks > contract > catalogue, gate > http > the files at the top of src. */
const layers = [
  'cli',
  'playwright',
  'client',
  'doctor',
  'service',
  'evidence',
  'report',
  'mock',
  'config',
  'identity',
  'checks',
  'gate',
  'contract',
  'catalogue',
  'http',
];

/** What each folder of src may import from, besides itself and the files at the top. */
const allowed = {
  cli: [
    'playwright',
    'client',
    'doctor',
    'evidence',
    'report',
    'mock',
    'config',
    'identity',
    'gate',
    'contract',
    'catalogue',
    'http',
  ],
  playwright: [
    'client',
    'service',
    'evidence',
    'report',
    'mock',
    'config',
    'identity',
    'checks',
    'gate',
    'contract',
    'catalogue',
    'http',
  ],
  doctor: ['service', 'config', 'identity', 'checks', 'contract', 'http'],
  client: ['evidence', 'report', 'mock', 'config', 'checks', 'contract', 'catalogue', 'http'],
  service: ['evidence', 'mock', 'config', 'identity', 'checks', 'contract', 'http'],
  evidence: ['report', 'config', 'checks', 'contract', 'catalogue', 'http'],
  report: ['config', 'catalogue', 'http'],
  mock: ['checks', 'contract', 'http'],
  config: ['identity', 'checks', 'contract', 'http'],
  identity: ['checks', 'http'],
  checks: ['contract', 'http'],
  gate: ['http'],
  contract: [],
  catalogue: [],
  http: [],
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
    ...layers.map((folder) => ({
      name: `imports-of-${folder}`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: '^src/[^/]+/', pathNot: [folder, ...allowed[folder]].map((other) => `^src/${other}/`) },
    })),
    {
      name: 'top-files-import-no-folders',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$', pathNot: '^src/(cli|index|lint)\\.ts$' },
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
