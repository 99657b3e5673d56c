import { sql, type Kysely, type RawBuilder } from 'kysely';
import { recordset } from '../recordset.js';
import { pgliteTestStore, type TestStore } from '../testing/index.js';

interface Plan {
  readonly 'QUERY PLAN': string;
}

/** A prepared statement keeps the plan that was right for an empty table. */
describe('plans made while a table is empty', () => {
  let test: TestStore;
  let db: Kysely<unknown>;
  beforeAll(async () => {
    test = await pgliteTestStore();
    db = test.store.db('gateway');
    await sql`create table public.thing (id uuid primary key, state text not null)`.execute(db);
  });
  afterAll(() => test.dispose());

  const rows = recordset([{ id: '0190a000-0000-7000-8000-000000000001', state: 'new' }], { id: 'uuid', state: 'text' });
  it.each<[string, RawBuilder<unknown>]>([
    ['an update of a batch', sql`update public.thing t set state = r.state from ${rows} where t.id = r.id`],
    ['a look-up of a batch', sql`select t.state from public.thing t where t.id in (select r.id from ${rows})`],
    [
      'a join of a batch',
      sql`select t.state from public.thing t left join public.thing o on o.id = t.id join ${rows} on r.id = t.id`,
    ],
  ])('%s goes by key', async (_what, statement) => {
    const plan = await sql<Plan>`explain ${statement}`.execute(db);
    const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toMatch(/Index (Only )?Scan|Bitmap Index Scan/);
    expect(text).not.toMatch(/Seq Scan on thing/);
  });
});
