import { sql } from 'kysely';
import { sqlState } from './errors.js';
import type { Store } from './port.js';
import { describeEachBareStore } from './testing/index.js';

describeEachBareStore('transactions', (open) => {
  let store: Store;
  beforeEach(async () => {
    ({ store } = await open());
    await sql`create schema gateway; create schema connectors; create table gateway.t (id int8 primary key)`.execute(
      store.db('gateway'),
    );
  });
  const ids = async (): Promise<number[]> =>
    (await sql<{ id: number }>`select id from gateway.t order by id`.execute(store.db('gateway'))).rows.map(
      ({ id }) => id,
    );

  test('a query on an outer handle inside one is refused at once, on any side', async () => {
    for (const side of ['gateway', 'connectors'] as const) {
      const bad = store
        .db('gateway')
        .transaction()
        .execute(async (tx) => {
          await sql`insert into gateway.t values (1)`.execute(tx);
          await sql`select 1`.execute(store.db(side));
        });
      await expect(bad).rejects.toMatchObject({ name: 'OuterHandleInTransaction' });
      const nested = store
        .db('gateway')
        .transaction()
        .execute(() =>
          store
            .db(side)
            .transaction()
            .execute(() => Promise.resolve()),
        );
      await expect(nested).rejects.toMatchObject({ name: 'OuterHandleInTransaction' });
    }
    expect(await ids()).toEqual([]);
  });

  test('what was started inside may use the outer handle when the transaction is over', async () => {
    let later: Promise<unknown> = Promise.resolve();
    await store
      .db('gateway')
      .transaction()
      .execute(async (tx) => {
        await sql`insert into gateway.t values (1)`.execute(tx);
        later = new Promise((resolve) => setTimeout(resolve, 50)).then(() => ids());
      });
    expect(await later).toEqual([1]);
  });

  test('roll back whole; an error inside does not reach the next', async () => {
    const failed = store
      .db('gateway')
      .transaction()
      .execute(async (tx) => {
        await sql`insert into gateway.t values (1)`.execute(tx);
        await sql`select 1 / 0`.execute(tx);
      });
    expect(sqlState(await failed.catch((error: unknown) => error))).toBe('22012');
    await store
      .db('gateway')
      .transaction()
      .execute((tx) => sql`insert into gateway.t values (2)`.execute(tx));
    expect(await ids()).toEqual([2]);
  });

  test('a first statement that fails rolls back too, and an empty one is no harm', async () => {
    const failed = store
      .db('gateway')
      .transaction()
      .execute((tx) => sql`select 1 / 0`.execute(tx));
    await expect(failed).rejects.toMatchObject({ code: '22012' });
    await store
      .db('gateway')
      .transaction()
      .execute(() => Promise.resolve());
    await store
      .db('gateway')
      .transaction()
      .execute(() => Promise.reject(new Error('no')))
      .catch(() => undefined);
    expect(await ids()).toEqual([]);
  });

  test('many at once are isolated', async () => {
    const all = Array.from({ length: 40 }, (_, id) =>
      store
        .db('gateway')
        .transaction()
        .execute(async (tx) => {
          await sql`insert into gateway.t values (${id})`.execute(tx);
          await new Promise((resolve) => setImmediate(resolve));
          if (id % 3 === 0) throw new Error('changed its mind');
        }),
    );
    await Promise.allSettled(all);
    expect(await ids()).toEqual(Array.from({ length: 40 }, (_, id) => id).filter((id) => id % 3 !== 0));
  });

  test('isolation levels and hot statements work', async () => {
    for (let id = 0; id < 10; id += 1) {
      await store
        .db('gateway')
        .transaction()
        .setIsolationLevel('serializable')
        .execute((tx) => sql`insert into gateway.t values (${id})`.execute(tx));
    }
    expect(await ids()).toHaveLength(10);
    await expect(sql`insert into gateway.t values (${1})`.execute(store.db('gateway'))).rejects.toMatchObject({
      code: '23505',
    });
  });
});
