// One configuration for every tier; all code is transformed to CommonJS (ESM-only packages too),
// native dynamic import stays for the few packages that need it. The npm script chooses the tier by file name.
const swc = (parser) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    jsc: {
      parser,
      target: 'es2022',
      keepClassNames: true,
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: 'commonjs', ignoreDynamic: false },
  },
];

module.exports = {
  // Of its own: the folder of temporary files is another one for every run.
  cacheDirectory: '<rootDir>/.cache/jest',
  testEnvironment: 'node',
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/test'],
  testMatch: ['<rootDir>/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/(libs|apps)/[^/]+/dist/'],
  moduleNameMapper: {
    '^@lienthong/(contracts|config|seal|store|bus|process|connector-kit|blobs)/testing$':
      '<rootDir>/libs/$1/src/testing/index.ts',
    '^@lienthong/(contracts|config|seal|store|bus|process|transport|connector-kit|vietqr|areas|statutory-clock|blobs)$':
      '<rootDir>/libs/$1/src/index.ts',
    '^@lienthong/(gateway|connectors|sandbox|embedded)$': '<rootDir>/apps/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': swc({ syntax: 'typescript', decorators: true }),
    '^.+\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|cookie|content-disposition|kysely|jose|uuid|whatwg-mimetype|@electric-sql/pglite|fast-check|pure-rand)/)',
  ],
  testSequencer: '<rootDir>/scripts/longest-first.cjs',
  testTimeout: 30_000,
};
