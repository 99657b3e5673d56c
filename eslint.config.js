import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Few rules, each against a mistake that costs something here; layout is Prettier's business, arrows are dependency-cruiser's. */
export default tseslint.config(
  {
    ignores: ['**/dist/', '**/node_modules/', '.data/', '.cache/', 'coverage/', 'test/arrows/fixtures/'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, ...tseslint.configs.recommended],
    languageOptions: { parserOptions: { project: './tsconfig.spec.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise nobody waits for loses its error, and with it an exchange.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreIIFE: false }],
      // An async function where a plain one is expected: the same loss, harder to see.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, properties: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          argsIgnorePattern: '^_',
          varsIgnorePattern: '^_',
          destructuredArrayIgnorePattern: '^_',
          ignoreRestSiblings: true,
        },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      // What comes in raw is searched for control characters on purpose.
      'no-control-regex': 'off',
    },
  },
  {
    // Programs speak to a person on standard output; everything else logs or returns.
    files: ['**/main*.ts', 'libs/process/src/*.ts', 'test/**/*.ts', '**/testing/**/*.ts', '**/*.spec.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // A server of a test may be an async function: its errors end the test.
    files: ['test/**/*.ts', '**/testing/**/*.ts', '**/*.spec.ts'],
    rules: { '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }] },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'Buffer', 'URL', 'AbortSignal', 'AbortController', 'fetch', 'performance', 'setTimeout']
          .concat(['clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'structuredClone', 'TextDecoder'])
          .map((name) => [name, 'readonly']),
      ),
    },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }] },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
  },
);
