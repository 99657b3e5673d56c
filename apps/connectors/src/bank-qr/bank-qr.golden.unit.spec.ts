import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InboundRequest, InboundRoute, InboundVerdict } from '@lienthong/connector-kit';
import { bankAccountOf, bankAccounts } from '../testing/bank-qr/accounts.js';
import { routesOf } from './bank-qr.connector.js';
import { makeToken } from './vietqr-vn/vietqr-vn.token.js';

/** The bytes in test/contract, which the sandbox sends and this connector takes; tests run from the top of the repository. */
interface Golden {
  readonly body?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly facts: { readonly amount: number; readonly at?: string; readonly paidAt?: string };
  readonly accepted: { readonly status: number; readonly body: string };
}
const folder = 'test/contract';
const golden = (file: string): Golden => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Golden;

const routeOf = (name: string, accountNumber: string, section: string, more: object): InboundRoute => {
  const account = bankAccounts[name] as Record<string, object>;
  return routesOf(bankAccountOf(name, { accountNumber, [section]: { ...account[section], ...more } }), 65_536).at(-1)!;
};
const requestOf = ({ body = '', query = '', headers = {} }: Golden): InboundRequest => ({
  ...{ method: query === '' ? 'POST' : 'GET', path: '', query, body: Buffer.from(body, 'utf8') },
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]])),
});
const at = new Date('2026-08-01T07:02:40Z');
const token = makeToken(bankAccountOf('vietqr-vn').vietqrVn!, 'vietqr-1', at);

it.each<[string, InboundRoute, string]>([
  ['sepay/notification', routeOf('sepay', '1017595600', 'sepay', {}), ''],
  ['payos/notification', routeOf('payos', '12345678', 'payos', { testOrderCodes: [] }), ''],
  ['vnpay/ipn', routeOf('vnpay', '1017595600', 'vnpay', {}), ''],
  ['casso/notification', routeOf('casso', '88888888', 'casso', { testReferences: [] }), ''],
  ['vietqr-vn/transaction-sync', routeOf('vietqr-vn', '1017595600', 'vietqrVn', {}), `Bearer ${token}`],
])('%s', (file, route, authorization) => {
  const message = golden(`${file}.vector.json`);
  const request = requestOf(authorization === '' ? message : { ...message, headers: { authorization } });
  const reading = route.read(request, at);
  const { amount, at: moment, paidAt = moment } = message.facts;
  expect(reading).toMatchObject({ kind: 'facts', facts: [{ kind: 'credit', amount, bankTime: paidAt }] });
  if (reading.kind !== 'facts') return;
  const [fact] = reading.facts;
  const verdict: InboundVerdict = {
    kind: 'stored',
    facts: [{ fact, id: 'R-1', standing: 'expected', repeated: false }],
  };
  const { status, body } = route.answer(verdict, request);
  // Words that nobody reads may be empty or null.
  const said = (text: string): unknown => JSON.parse(text.replaceAll('null', '""'));
  expect([status, said(body)]).toEqual([message.accepted.status, said(message.accepted.body)]);
});
