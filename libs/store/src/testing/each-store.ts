/// <reference types="jest" />
import { openStore } from '../open-store.js';
import type { OnStoreEvent } from '../events.js';
import { pgliteTestStore, type TestStore } from './pglite-test-store.js';
import { postgresTestServer } from './postgres-server.js';

/** A store on a fresh database of the process's PostgreSQL. */
export async function postgresTestStore(options: { readonly onEvent?: OnStoreEvent } = {}): Promise<TestStore> {
  const databaseUrl = await (await postgresTestServer()).createDatabase();
  const store = await openStore({ databaseUrl, ...options });
  return { store, databaseUrl, dispose: () => store.close() };
}

const openers = { pglite: pgliteTestStore, postgres: postgresTestStore } as const;

/**
 * Runs the same tests on PGlite and on PostgreSQL. Where PostgreSQL cannot run, its half fails under `CI=true` and is
 * reported loudly and left out elsewhere.
 */
export function describeEachStore(
  title: string,
  body: (open: () => Promise<TestStore>, kind: 'pglite' | 'postgres') => void,
): void {
  describe.each(['pglite', 'postgres'] as const)(`${title} on %s`, (kind) => {
    const opened: TestStore[] = [];
    let missing: unknown;

    beforeAll(async () => {
      if (kind === 'postgres') await postgresTestServer().catch((error: unknown) => (missing = error));
      if (missing && process.env['CI'] === 'true') throw missing;
      if (missing) console.error(`NOT TESTED on PostgreSQL, it cannot run here: ${String(missing)}`);
    });
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.dispose();
    });
    afterAll(async () => {
      if (kind === 'postgres' && !missing) await (await postgresTestServer()).stop();
    });

    body(async () => {
      const store = await openers[kind]();
      opened.push(store);
      return store;
    }, kind);
  });
}
