/**
 * The arrows between the rooms. `npm run check:arrows` holds the tree against them; test/arrows.test.ts shows that
 * each rule bites.
 */

/** What a room may import besides itself and src/time, on which everything stands. */
const rooms = {
  time: [],
  money: [],
  spelling: [],
  ledger: ['money'],
  split: ['money'],
  escrow: ['ledger', 'split', 'money'],
  gateway: ['money'],
  platform: ['escrow', 'gateway', 'ledger', 'split', 'money'],
  sandbox: ['money'],
  http: ['platform', 'sandbox', 'money', 'spelling'],
  scenario: ['money', 'spelling'],
  explorer: ['scenario'],
};

const project = '^(src|providers|contracts|scenarios|examples|test|bench)/';
const composition = '^src/(?:(?:bin|cli|play-process|virtual-world|world)[.]ts$|commands/)';
const stores = '^src/ledger/(sqlite|postgres)/';
const adapters = '^src/gateway/adapters/';

const roomRules = Object.entries(rooms).map(([room, others]) => ({
  name: `${room}-imports`,
  comment: `src/${room} imports only ${['time', ...others].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: project, pathNot: `^src/(${['time', room, ...others].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...roomRules,
    {
      name: 'room-in-the-table',
      comment: 'every folder in src is a room of the table above; only what composes them stands beside them',
      severity: 'error',
      from: { path: '^src/', pathNot: [`^src/(${Object.keys(rooms).join('|')})/`, composition] },
      to: {},
    },
    {
      name: 'core-is-pure',
      comment: 'the core has no I/O: it imports neither node: nor packages, only the core',
      severity: 'error',
      from: {
        path: '^src/(time|money|spelling|ledger|split|escrow)/',
        pathNot: '^src/ledger/(sqlite/|postgres/|queue)',
      },
      to: { pathNot: '^src/', couldNotResolve: false },
    },
    {
      name: 'ports-before-implementations',
      comment: 'stores and adapters stand behind their ports: only the composition names them',
      severity: 'error',
      from: { path: '^src/', pathNot: [composition, stores, adapters] },
      to: { path: [stores, adapters] },
    },
    {
      name: 'adapter-alone',
      comment: 'an adapter never imports another',
      severity: 'error',
      from: { path: `${adapters}([^/]+)/` },
      to: { path: adapters, pathNot: `${adapters}$1/` },
    },
    {
      name: 'provider-alone',
      comment:
        'a provider imports only src/sandbox, src/money and src/time: not the platform, not another provider',
      severity: 'error',
      from: { path: '^providers/([^/]+)/' },
      to: { path: project, pathNot: ['^src/(sandbox|money|time)/', '^providers/$1/'] },
    },
    {
      name: 'registry-imports',
      comment: "the registry imports the providers' index.ts and the kit",
      severity: 'error',
      from: { path: '^providers/[^/]+$' },
      to: { path: project, pathNot: ['^src/sandbox/', '^providers/[^/]+/index[.]ts$'] },
    },
    {
      name: 'world-imports',
      comment: 'src/world.ts and the commands compose rooms; they know no provider and no story',
      severity: 'error',
      from: { path: '^src/(?:world[.]ts$|commands/)' },
      to: { path: project, pathNot: '^src/' },
    },
    {
      name: 'cli-imports',
      comment: 'src/cli.ts and the virtual world know the providers through their registry alone',
      severity: 'error',
      from: { path: '^src/(?:cli|play-process|virtual-world)[.]ts$' },
      to: { path: project, pathNot: ['^src/', '^providers/index[.]ts$'] },
    },
    {
      name: 'example-alone',
      comment: 'an example is somebody else’s application: it knows nothing of ours but its addresses',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: project, pathNot: '^examples/' },
    },
    {
      name: 'no-circle',
      comment: 'no file imports itself by way of others, not even for types',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-undeclared-package',
      comment: 'what is published imports only what package.json lists under dependencies',
      severity: 'error',
      from: { path: '^(src|providers)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'resolvable',
      comment: 'an import that leads nowhere would escape the rules above',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // TypeScript 7 has no API for a parser; without @swc/core nothing at all is found, and nothing is said.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['node', 'import', 'types'] },
  },
};
