import { createHmac } from 'node:crypto';
import type { InboundRequest, InboundRoute } from '@lienthong/connector-kit';
import { routesOf } from '../../bank-qr/bank-qr.connector.js';
import { bankAccountOf, bankKeys } from './accounts.js';

/** What a speaker is told to say; raw JSON tokens in `fields` replace or add fields as they stand. */
export interface Saying {
  readonly fields?: Readonly<Record<string, string | undefined>>;
  /** Signed with this one. */
  readonly key?: string;
  /** When it is signed. */
  readonly at?: Date;
  /** Put behind the last field, as it stands: for keys that come twice. */
  readonly tail?: string;
}

/** A provider as it speaks, written from the domain's description and not from the connector's code. */
export interface Speaker {
  readonly route: InboundRoute;
  readonly say: (saying?: Saying) => InboundRequest;
  /** Name of the field with the amount, and how an amount of VND is written in it. */
  readonly amount: { readonly field: string; readonly of: (vnd: number) => string };
  readonly account: string;
  readonly id: string;
  /** Header that carries the proof. */
  readonly proof: string | undefined;
}

export const speakingAt = new Date('2026-08-01T07:02:40Z');
const hmac = (algorithm: string, key: string, text: string): string =>
  createHmac(algorithm, key).update(text, 'utf8').digest('hex');

function objectText(fields: Readonly<Record<string, string | undefined>>, tail = ''): string {
  const pairs = Object.entries(fields).flatMap(([name, token]) => (token === undefined ? [] : [`"${name}":${token}`]));
  return `{${pairs.join(',')}${tail === '' ? '' : `,${tail}`}}`;
}

const post = (route: InboundRoute, body: string, headers: Record<string, string>): InboundRequest => ({
  ...{ method: 'POST', path: route.path, query: '', body: Buffer.from(body, 'utf8') },
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
});

const sepayFields = {
  id: '92704',
  gateway: '"Vietcombank"',
  transactionDate: '"2026-08-01 14:02:37"',
  accountNumber: '"1017595600"',
  subAccount: 'null',
  code: '"HSDVC7K2QF9XA"',
  content: '"HSDVC7K2QF9XA"',
  transferType: '"in"',
  description: '""',
  transferAmount: '150000',
  accumulated: '15150000',
  referenceCode: '"FT26213000001"',
};
const routeOf = (name: string, changes: Record<string, unknown> = {}): InboundRoute =>
  routesOf(bankAccountOf(name, changes), 65_536).at(-1)!;

export function sepaySpeaker(changes: Record<string, unknown> = {}): Speaker {
  const route = routeOf('sepay', changes);
  return {
    route,
    ...{ amount: { field: 'transferAmount', of: String }, account: 'accountNumber', id: 'id' },
    proof: 'x-sepay-signature',
    say: ({ fields, key = bankKeys.sepay[0], at = speakingAt, tail } = {}) => {
      const body = objectText({ ...sepayFields, ...fields }, tail);
      const timestamp = String(Math.floor(at.getTime() / 1000));
      const signature = hmac('sha256', key, `${timestamp}.${body}`);
      return post(route, body, { 'x-sepay-signature': `sha256=${signature}`, 'x-sepay-timestamp': timestamp });
    },
  };
}

export function sepayKeySpeaker(changes: Record<string, unknown> = {}): Speaker {
  const route = routeOf('sepay-key', changes);
  return {
    route,
    ...{ amount: { field: 'transferAmount', of: String }, account: 'accountNumber', id: 'id' },
    proof: 'authorization',
    say: ({ fields, key = bankKeys.sepay[0], tail } = {}) =>
      post(route, objectText({ ...sepayFields, ...fields }, tail), { authorization: `Apikey ${key}` }),
  };
}

const payosFields = {
  orderCode: '100000000123456',
  amount: '150000',
  description: '"HSDVC2222222QR"',
  accountNumber: '"1017595600"',
  reference: '"TF260801212323"',
  transactionDateTime: '"2026-08-01 14:02:37"',
  currency: '"VND"',
  paymentLinkId: '"124c33293c43417ab7879e14c8d9eb19"',
  code: '"00"',
  desc: '"Thành công"',
  counterAccountBankId: 'null',
  counterAccountBankName: '""',
  counterAccountName: '"NGUYEN VAN A"',
  counterAccountNumber: '"0071000000001"',
  virtualAccountName: '""',
  virtualAccountNumber: '""',
};

export function payosSpeaker(changes: Record<string, unknown> = {}): Speaker {
  const route = routeOf('payos', changes);
  return {
    route,
    ...{ amount: { field: 'amount', of: String }, account: 'accountNumber', id: 'reference', proof: undefined },
    say: ({ fields, key = bankKeys.payos[0], tail } = {}) => {
      const data = Object.fromEntries(
        Object.entries({ ...payosFields, ...fields }).filter(([, token]) => token !== undefined),
      ) as Record<string, string>;
      const text = Object.keys(data)
        .sort()
        .map((name) => `${name}=${data[name] === 'null' ? '' : data[name]!.replace(/^"|"$/g, '')}`);
      const signature = hmac('sha256', key, text.join('&'));
      const whole = { code: '"00"', desc: '"success"', success: 'true', data: objectText(data, tail) };
      return post(route, objectText({ ...whole, signature: `"${signature}"` }), {});
    },
  };
}

