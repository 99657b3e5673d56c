/// <reference types="jest" />
import { sql } from 'kysely';
import { openStore } from '../open-store.js';
import type { OnStoreEvent } from '../events.js';
import { pgliteTestStore, type TestStore } from './pglite-test-store.js';
import { postgresTestServer, whyNoPostgres } from './postgres-server.js';

/** A store on a fresh database of the process's PostgreSQL. */
export async function postgresTestStore(options: { readonly onEvent?: OnStoreEvent } = {}): Promise<TestStore> {
  const databaseUrl = await (await postgresTestServer()).createDatabase();
  const store = await openStore({ databaseUrl, ...options });
  return { store, databaseUrl, dispose: () => store.close() };
}

/** Opening PGlite takes a second: one store serves all tests of a block, emptied in between. */
function reusedPGlite(): { open(): Promise<TestStore>; dispose(): Promise<void> } {
  let real: Promise<TestStore> | undefined;
  return {
    open: async () => {
      const opened = await (real ??= pgliteTestStore());
      await sql`drop schema if exists gateway, connectors, bus cascade`.execute(opened.store.db('gateway'));
      return { ...opened, dispose: () => Promise.resolve() };
    },
    dispose: async () => (await real)?.dispose(),
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

/** Runs the same tests on PGlite and on PostgreSQL; each `open` gives a store without schemas. */
export function describeEachStore(title: string, body: Body): void {
  describe(`${title} on pglite`, () => {
    const pglite = reusedPGlite();
    body(() => pglite.open(), 'pglite');
    afterAll(() => pglite.dispose());
  });

  describeOnPostgres(`${title} on postgres`, () => {
    const forTest: TestStore[] = [];
    const forBlock: TestStore[] = [];
    let inTest = false;
    beforeEach(() => void (inTest = true));
    body(async () => {
      const store = await postgresTestStore();
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
      await (await postgresTestServer()).stop();
    });
  });
}
