import type { ConnectorJobCall, FoundFacts, HttpResult } from '@lienthong/connector-kit';
import { bankConfigOf, bankKeys } from '../../testing/bank-qr/accounts.js';
import { listSweep } from './list.sweep.js';

const now = new Date('2026-08-01T07:00:00Z');
const account = {
  ...{ name: 'kho-bac-1', provider: 'sepay', bankBin: '970436', accountNumber: '1017595600' },
  ...{ accountName: 'SO TU PHAP', units: [] },
  sepay: { secrets: bankKeys.sepay, api: { token: 'sepay-api-token' } },
};
const config = bankConfigOf([account], { sweep: { windows: { sepay: 1_980 }, overlapSeconds: 600 } });
const job = listSweep(config, new Map(config.accounts.map((one) => [one.name, one])));

const row = (id: number, at: string) => ({
  ...{ id: String(id), account_number: '1017595600', transaction_date: at, amount_in: '50000.00', amount_out: '0.00' },
  ...{ transaction_content: 'x', reference_number: `FT${id}`, sub_account: null },
});

/** Runs the job over these answers; what it asked, and what it stored. */
async function run(answers: readonly (readonly object[] | number)[], cursor?: string) {
  const asked: URLSearchParams[] = [];
  const found: (readonly [FoundFacts, string | undefined])[] = [];
  const call = {
    ...{ subject: 'account:kho-bac-1', now, payload: undefined, signal: new AbortController().signal },
    cursor: () => Promise.resolve(cursor),
    http: {
      read: ({ path }: { path: string }): Promise<HttpResult> => {
        const answer = answers[asked.length]!;
        asked.push(new URLSearchParams(path.slice(path.indexOf('?'))));
        const [status, rows] = typeof answer === 'number' ? [answer, []] : [200, answer];
        const body = Buffer.from(JSON.stringify({ status, transactions: rows }));
        return Promise.resolve({ ok: true, status, headers: {}, body, millis: 1 });
      },
    },
    found: (facts: FoundFacts, at?: string) => Promise.resolve(void found.push([facts, at])),
  } as unknown as ConnectorJobCall;
  const end = await job.run(call).catch((error: unknown) => String(error));
  return { asked, found, end };
}

it('goes on from a while before the last list, and says when it comes again', async () => {
  const { asked, found, end } = await run([[row(1, '2026-08-01 13:59:00')]], '2026-08-01T05:00:00.000Z');
  expect(asked.map((query) => query.get('transaction_date_min'))).toEqual(['2026-08-01 11:50:00']);
  expect(found).toMatchObject([[{ account: 'kho-bac-1', facts: [{ providerId: '1' }] }, now.toISOString()]]);
  expect(end).toEqual({ next: new Date('2026-08-01T07:33:00Z') });
});

it('begins a window and the overlap ago where nothing was ever listed; an empty list moves the cursor', async () => {
  const { asked, found } = await run([[]]);
  expect(asked[0]!.get('transaction_date_min')).toBe('2026-08-01 13:17:00');
  const listed = { from: '2026-08-01T06:17:00.000Z', until: now.toISOString() };
  expect(found).toMatchObject([[{ facts: [], listed }, now.toISOString()]]);
});

it('a full list goes on with what was before it; the cursor comes with the last rows', async () => {
  const full = Array.from({ length: 1_000 }, (_, at) => row(2_000 - at, '2026-08-01 13:00:00'));
  const { asked, found } = await run([full, [row(1, '2026-08-01 12:00:00')]], '2026-08-01T04:00:00.000Z');
  expect(asked.map((query) => query.get('transaction_date_max'))).toEqual([null, '2026-08-01 13:00:00']);
  expect(found.map(([{ facts, listed }, cursor]) => [facts.length, listed?.from, cursor])).toEqual([
    [1_000, undefined, undefined],
    [1, '2026-08-01T03:50:00.000Z', now.toISOString()],
  ]);
});

it('a list that does not move on is told, and stored without a cursor', async () => {
  const full = Array.from({ length: 1_000 }, (_, at) => row(at + 1, '2026-08-01 13:00:00'));
  const { found, end } = await run([full, full]);
  expect(end).toBe('Error: kho-bac-1: bank.listDoesNotMoveOn');
  expect(found.map(([, cursor]) => cursor)).toEqual([undefined]);
});

it('a provider that does not answer: told, nothing is stored, the cursor stays', async () => {
  expect(await run([503])).toMatchObject({ found: [], end: 'Error: kho-bac-1: sepay.notNow' });
});

it('a row that cannot be read stops only itself, and is told', async () => {
  const { found, end } = await run([[row(1, '2026-08-01 13:59:00'), { id: 2 }]]);
  expect(found[0]![0].facts).toHaveLength(1);
  expect(found[0]![0].unreadable).toEqual([{ bytes: Buffer.from('{"id":2}'), cause: 'sepay.otherAccount' }]);
  expect(found[0]![0]).not.toHaveProperty('listed');
  expect(end).toBe('Error: kho-bac-1: 1 rows of the list cannot be read');
});