const vnpayFields = {
  vnp_Amount: '15000000',
  vnp_BankCode: 'NCB',
  vnp_BankTranNo: 'VNP14226112',
  vnp_CardType: 'ATM',
  vnp_OrderInfo: 'Thanh toan le phi ho so H29.2026.000123: lan 1',
  vnp_PayDate: '20260801140237',
  vnp_ResponseCode: '00',
  vnp_TmnCode: 'TESTTMN1',
  vnp_TransactionNo: '14226112',
  vnp_TransactionStatus: '00',
  vnp_TxnRef: 'HSDVC7K2QF9XA',
};

export function vnpaySpeaker(changes: Record<string, unknown> = {}): Speaker {
  const route = routeOf('vnpay', changes);
  return {
    route,
    ...{ amount: { field: 'vnp_Amount', of: (vnd) => String(vnd * 100) }, account: 'vnp_TmnCode' },
    ...{ id: 'vnp_TransactionNo', proof: undefined },
    say: ({ fields, key = bankKeys.vnpay[0], tail } = {}) => {
      const said = Object.entries({ ...vnpayFields, ...fields }).filter(([, value]) => value !== undefined);
      const text = new URLSearchParams(said.sort(([a], [b]) => (a < b ? -1 : 1)) as [string, string][]).toString();
      const query = `${text}&vnp_SecureHash=${hmac('sha512', key, text)}${tail === undefined ? '' : `&${tail}`}`;
      return { method: 'GET', path: route.path, query, headers: {}, body: Buffer.alloc(0) };
    },
  };
}

const cassoFields = {
  id: '4711',
  reference: '"FT26213000001"',
  description: '"HSDVC7K2QF9XA lệ phí/1"',
  amount: '150000',
  runningBalance: '25000000',
  transactionDateTime: '"2026-08-01 14:02:37"',
  accountNumber: '"1017595600"',
  bankName: '"VPBank"',
  bankAbbreviation: '"VPB"',
  virtualAccountName: '""',
  virtualAccountNumber: '""',
  counterAccountName: '"NGUYEN VAN A"',
  counterAccountNumber: '"8888888888"',
  counterAccountBankId: '"970415"',
  counterAccountBankName: '"VietinBank"',
};

export function cassoSpeaker(changes: Record<string, unknown> = {}): Speaker {
  const route = routeOf('casso', changes);
  return {
    route,
    ...{ amount: { field: 'amount', of: String }, account: 'accountNumber', id: 'id', proof: 'x-casso-signature' },
    say: ({ fields, key = bankKeys.casso[0], at = speakingAt, tail } = {}) => {
      const data = { ...cassoFields, ...fields };
      const sorted = Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
      const time = String(at.getTime());
      const signature = hmac('sha512', key, `${time}.{"data":${objectText(sorted)},"error":0}`);
      const body = `{"error":0,"data":${objectText(data, tail)}}`;
      return post(route, body, { 'x-casso-signature': `t=${time},v1=${signature}` });
    },
  };
}

const vietqrFields = {
  transactionid: '"260801-1"',
  transactiontime: '1785567757000',
  referencenumber: '"FT26213000001"',
  amount: '150000',
  content: '"HSDVC7K2QF9XA"',
  bankaccount: '"1017595600"',
  transType: '"C"',
  orderId: '"HSDVC7K2QF9XA"',
};

export function vietqrVnSpeaker(changes: Record<string, unknown> = {}): Speaker {
  const account = bankAccountOf('vietqr-vn', changes);
  const [tokens, route] = routesOf(account, 65_536) as [InboundRoute, InboundRoute];
  return {
    route,
    ...{
      amount: { field: 'amount', of: String },
      account: 'bankaccount',
      id: 'referencenumber',
      proof: 'authorization',
    },
    say: ({ fields, key = bankKeys.vietqrVn[0], at = speakingAt, tail } = {}) => {
      const basic = Buffer.from(`vietqr:${key}`).toString('base64');
      const given = tokens.read(post(tokens, '', { authorization: `Basic ${basic}` }), at);
      const token =
        given.kind === 'aside' ? (JSON.parse(given.answer.body) as { access_token: string }).access_token : 'none';
      return post(route, objectText({ ...vietqrFields, ...fields }, tail), { authorization: `Bearer ${token}` });
    },
  };
}

export const speakers = {
  sepay: sepaySpeaker,
  'sepay-key': sepayKeySpeaker,
  payos: payosSpeaker,
  vnpay: vnpaySpeaker,
  casso: cassoSpeaker,
  'vietqr-vn': vietqrVnSpeaker,
} as const;
export type SpeakerName = keyof typeof speakers;
export const speakerNames = Object.keys(speakers) as SpeakerName[];
