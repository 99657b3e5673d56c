import type { InboundReading, InboundRoute, Standing, StoredFact } from '@lienthong/connector-kit';
import { bankAccountOf, bankAccounts, bankKeys } from '../testing/bank-qr/accounts.js';
import { speakers, speakingAt, type SpeakerName } from '../testing/bank-qr/speakers.js';
import { answerVnpay } from './bank-qr.answers.js';
import { routesOf } from './bank-qr.connector.js';
import { vietnamTime } from '../reading/fields.js';
import { orderCodeOf, referenceOf } from './payos/payos.order-code.js';
import { isToken, makeToken } from './vietqr-vn/vietqr-vn.token.js';

/** What each provider's message means beyond its proof. */
const readingOf = (name: SpeakerName, fields: Record<string, string | undefined>, changes = {}): InboundReading => {
  const speaker = speakers[name](changes);
  return speaker.route.read(speaker.say({ fields }), speakingAt);
};
const factOf = (...said: Parameters<typeof readingOf>) => {
  const reading = readingOf(...said);
  return reading.kind === 'facts' ? reading.facts[0] : reading;
};
const settings = (name: string, section: string, more: object) => ({
  [section]: { ...(bankAccounts[name] as Record<string, object>)[section], ...more },
});

describe('SePay', () => {
  it('money that went out', () => {
    expect(factOf('sepay', { transferType: '"out"' })).toMatchObject({ direction: 'out' });
    expect(readingOf('sepay', { transferType: '"sideways"' })).toMatchObject({ cause: 'sepay.transferTypeUnknown' });
  });
  it('a virtual account, and what stands in the text where there is no content', () => {
    const fields = { subAccount: '"VQRQ00012345"', content: '""', description: '"MBVCB.1.HSDVC.CT tu"' };
    expect(factOf('sepay', fields)).toMatchObject({
      ...{ virtualAccount: 'VQRQ00012345', detail: { text: 'MBVCB.1.HSDVC.CT tu' } },
    });
  });
  it('the code that SePay found in the text is not taken for ours', () => {
    expect(factOf('sepay', {})).not.toHaveProperty('reference');
  });
  it('an API key settles nothing unless it is trusted', () => {
    const trusting = settings('sepay-key', 'sepay', { trustApiKey: true });
    expect(factOf('sepay-key', {})).toMatchObject({ confirmed: false });
    expect(factOf('sepay-key', {}, trusting)).toMatchObject({ confirmed: true });
  });
  it('an account below ours: the number to which it was paid is kept, wherever it stands', () => {
    const virtualAccounts = { prefix: 'VQRQ', digits: 8 };
    const below = (fields: Record<string, string>) => factOf('sepay', fields, { virtualAccounts });
    for (const number of ['VQRQ00012345', 'VQRQ 0001 2345']) {
      expect(below({ accountNumber: `"${number}"` })).toMatchObject({ kind: 'credit', virtualAccount: 'VQRQ00012345' });
    }
    const both = { accountNumber: '"VQRQ00012345"', subAccount: '"VQRQ00012399"' };
    expect(below(both)).toMatchObject({ virtualAccount: 'VQRQ00012399' });
    expect(below({})).not.toHaveProperty('virtualAccount');
    expect(readingOf('sepay', { accountNumber: '"VQRQ000123456"' }, { virtualAccounts })).toMatchObject({
      ...{ kind: 'refused', ground: 'otherAccount' },
    });
  });
});

