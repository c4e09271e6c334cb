/**
 * The layers, as rules a tool can break a build with. Each room names all that it may import;
 * whatever is not named is an error, type-only imports included. `tools/layers.test.ts` plants a
 * violation of every rule and shows that it is caught.
 */

const tests = ['\\.test\\.tsx?$', '^[^/]+/test/'];
const programs = ['controller', 'node-agent', 'web-console'];

/** The protocol's front door offers the vocabulary and nothing more. */
const vocabulary = '^protocol/src/(vocabulary/|index\\.ts$)';
const playout = '^protocol/src/playout/';
const programme = '^protocol/src/programme/';
const calendarWords = '^protocol/src/calendar-words/';
const schemaWords = '^protocol/src/wire/';
const pure = '^runtime/src/pure/';
const zod = library('zod');
const core =
  '^(node:)?(assert|buffer|child_process|cluster|console|constants|crypto|dgram|diagnostics_channel|dns|domain|events|fs|http|http2|https|inspector|module|net|os|path|perf_hooks|process|punycode|querystring|readline|repl|sqlite|stream|string_decoder|sys|test|timers|tls|trace_events|tty|url|util|v8|vm|wasi|worker_threads|zlib)(/|$)';

const drivingAdapters =
  'http|agent-link|console-feed|live-voice|controller-link|housekeeping|schedule-files|alerts-in';

/** A regular expression for an installed package, wherever the installer put it. */
function library(name) {
  return `(^|/)node_modules/(@types/)?${name}/`;
}

/** What lies in `path` may import what is listed after the reason, and nothing else. Tests are exempt. */
function room(name, path, [comment, ...allowed]) {
  return {
    name: `room-${name}`,
    comment,
    severity: 'error',
    from: { path, pathNot: tests },
    to: { pathNot: allowed },
  };
}

/** A third-party library has one home, so that it can be replaced by changing one folder. */
function home(name, libraries, homes) {
  return {
    name: `home-${name}`,
    comment: `${name} is used in ${homes.join(', ')} and nowhere else.`,
    severity: 'error',
    from: { pathNot: homes },
    to: { path: libraries.map(library) },
  };
}

const protocolRooms = [
  room('vocabulary', vocabulary, ['The vocabulary imports nothing.', '^protocol/src/vocabulary/']),
  room('playout', playout, ['Audible-now needs words only.', playout, vocabulary]),
  room('programme', programme, ['Documents need words only.', programme, playout, vocabulary]),
  room('calendar-words', calendarWords, [
    'Rules of recurrence in text and words need the words only.',
    calendarWords,
    vocabulary,
  ]),
  room('schema-words', schemaWords, [
    'Schemas of the words.',
    schemaWords,
    vocabulary,
    playout,
    zod,
  ]),
  room(
    'wire',
    '^protocol/src/(agent-link|console-api|documents|schedule-file|frame|signed|asset)/',
    [
      'Wire formats need the protocol itself and the schema library; never Node, never the DOM.',
      '^protocol/src/',
      zod,
    ],
  ),
];

const runtimeRooms = [
  room('runtime-pure', pure, ['The pure runtime imports nothing.', pure]),
  room('runtime-node', '^runtime/src/node/', [
    'The only reader of the real clocks, timers and chance.',
    '^runtime/src/',
    core,
    library('pino'),
  ]),
];

const domainRooms = [
  room('domain', '^(controller|node-agent)/src/domain/(?!calendar/)', [
    'The domain is policy: no I/O, no wire messages, no engine, no libraries.',
    '^$1/src/domain/',
    vocabulary,
    playout,
    programme,
    pure,
  ]),
  room('domain-calendar', '^(controller|node-agent)/src/domain/calendar/', [
    'Calendar arithmetic is the one thing the domain takes from outside.',
    '^$1/src/domain/',
    vocabulary,
    playout,
    programme,
    calendarWords,
    pure,
    library('temporal-polyfill'),
    library('rrule-temporal'),
  ]),
  ...domainOrder([
    ['library', 'zoning', 'calendar', 'fleet', 'speech'],
    ['campaign', 'arbitration'],
    ['playout', 'paging'],
    ['proof'],
  ]),
  {
    name: 'domain-folders-acyclic',
    comment: 'Two domain folders that need each other are one folder.',
    severity: 'error',
    scope: 'folder',
    from: { path: '^(controller|node-agent)/src/domain' },
    to: { circular: true },
  },
];

