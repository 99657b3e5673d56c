import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { tableOf } from './table.js';

const db = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (one) => new PostgresIntrospector(one),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});
const notes = tableOf('gateway.note', { id: 'int4', of: 'text', body: 'text', made: 'text' }, ['id', 'of'], ['made']);
const row = { id: 1, of: 'a', body: 'b', made: 'c' };
const textOf = (write: ReturnType<typeof notes.insert>): string =>
  write!.compile(db).sql.replace(/unnest\(.*?\) as/, '…');

describe('rows of a table', () => {
  it('are inserted with all their columns', () => {
    expect(textOf(notes.insert([row]))).toBe(
      'insert into gateway.note (id, of, body, made) select r.id, r.of, r.body, r.made from … "r"("id", "of", "body", "made")',
    );
  });

  it('are changed by their keys, but for what they keep', () => {
    expect(textOf(notes.update([row]))).toBe(
      'update gateway.note t set body = r.body from … "r"("id", "of", "body", "made") where t.id = r.id and t.of = r.of',
    );
  });

  it('none: nothing is written', () => {
    expect([notes.insert([]), notes.update([])]).toEqual([undefined, undefined]);
  });
});