describe('payOS', () => {
  it('the order code says our reference, both ways', () => {
    expect(orderCodeOf('HSDVC', 'HSDVC7K2QF9XAC')).toBeGreaterThan(1e14);
    for (const reference of ['HSDVC222222222', 'HSDVCZZZZZZZZZ', 'HSDVC7K2QF9XAC']) {
      const code = orderCodeOf('HSDVC', reference)!;
      expect([referenceOf('HSDVC', code), String(code).length, Number.isSafeInteger(code)]).toEqual([
        reference,
        15,
        true,
      ]);
    }
    expect(orderCodeOf('HSDVC', 'HSDVC7K2QF9XA0')).toBeUndefined();
    expect(orderCodeOf('HSDVC', 'OTHER7K2QF9XAC')).toBeUndefined();
    expect([referenceOf('HSDVC', 123), referenceOf('HSDVC', 9e15), referenceOf('HSDVC', NaN)]).toEqual([
      ...[undefined, undefined, undefined],
    ]);
  });
  it('money of an order that is none of ours is money all the same', () => {
    expect(factOf('payos', { orderCode: '4711' })).not.toHaveProperty('reference');
  });
  it('another currency, a failed payment', () => {
    expect(readingOf('payos', { currency: '"USD"' })).toMatchObject({ cause: 'payos.currencyNotVnd' });
    expect(factOf('payos', { code: '"01"' })).toMatchObject({ kind: 'claim', state: 'failed' });
  });
  it('what stands outside the signed part is not believed', () => {
    const { route, say } = speakers.payos();
    const request = say();
    const body = Buffer.from(Buffer.from(request.body).toString().replace('"success":true', '"success":false'));
    expect(route.read({ ...request, body }, speakingAt).kind).toBe('facts');
  });
});

describe('VNPAY', () => {
  it.each([
    ['00', '00', 'credit'],
    ['00', '02', 'failed'],
    ['24', '00', 'failed'],
    ['24', '02', 'failed'],
    ['07', '00', 'pending'],
    ['00', '07', 'pending'],
    ['00', '01', 'pending'],
  ])('response %s with status %s: %s; both must be good', (vnp_ResponseCode, vnp_TransactionStatus, what) => {
    const fact = factOf('vnpay', { vnp_ResponseCode, vnp_TransactionStatus });
    expect(fact).toMatchObject(what === 'credit' ? { kind: what } : { kind: 'claim', state: what });
  });
  it('money without a transaction number is refused, a failure may have none', () => {
    expect(readingOf('vnpay', { vnp_TransactionNo: '0' })).toMatchObject({ cause: 'vnpay.TransactionNoZero' });
    expect(factOf('vnpay', { vnp_TransactionNo: '0', vnp_ResponseCode: '24' })).toMatchObject({ kind: 'claim' });
  });
  it.each<[Standing, string, string]>([
    ['expected', '00', '00'],
    ['unknownReference', '01', '00'],
    ['otherAccount', '01', '00'],
    ['otherAmount', '04', '00'],
    ['notOpen', '02', '02'],
  ])('%s is answered %s, with the switch %s', (standing, asTheyAsk, confirmed) => {
    const fact = { standing } as StoredFact;
    const codeOf = (unfitting: 'asTheyAsk' | 'confirmed') =>
      (JSON.parse(answerVnpay(unfitting)({ kind: 'stored', facts: [fact] }).body) as { RspCode: string }).RspCode;
    expect([codeOf('asTheyAsk'), codeOf('confirmed')]).toEqual([asTheyAsk, confirmed]);
  });
});

describe('Casso', () => {
  it('money that went out has an amount below nothing, where that is agreed', () => {
    expect(factOf('casso', { amount: '-5000' })).toMatchObject({ direction: 'out', amount: 5000 });
    expect(readingOf('casso', { amount: '-5000' }, settings('casso', 'casso', { negativeIsOut: false }))).toMatchObject(
      {
        cause: 'casso.amountNegative',
      },
    );
  });
});