/** Each group of domain folders may import what stands before it, never what stands after it. */
function domainOrder(groups) {
  return groups.slice(0, -1).map((group, index) => ({
    name: `domain-order-${index + 1}`,
    comment: `${group.join(', ')} come before ${groups
      .slice(index + 1)
      .flat()
      .join(', ')}.`,
    severity: 'error',
    from: { path: `^controller/src/domain/(${group.join('|')})/`, pathNot: tests },
    to: {
      path: `^controller/src/domain/(${groups
        .slice(index + 1)
        .flat()
        .join('|')})/`,
    },
  }));
}

const engineRooms = [
  room('engine', '^(controller|node-agent)/src/engine/', [
    'The engine owns state and time: it meets the world through ports, never a library or a wire message.',
    '^$1/src/(domain|engine)/',
    '^$1/src/ports\\.ts$',
    vocabulary,
    playout,
    programme,
    '^protocol/src/(signed|asset)/',
    pure,
  ]),
  room('streaming', '^(controller|node-agent)/src/(streaming|rendering)/', [
    'The data plane sees ports, not the engine, the database or HTTP.',
    '^$1/src/(domain|streaming|rendering)/',
    '^$1/src/ports\\.ts$',
    '^$1/src/engine/ports\\.ts$',
    '^$1/src/engine/[^/]+-port\\.ts$',
    vocabulary,
    playout,
    '^protocol/src/(frame|asset|signed)/',
    pure,
  ]),
  room('config', '^(controller|node-agent)/src/config/', [
    'Configuration is read once, checked and frozen; it knows no part of the program.',
    '^$1/src/config/',
    vocabulary,
    pure,
    zod,
    '^(node:)?(path|os|url)$',
  ]),
];

const adapterRooms = [
  {
    name: 'adapters-apart',
    comment: 'Adapters meet in the engine or in the composition root, never directly.',
    severity: 'error',
    from: { path: '^(controller|node-agent)/src/adapters/([^/]+)/', pathNot: tests },
    to: { path: '^(controller|node-agent)/src/adapters/', pathNot: '^$1/src/adapters/$2/' },
  },
  {
    name: 'driven-adapters-know-no-engine',
    comment: 'A driven adapter fulfils a port; it does not know who asks.',
    severity: 'error',
    from: {
      path: `^(controller|node-agent)/src/adapters/(?!(${drivingAdapters})/)`,
      pathNot: tests,
    },
    to: {
      path: '^(controller|node-agent)/src/(engine|streaming|rendering)/',
      pathNot: ['/ports\\.ts$', '-ports?\\.ts$'],
    },
  },
  {
    name: 'config-is-handed-in',
    comment: 'Only the composition root reads configuration; the rest is given what it needs.',
    severity: 'error',
    from: {
      path: '^(controller|node-agent)/src/',
      pathNot: [
        ...tests,
        '^(controller|node-agent)/src/config/',
        '^(controller/src/(controller|main|program|admin)|node-agent/src/(agent|main))\\.ts$',
      ],
    },
    to: { path: '^(controller|node-agent)/src/config/' },
  },
];

const programRules = [
  {
    name: 'programs-apart',
    comment: 'The three programs never import each other; they meet in the protocol.',
    severity: 'error',
    from: { path: `^(${programs.join('|')})/` },
    to: { path: `^(${programs.join('|')})/`, pathNot: '^$1/' },
  },
  {
    name: 'foundations-know-no-program',
    comment: 'Protocol and runtime stand below everything; the protocol does not need the runtime.',
    severity: 'error',
    from: { path: '^(protocol|runtime)/', pathNot: tests },
    to: {
      path: '^(protocol|runtime|controller|node-agent|web-console|testing|tools|bench)/',
      pathNot: '^$1/',
    },
  },
  {
    name: 'composition-root',
    comment: 'The composition root is imported by main.ts, the testing package and tests.',
    severity: 'error',
    from: {
      pathNot: [
        ...tests,
        '^(controller|node-agent)/src/(main|program|admin)\\.ts$',
        '^(testing|tools|bench)/',
      ],
    },
    to: { path: '^(controller/src/controller|node-agent/src/agent)\\.ts$' },
  },
  {
    name: 'main-is-not-imported',
    comment: 'Importing main.ts starts the program, which start.mjs alone means to do.',
    severity: 'error',
    from: { pathNot: '^controller/start\\.mjs$' },
    to: { path: '^(controller|node-agent|web-console)/src/main\\.tsx?$' },
  },
  {
    name: 'testing-is-for-tests',
    comment: 'Fakes and simulators never reach a running program.',
    severity: 'error',
    from: { pathNot: [...tests, '^(testing|tools|bench)/'] },
    to: { path: '^testing/' },
  },
  {
    name: 'tools-are-not-imported',
    comment: 'Tools serve the people who work here, not the programs.',
    severity: 'error',
    from: { pathNot: ['^tools/', '^bench/', '^[^/]+\\.(ts|mjs)$'] },
    to: { path: '^tools/' },
  },
  {
    name: 'protocol-doors',
    comment: 'Other packages enter the protocol by its doors.',
    severity: 'error',
    from: { pathNot: '^protocol/' },
    to: {
      path: '^protocol/src/',
      pathNot: ['^protocol/src/index\\.ts$', '^protocol/src/[^/]+/index\\.ts$'],
    },
  },
  {
    name: 'runtime-doors',
    comment: 'Other packages enter the runtime by its doors.',
    severity: 'error',
    from: { pathNot: '^runtime/' },
    to: { path: '^runtime/src/', pathNot: '^runtime/src/(pure|node)/index\\.ts$' },
  },
];

