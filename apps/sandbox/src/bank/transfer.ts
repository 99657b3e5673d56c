import { Fields, type FieldProblem } from '../fields.js';
import { distortionNames } from './distort.js';

/** Money that moved on one of our accounts, as the bank has it. Never changed afterwards. */
export interface Transfer {
  id: string;
  /** 1, 2, 3 … over the whole bank, the number providers give it; unchanged over repeats. */
  number: number;
  /** Name of the account. */
  account: string;
  direction: 'in' | 'out';
  /** VND. */
  amount: number;
  /** As the payer typed it. */
  sentText: string;
  /** As bank and provider show it. */
  text: string;
  distortion: string;
  payer: { name: string; account: string; bankBin: string };
  /** The bank's own reference, `FT…`. */
  bankReference: string;
  /** Booking time, ISO 8601. */
  at: string;
  /** Set where the money went to a virtual account of this account. */
  virtualAccount?: string;
  /** The provider's order that it paid. */
  order?: string;
  /** The transfer that this one takes back. */
  reverses?: string;
  /** Balance of the account after it, in the order of arrival. */
  balance: number;
  /** False: only the statement will tell of it. */
  notify: boolean;
}

/** A transfer as asked for. */
export interface TransferRequest {
  id?: string;
  account?: string;
  qr?: string;
  amount?: number;
  text?: string;
  payer: { name: string; account: string; bankBin: string };
  at?: string;
  direction: 'in' | 'out';
  distortion: string;
  seed?: number;
  virtualAccount?: string;
  notify: boolean;
}

/** The largest transfer NAPAS247 takes is below this; others go another way and are not refused here. */
const mostVnd = 10 ** 13;

/** Reads one transfer of `POST /bank/transfers`. */
export function readTransferRequest(body: unknown, path = ''): TransferRequest | FieldProblem[] {
  const problems: FieldProblem[] = [];
  const fields = new Fields(body, problems, path);
  const payer = fields.object('payer');
  const request: TransferRequest = {
    id: fields.text('id', 80, /^[A-Za-z0-9_.:-]+$/),
    account: fields.text('account', 60),
    qr: fields.text('qr', 1000),
    amount: fields.integer('amount', 1, mostVnd),
    text: fields.text('text', 500),
    payer: {
      name: payer?.text('name', 70) ?? 'NGUYEN VAN A',
      account: payer?.text('account', 19, /^[0-9A-Z]+$/) ?? '0071000888888',
      bankBin: payer?.text('bankBin', 6, /^\d{6}$/) ?? '970422',
    },
    at: fields.moment('at'),
    direction: fields.oneOf('direction', ['in', 'out'] as const) ?? 'in',
    distortion: fields.oneOf('distortion', distortionNames) ?? 'none',
    seed: fields.integer('seed', 0, 0xffff_ffff),
    virtualAccount: fields.text('virtualAccount', 19, /^[0-9A-Z]+$/),
    notify: fields.flag('notify') ?? true,
  };
  payer?.end();
  fields.end();
  if (request.qr === undefined) {
    fields.needed('account', request.account, '', 'must be given, or qr');
    fields.needed('amount', request.amount, 0, 'must be given, or qr');
  }
  return problems.length > 0 ? problems : request;
}