describe('VietQR.vn', () => {
  it('names in either letter case, one of them', () => {
    const english = {
      bankaccount: undefined,
      bankAccount: '"1017595600"',
      referencenumber: undefined,
      referenceNumber: '"FT9"',
    };
    expect(factOf('vietqr-vn', english)).toMatchObject({
      providerId: 'FT9',
      confirmed: false,
      reference: 'HSDVC7K2QF9XA',
    });
    expect(readingOf('vietqr-vn', { bankAccount: '"1017595600"' })).toMatchObject({ cause: 'vietqr-vn.fieldDoubled' });
  });
  it('credit and debit', () => {
    expect(factOf('vietqr-vn', { transType: '"D"' })).toMatchObject({ direction: 'out' });
    expect(readingOf('vietqr-vn', { transType: '"X"' })).toMatchObject({ cause: 'vietqr-vn.transTypeUnknown' });
  });
  it('without any number the bytes are the number', () => {
    const none = { referencenumber: undefined, transactionid: undefined };
    expect(factOf('vietqr-vn', none)).toMatchObject({ providerId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
  });
  it('seconds and milliseconds', () => {
    expect(factOf('vietqr-vn', { transactiontime: '"1785567757"' })).toMatchObject({
      bankTime: '2026-08-01T07:02:37.000Z',
    });
    expect(readingOf('vietqr-vn', { transactiontime: '"soon"' })).toMatchObject({
      cause: 'vietqr-vn.transactiontimeMalformed',
    });
  });
  it.each<[string, { fields?: Record<string, string>; headers?: Record<string, string[]> }, number, string]>([
    ['a token that is none of ours', { headers: { authorization: ['Bearer x'] } }, 401, 'E74'],
    ['an amount as text', { fields: { amount: '"150000"' } }, 400, 'E05'],
    ['another account', { fields: { bankaccount: '"9999999999"' } }, 400, 'E10'],
  ])('%s is answered in its own way: %i %s', (_, { fields, ...change }, status, code) => {
    const { route, say } = speakers['vietqr-vn']();
    const request = { ...say(fields === undefined ? {} : { fields }), ...change };
    const reading = route.read(request, speakingAt);
    if (reading.kind !== 'refused') throw new Error(reading.kind);
    const answer = route.answer(reading, request);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      status,
      { error: true, errorReason: code, toastMessage: reading.cause, object: null },
    ]);
  });
  it('a token ends, opens its own account alone, and cannot be made longer', () => {
    const { vietqrVn } = bankAccountOf('vietqr-vn');
    const at = (seconds: number) => new Date(speakingAt.getTime() + seconds * 1000);
    const token = makeToken(vietqrVn!, 'vietqr-1', speakingAt);
    expect(isToken(vietqrVn!, 'vietqr-1', token, at(299))).toBe(true);
    expect(isToken(vietqrVn!, 'vietqr-1', token, at(301))).toBe(false);
    expect(isToken(vietqrVn!, 'vietqr-2', token, at(0))).toBe(false);
    expect(isToken(vietqrVn!, 'vietqr-1', token.replace(/^\d/, '9'), at(0))).toBe(false);
    expect(isToken({ ...vietqrVn!, passwords: [bankKeys.sepay[0]] }, 'vietqr-1', token, at(0))).toBe(false);
  });
  it('the token endpoint gives a token for our password alone', () => {
    const [tokens] = routesOf(bankAccountOf('vietqr-vn'), 65_536) as [InboundRoute];
    const ask = (authorization: string[]) =>
      tokens.read(
        { method: 'POST', path: '', query: '', headers: { authorization }, body: Buffer.alloc(0) },
        speakingAt,
      );
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(ask([basic(`vietqr:${bankKeys.vietqrVn[0]}`)])).toMatchObject({
      ...{ kind: 'aside', keep: false, answer: { status: 200, body: expect.stringContaining('"expires_in":300') } },
    });
    const wrong = [[], [basic('vietqr:wrong')], [basic(`other:${bankKeys.vietqrVn[0]}`)], ['Bearer x'], ['Basic !!']];
    const good = basic(`vietqr:${bankKeys.vietqrVn[0]}`);
    for (const headers of [...wrong, [good, good]])
      expect(ask(headers)).toMatchObject({ kind: 'refused', ground: 'proof' });
    expect(tokens.answer({ kind: 'refused', ground: 'proof', cause: 'x' }, {} as never)).toMatchObject({ status: 401 });
  });
});

it('times are Vietnamese, and of days that exist', () => {
  expect(vietnamTime('2026-08-01 14:02:37')).toBe('2026-08-01T07:02:37.000Z');
  expect(vietnamTime('20260801000000')).toBe('2026-07-31T17:00:00.000Z');
  for (const wrong of ['2026-02-30 10:00:00', '2026-08-01 24:00:01', '2026-08-01', '01/08/2026 10:00:00', '']) {
    expect(vietnamTime(wrong)).toBeUndefined();
  }
});