const consoleRules = [
  room('console-state', '^web-console/src/state/', [
    'The state of the console is pure: no DOM, no fetch, no view library.',
    '^web-console/src/state/',
    vocabulary,
    playout,
    programme,
    calendarWords,
    '^protocol/src/(console-api|documents)/',
    pure,
  ]),
  {
    name: 'console-ui',
    comment: 'Components draw what they are given.',
    severity: 'error',
    from: { path: '^web-console/src/ui/', pathNot: tests },
    to: { path: '^web-console/src/(api|state|screens)/' },
  },
  {
    name: 'console-api',
    comment: 'The client knows the controller, not the screens.',
    severity: 'error',
    from: { path: '^web-console/src/api/', pathNot: tests },
    to: { path: '^web-console/src/(screens|ui)/' },
  },
  {
    name: 'console-runs-in-a-browser',
    comment: 'Nothing of Node reaches the browser.',
    severity: 'error',
    from: { path: '^web-console/src/', pathNot: tests },
    to: { path: [core, '^runtime/src/node/'] },
  },
];

const homes = [
  home('sqlite', ['better-sqlite3', 'drizzle-orm'], ['^controller/src/adapters/sqlite/']),
  home(
    'http',
    ['fastify', '@fastify/[^/]+', 'fastify-type-provider-zod', 'fastify__[^/]+'],
    ['^controller/src/adapters/http/'],
  ),
  home(
    'ws',
    ['ws'],
    [
      '^controller/src/adapters/(agent-link|console-feed|live-voice)/',
      '^node-agent/src/adapters/controller-link/',
      '^(testing|bench)/',
      ...tests,
    ],
  ),
  home('ffmpeg', ['fluent-ffmpeg', '@ffmpeg-installer/[^/]+'], ['^controller/src/adapters/media/']),
  home('sheets', ['hucre', 'csv-stringify'], ['^controller/src/adapters/reports/', ...tests]),
  home('cron', ['node-cron'], ['^controller/src/adapters/housekeeping/']),
  home('yaml', ['yaml'], ['^controller/src/adapters/schedule-files/']),
  home('argon2', ['@node-rs/argon2'], ['^controller/src/adapters/passwords/']),
  home('opus-encoder', ['@evan/opus'], ['^controller/src/adapters/opus/', '^bench/', ...tests]),
  home('opus', ['opus-decoder'], ['^node-agent/src/adapters/opus/', '^(testing|bench)/', ...tests]),
  // Where `tools/property-setup.ts` gives the seed, or the test takes it.
  home('fast-check', ['fast-check'], ['\\.property\\.test\\.ts$', '^[^/]+/test/', '^tools/']),
  home(
    'temporal',
    ['temporal-polyfill', 'rrule-temporal'],
    ['^controller/src/domain/calendar/', '^testing/'],
  ),
];

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle is one module in several files.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere would hide from every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    ...protocolRooms,
    ...runtimeRooms,
    ...domainRooms,
    ...engineRooms,
    ...adapterRooms,
    ...programRules,
    ...consoleRules,
    ...homes,
  ],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    skipAnalysisNotInRules: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.mjs', '.js', '.json'],
    },
  },
};
