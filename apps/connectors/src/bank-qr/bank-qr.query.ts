import {
  isRawNumber,
  isRawObject,
  type AttemptHttp,
  type HttpRequest,
  type InboundFact,
  type RawJson,
  type RawObject,
  type UnreadableRow,
} from '@lienthong/connector-kit';
import type { BankAccount } from './bank-qr.account.js';
import { answerOf, type Answer } from '../reading/answer.js';
import { rawJson } from '../reading/raw-json.js';
import { amountOfToken, Refusal, unreadable } from '../reading/fields.js';
import { ofAccount } from './bank-qr.transport.js';

/** How a sweep asks: reads only. */
export type QueryHttp = Pick<AttemptHttp, 'read'>;

/**
 * What a provider's list or query says. `evidence` is its answer as it came; `unreadable` are rows that a person has to look at;
 * `next` is where a list goes on. `unasked`: the order lacks what a question needs.
 */
export type Queried =
  | {
      readonly ok: true;
      readonly facts: readonly InboundFact[];
      readonly unreadable: readonly UnreadableRow[];
      readonly evidence: Uint8Array;
      readonly next?: number;
    }
  | { readonly ok: false; readonly cause: string; readonly unasked?: true };

/** One question. */
export const ask = async (
  provider: string,
  account: BankAccount,
  http: QueryHttp,
  request: HttpRequest,
): Promise<Answer> => answerOf(provider, await http.read(ofAccount(account, request)));

/** Facts of rows, each read by itself: one that cannot be read stops only itself. */
export function factsOf<Fact extends InboundFact>(
  provider: string,
  rows: readonly RawJson[],
  read: (row: RawObject) => Fact,
): { readonly facts: Fact[]; readonly unreadable: UnreadableRow[] } {
  const facts: Fact[] = [];
  const unread: UnreadableRow[] = [];
  for (const row of rows) {
    try {
      if (!isRawObject(row)) throw unreadable('rowNotAnObject');
      facts.push(read(row));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      unread.push({ bytes: Buffer.from(rawJson(row), 'utf8'), cause: `${provider}.${error.reason}` });
    }
  }
  return { facts, unreadable: unread };
}

export const listIn = (object: RawJson | undefined, field: string): readonly RawJson[] | undefined => {
  const list = isRawObject(object) ? object.get(field) : undefined;
  return Array.isArray(list) ? (list as readonly RawJson[]) : undefined;
};

/** VND out of `150000`, `"150000"` or `"150000.00"`; 0 is none. @throws {Refusal} */
export function amountOfDecimal(value: RawJson | undefined, field: string): number | undefined {
  const token = typeof value === 'string' ? value : isRawNumber(value) ? value.token : undefined;
  if (token === undefined) throw unreadable(`${field}Missing`);
  const whole = token.replace(/\.0{1,2}$/, '');
  return whole === '0' ? undefined : amountOfToken(whole, field);
}
