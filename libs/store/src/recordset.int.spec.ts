import fc from 'fast-check';
import { sql } from 'kysely';
import { recordset } from './recordset.js';
import type { Store } from './port.js';
import { describeEachBareStore } from './testing/index.js';

// PostgreSQL keeps no NUL in text; lone surrogates are no text at all.
const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0') && value.isWellFormed());
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
const row = fc.record({
  id: orNull(fc.uuid()),
  n: orNull(fc.maxSafeInteger()),
  label: orNull(
    fc.oneof(
      text,
      fc.constantFrom(
        '',
        'null',
        'NULL',
        '{}',
        '{a,b}',
        '"',
        "'",
        '\\',
        '\\x41',
        '$1',
        'Nguyễn Thị Ánh',
        '𠮷',
        ' ',
        '\t\r\n',
      ),
    ),
  ),
  body: orNull(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))),
  at: orNull(
    fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }),
  ),
  yes: orNull(fc.boolean()),
  json: orNull(
    fc.jsonValue({ noUnicodeString: false } as never).filter((value) => !JSON.stringify(value).includes('\\u0000')),
  ),
});

const columns = {
  id: 'uuid',
  n: 'int8',
  label: 'text',
  body: 'bytea',
  at: 'timestamptz',
  yes: 'bool',
  json: 'jsonb',
} as const;

describeEachBareStore('recordset', (open) => {
  let store: Store;
  beforeAll(async () => {
    ({ store } = await open());
  });

  test('rows come back as they went in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (rows) => {
        const sent = rows.map((one) => ({ ...one, json: one.json === null ? null : JSON.stringify(one.json) }));
        const { rows: came } = await sql`select * from ${recordset(sent, columns)}`.execute(store.db('gateway'));
        const json = (value: unknown): unknown =>
          value === null ? null : (JSON.parse(JSON.stringify(value)) as unknown);
        expect(came).toEqual(rows.map((one) => ({ ...one, json: json(one.json) })));
      }),
      { numRuns: 150 },
    );
  });

  test('undefined is NULL, other bytes than Buffer are bytes, and no rows are no rows', async () => {
    const one = [{ n: 1, body: new Uint8Array([0, 255]) }, { n: undefined }] as { n?: number; body?: Uint8Array }[];
    const { rows } = await sql`select * from ${recordset(one, { n: 'int8', body: 'bytea' }, 'given')}`.execute(
      store.db('gateway'),
    );
    expect(rows).toEqual([
      { n: 1, body: Buffer.from([0, 255]) },
      { n: null, body: null },
    ]);
    const none = await sql`select * from ${recordset<{ n: number }>([], { n: 'int8' })}`.execute(store.db('gateway'));
    expect(none.rows).toEqual([]);
  });

  test('a bigint beyond 2^53 is an error, never a rounded number', async () => {
    await expect(sql`select 9007199254740993::int8 as n`.execute(store.db('gateway'))).rejects.toThrow('beyond 2^53');
    const { rows } =
      await sql`select array[1, null, 3]::int8[] as list, sum(n) as total, count(*) from (values (1), (2)) v(n)`.execute(
        store.db('gateway'),
      );
    expect(rows).toEqual([{ list: [1, null, 3], total: 3, count: 2 }]);
  });
});
