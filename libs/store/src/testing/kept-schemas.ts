import { sql } from 'kysely';
import { migrate } from '../migrate.js';
import type { MigrationSet, Side, Store } from '../port.js';
import type { TestStore } from './pglite-test-store.js';
import { namesOf, PristineSchema } from './pristine-schema.js';

/** What a test's store has been migrated with so far, each side at its first time. */
type Prepared = Map<Side, MigrationSet>;

/** Calls one after another, as processes that start together migrate under a lock. */
function inTurn(prepare: (set: MigrationSet) => Promise<void>): (set: MigrationSet) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (set) => {
    const mine = last.then(() => prepare(set));
    last = mine.catch(() => undefined);
    return mine;
  };
}

async function dropSchema(store: Store, side: Side): Promise<void> {
  await sql`drop schema if exists ${sql.id(side)} cascade`.execute(store.db(side));
}

/**
 * One embedded database for test after test. Schemas stay, and are put back to what their migrations left; a test that migrates
 * with others than the test before gets the schema made anew.
 */
export class KeptSchemas {
  readonly #pristine = new Map<Side, PristineSchema>();

  constructor(private readonly store: Store) {}

  /** For the next test. */
  async fresh(): Promise<Store> {
    for (const side of ['gateway', 'connectors', 'bus'] as const) {
      if (await this.#pristine.get(side)?.restore()) continue;
      this.#pristine.delete(side);
      await dropSchema(this.store, side);
    }
    const prepared: Prepared = new Map();
    return { ...this.store, prepareSchema: inTurn((set) => this.#prepare(set, prepared)) };
  }

  async #prepare(set: MigrationSet, prepared: Prepared): Promise<void> {
    const { side } = set;
    const first = !prepared.has(side);
    if (first) prepared.set(side, set);
    const pristine = this.#pristine.get(side);
    if (pristine?.names === namesOf(set)) return;
    this.#pristine.delete(side);
    // A test's second set is an upgrade of what it has, and its own affair.
    if (!first) return;
    if (pristine) await dropSchema(this.store, side);
    await migrate(this.store, set);
    this.#pristine.set(side, await PristineSchema.keep(this.store, set));
  }
}

/** Databases of a PostgreSQL for test after test: each is a copy of one that was migrated as the test before asked for. */
export class CopiedSchemas {
  #last: Prepared = new Map();
  #template: { readonly names: string; readonly database: string } | undefined;

  constructor(
    private readonly openCopy: (template?: string) => Promise<TestStore & { readonly databaseUrl: string }>,
  ) {}

  async fresh(): Promise<TestStore> {
    const of = this.#last;
    const opened = await this.openCopy(of.size === 0 ? undefined : await this.#templateOf(of));
    const prepared: Prepared = new Map();
    const prepareSchema = inTurn(async (set) => {
      const { side } = set;
      const first = !prepared.has(side);
      if (first) prepared.set(side, set);
      const copied = first ? of.get(side) : undefined;
      if (copied && namesOf(copied) === namesOf(set)) return;
      if (copied) await dropSchema(opened.store, side);
      await opened.store.prepareSchema?.(set);
    });
    this.#last = prepared;
    return { ...opened, store: { ...opened.store, prepareSchema } };
  }

  async #templateOf(sets: Prepared): Promise<string> {
    const names = [...sets.values()].map((set) => `${set.side} ${namesOf(set)}`).join();
    if (this.#template?.names !== names) {
      const { store, databaseUrl, dispose } = await this.openCopy();
      for (const set of sets.values()) await migrate(store, set);
      await dispose();
      this.#template = { names, database: new URL(databaseUrl).pathname.slice(1) };
    }
    return this.#template.database;
  }
}
