import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { HttpResult, InboundVerdict, SendCall } from '@lienthong/connector-kit';
import type { PaymentOrder } from '@lienthong/contracts';
import { goldenOrder, platformConfigOf, sayConfirm } from '../testing/payment-platform/platform.js';
import { answerConfirm } from './payment-platform.answers.js';
import { confirmRoute } from './payment-platform.confirm.js';
import { authenticationCode } from './payment-platform.hash.js';
import { sendInit } from './payment-platform.init.js';
import { queryOrder } from './payment-platform.query.js';
import { initRequest, questionRequest } from './payment-platform.request.js';
import { hashedFields } from './payment-platform.wire.js';

const bytes = (name: string): string =>
  readFileSync(resolve('test/contract/payment-platform', name), 'utf8').replace(/\n$/, '');
const config = platformConfigOf({ ip: '10.0.0.1' });
const account = config.accounts[0]!;
const asked = { reference: goldenOrder.reference, createdAt: goldenOrder.createdAt! };
const answering = (body: string, status = 200) => {
  const result: HttpResult = { ok: true, status, headers: {}, body: Buffer.from(body, 'utf8'), millis: 1 };
  return { read: () => Promise.resolve(result), send: () => Promise.resolve(result) };
};

interface Vector {
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}
const vectors = JSON.parse(bytes('hashes.vectors.json')) as Vector[];

it.each(vectors.map((vector) => [vector.name, vector] as const))('MaXacThuc of %s', (name, { text, sha256 }) => {
  const fields = hashedFields[name === 'CONFIRM' ? 'confirm' : (name as 'INIT' | 'QUERY')];
  const parts = text.split('|');
  expect(parts).toHaveLength(fields.length + 1);
  const values = Object.fromEntries(fields.map((field, at) => [field, parts[at]]));
  expect(authenticationCode(values, fields, parts.at(-1)!)).toBe(sha256);
});

describe('golden bytes', () => {
  it('INIT', () => {
    expect(initRequest(config, account, goldenOrder, asked.createdAt)).toMatchObject({
      ...{ method: 'POST', path: '/init', body: bytes('init.request.json') },
    });
  });

  it('QUERY and GET_BILL', () => {
    expect(questionRequest(config, account, 'QUERY', asked).body).toBe(bytes('query.request.json'));
    expect(questionRequest(config, account, 'GET_BILL', asked).body).toBe(bytes('get-bill.request.json'));
  });

  it('a confirmation is read, and our reply is the one agreed', () => {
    const request = { ...sayConfirm(), body: Buffer.from(bytes('confirm-paid.request.json'), 'utf8') };
    const reading = confirmRoute(config, account).read(request, new Date('2025-07-01T03:00:00Z'));
    expect(reading).toMatchObject({
      kind: 'facts',
      facts: [
        {
          ...{ kind: 'claim', state: 'paid', amount: 50_000, reference: goldenOrder.reference, providerId: 'GD0001' },
          at: '2025-07-01T02:45:00.000Z',
        },
      ],
    });
    const taken = { kind: 'stored', facts: [{ standing: 'expected' }] } as unknown as InboundVerdict;
    expect(answerConfirm(config, account)(taken, request).body).toBe(bytes('confirm.response.json'));
  });

  it.each([
    ['init-ok', { outcome: 'done', facts: { redirectUrl: expect.stringContaining('/payment-platform/pay/') } }],
    ['init-again', { outcome: 'unknown', cause: 'payment-platform.referenceExists' }],
    ['init-bad-hash', { outcome: 'refused', whoActs: 'operator' }],
  ])('%s', async (name, outcome) => {
    const call = {
      items: [{ payload: goldenOrder }],
      http: answering(bytes(`${name}.response.json`)),
      now: new Date(),
    };
    expect(await sendInit(config, account, call as unknown as SendCall<PaymentOrder>)).toMatchObject(outcome);
  });

  it.each([
    ['query-paid', { kind: 'order', state: 'paid', amount: 50_000, transaction: 'GD0001' }],
    ['query-waiting', { kind: 'order', state: 'pending' }],
    ['query-failed', { kind: 'order', state: 'failed' }],
    ['query-unknown', { kind: 'absent' }],
  ])('%s', async (name, answer) => {
    expect(await queryOrder(config, account, answering(bytes(`${name}.response.json`)), asked)).toMatchObject(answer);
  });
});
