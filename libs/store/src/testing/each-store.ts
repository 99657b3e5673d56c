/// <reference types="jest" />
import { openStore } from '../open-store.js';
import type { OnStoreEvent } from '../events.js';
import { CopiedSchemas, KeptSchemas } from './kept-schemas.js';
import { pgliteTestStore, type TestStore } from './pglite-test-store.js';
import { postgresTestServer, whyNoPostgres } from './postgres-server.js';

/** A store on a fresh database of the process's PostgreSQL. */
export async function postgresTestStore(
  options: { readonly onEvent?: OnStoreEvent; readonly template?: string } = {},
): Promise<TestStore & { readonly databaseUrl: string }> {
  const { template, ...rest } = options;
  const databaseUrl = await (await postgresTestServer()).createDatabase(template);
  const store = await openStore({ databaseUrl, ...rest });
  return { store, databaseUrl, dispose: () => store.close() };
}

interface Stores {
  open(): Promise<TestStore>;
  dispose(): Promise<void>;
}

/** Opening PGlite takes a second: one store serves all tests of a block. */
function reusedPGlite(bare: boolean): Stores {
  let real: Promise<TestStore> | undefined;
  let schemas: KeptSchemas | undefined;
  return {
    open: async () => {
      const opened = await (real ??= pgliteTestStore());
      // Whose schemas nobody knows are dropped.
      schemas = bare ? new KeptSchemas(opened.store) : (schemas ?? new KeptSchemas(opened.store));
      const store = await schemas.fresh();
      return { ...opened, store: bare ? opened.store : store, dispose: () => Promise.resolve() };
    },
    dispose: async () => (await real)?.dispose(),
  };
}

function freshPostgres(bare: boolean): Stores {
  const copied = new CopiedSchemas((template) => postgresTestStore(template === undefined ? {} : { template }));
  return {
    open: () => (bare ? postgresTestStore() : copied.fresh()),
    dispose: async () => (await postgresTestServer()).stop(),
  };
}

/** Why PostgreSQL cannot run on this machine; said loudly, and a failure where it must run (`CI=true`). */
function withoutPostgres(): boolean {
  const why = whyNoPostgres();
  if (why === undefined) return false;
  if (process.env['CI'] === 'true') throw new Error(`PostgreSQL cannot run here: ${why}`);
  console.error(`NOT TESTED on PostgreSQL, it cannot run here: ${why}`);
  return true;
}

/** Tests of what only PostgreSQL does; where it cannot run that is said, and fails with `CI=true`. */
export function describeOnPostgres(title: string, body: () => void): void {
  (withoutPostgres() ? describe.skip : describe)(title, body);
}

type Body = (open: () => Promise<TestStore>, kind: 'pglite' | 'postgres') => void;

/**
 * Runs the same tests on PGlite and on PostgreSQL; each `open` gives a store without rows. What tests of the block migrate may be
 * there already, as migrations leave it: `describeEachBareStore` is for tests that ask about just that.
 */
export function describeEachStore(title: string, body: Body): void {
  describeEach(title, body, false);
}

/** The same; each `open` gives a store without schemas. */
export function describeEachBareStore(title: string, body: Body): void {
  describeEach(title, body, true);
}

function describeEach(title: string, body: Body, bare: boolean): void {
  describe(`${title} on pglite`, () => {
    const pglite = reusedPGlite(bare);
    body(() => pglite.open(), 'pglite');
    afterAll(() => pglite.dispose());
  });

  describeOnPostgres(`${title} on postgres`, () => {
    const postgres = freshPostgres(bare);
    const forTest: TestStore[] = [];
    const forBlock: TestStore[] = [];
    let inTest = false;
    beforeEach(() => void (inTest = true));
    body(async () => {
      const store = await postgres.open();
      (inTest ? forTest : forBlock).push(store);
      return store;
    }, 'postgres');
    // After the hooks of the body, which may still need the store.
    afterEach(async () => {
      inTest = false;
      for (const store of forTest.splice(0)) await store.dispose();
    });
    afterAll(async () => {
      for (const store of forBlock) await store.dispose();
      await postgres.dispose();
    });
  });
}
