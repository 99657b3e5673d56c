import { sql, type Kysely } from 'kysely';
import { pgliteTestStore, type TestStore } from '../testing/index.js';

interface Plan {
  readonly 'QUERY PLAN': string;
}

/** A prepared statement keeps the plan that was right when its table was small. */
describe('plans made while a table is small', () => {
  let test: TestStore;
  let db: Kysely<unknown>;
  beforeAll(async () => {
    test = await pgliteTestStore();
    db = test.store.db('gateway');
    await sql`create table public.thing (id int8 primary key, state text not null)`.execute(db);
    await sql`insert into public.thing select n, 'new' from generate_series(1, 100) n`.execute(db);
  });
  afterAll(() => test.dispose());

  const rows = 'unnest($1::int8[], $2::text[]) as r(id, state)';
  it.each([
    ['an update of a batch', `update public.thing t set state = r.state from ${rows} where t.id = r.id`],
    ['a look-up of a batch', `select t.state from public.thing t where t.id in (select r.id from ${rows})`],
    ['a join of a batch', `select t.state from public.thing t join ${rows} on r.id = t.id`],
  ])('%s goes by key', async (_what, statement) => {
    const plan = await sql<Plan>`explain (generic_plan) ${sql.raw(statement)}`.execute(db);
    const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toMatch(/Index (Only )?Scan/);
    expect(text).not.toMatch(/Seq Scan/);
  });
});
