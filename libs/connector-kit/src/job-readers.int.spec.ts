import { randomUUID } from 'node:crypto';
import type { KyselyPlugin } from 'kysely';
import { paymentSubject, type PaymentExpected } from '@lienthong/contracts';
import { migrate, type Tx } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import { moveCursors } from './inbound/cursor.js';
import { expectAll } from './inbound/expected.js';
import { cursorReader, expectationReader } from './job-readers.js';
import { connectorsSchema } from './work-store/migrations.js';

const expected = (payment: string): PaymentExpected => ({
  ...{
    subject: paymentSubject(payment),
    payment,
    reference: `REF${payment.slice(0, 8)}`,
    account: 'kho-bac',
    method: 'bankQr',
    amount: 25_000,
  },
  ...{ state: 'open', version: 1, at: '2026-08-01T07:00:00.000Z' },
});

describeEachStore('what jobs ask before they go', (openStore) => {
  let statements = 0;
  const counted: KyselyPlugin = {
    transformQuery: ({ node }) => {
      statements += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  let db: Tx;
  const [one, two] = [randomUUID(), randomUUID()];
  beforeAll(async () => {
    const { store } = await openStore();
    await migrate(store, connectorsSchema);
    db = store.db('connectors').withPlugin(counted) as unknown as Tx;
    await expectAll(
      db,
      [one, two].map((payment) => ({ kind: 'expect', expected: expected(payment) })),
    );
    await moveCursors(db, [
      { kind: 'bank.list', subject: 'one', value: '1' },
      { kind: 'bank.list', subject: 'two', value: '2' },
      { kind: 'bank.order', subject: 'one', value: 'of another kind' },
    ]);
  });
  beforeEach(() => void (statements = 0));

  it('reads what many ask at once by one statement, each its own', async () => {
    const read = expectationReader(db);
    const found = await Promise.all([two, randomUUID(), one, two].map(read));
    expect(found.map((each) => each?.payment)).toEqual([two, undefined, one, two]);
    expect(statements).toBe(1);
  });

  it('reads how far jobs of a kind are, and is told anew what has moved', async () => {
    const read = cursorReader(db, 'bank.list');
    expect(await Promise.all(['two', 'none', 'one'].map(read))).toEqual(['2', undefined, '1']);
    expect(statements).toBe(1);
    await moveCursors(db, [{ kind: 'bank.list', subject: 'one', value: '3' }]);
    expect(await read('one')).toBe('3');
  });
});
