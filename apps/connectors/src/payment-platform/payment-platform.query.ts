import { isRawObject, type AttemptHttp, type ClaimFact, type RawObject } from '@lienthong/connector-kit';
import { answerOf } from '../reading/answer.js';
import { amountOf, idOf, present, Refusal, textOf, vietnamTime } from '../reading/fields.js';
import type { PlatformAccount } from './payment-platform.account.js';
import type { PlatformConfig } from './payment-platform.config.js';
import { isAuthenticationCode } from './payment-platform.hash.js';
import { questionRequest, type AskedOrder } from './payment-platform.request.js';
import { hashedFields, ok, stateFailed, statePaid } from './payment-platform.wire.js';

export type PlatformHttp = Pick<AttemptHttp, 'read'>;
export type OrderState = ClaimFact['state'];

/** What the platform says of an order of ours; `evidence` is its answer as it came. */
export type PlatformAnswer =
  | {
      readonly kind: 'order';
      readonly state: OrderState;
      readonly amount?: number;
      readonly transaction?: string;
      /** `ThoiGianGD` of a paid order, RFC 3339 UTC. */
      readonly paidAt?: string;
      readonly evidence: Uint8Array;
    }
  | { readonly kind: 'absent'; readonly evidence: Uint8Array }
  /** Nothing was learned. */
  | { readonly kind: 'none'; readonly cause: string };

const none = (cause: string): PlatformAnswer => ({ kind: 'none', cause });

/** QUERY: how an order stands. Believed only with its hash, over the bytes as they came. */
export async function queryOrder(
  config: PlatformConfig,
  account: PlatformAccount,
  http: PlatformHttp,
  order: AskedOrder,
): Promise<PlatformAnswer> {
  const answer = answerOf('payment-platform', await http.read(questionRequest(config, account, 'QUERY', order)));
  if ('cause' in answer) return none(answer.cause);
  const { value, evidence } = answer;
  if (!isRawObject(value)) return none('payment-platform.brokenContract');
  try {
    return readAnswer(config, account, order, value, evidence);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return none(`payment-platform.${error.reason}`);
  }
}

function readAnswer(
  { answers }: PlatformConfig,
  account: PlatformAccount,
  { reference }: AskedOrder,
  said: RawObject,
  evidence: Uint8Array,
): PlatformAnswer {
  const values = textsOf(said, [...hashedFields.confirm, 'TrangThaiGD', 'MaXacThuc']);
  const code = values['MaLoi'];
  if (code !== undefined && answers.unknown.includes(code)) return { kind: 'absent', evidence };
  if (code !== ok) return none('payment-platform.queryRefused');
  if (
    answers.signed &&
    !isAuthenticationCode(values, hashedFields.confirm, account.secrets, values['MaXacThuc'] ?? '')
  ) {
    return none('payment-platform.hashWrong');
  }
  if (values['MaDoiTac'] !== account.partnerCode || values['MaThamChieu'] !== reference) {
    return none('payment-platform.otherOrder');
  }
  const state = stateOf(values['TrangThaiGD']);
  const transaction = values['MaGiaoDich'] === '' ? undefined : values['MaGiaoDich'];
  return {
    ...{ kind: 'order', state, evidence },
    ...(state === 'paid' ? { amount: amountOf(said.get('SoTien'), 'SoTien') } : {}),
    ...present({ paidAt: state === 'paid' ? vietnamTime(values['ThoiGianGD'] ?? '') : undefined }),
    ...present({ transaction: transaction === undefined ? undefined : idOf(transaction, 'MaGiaoDich') }),
  };
}

/** 3 says that the platform itself does not know; so does every number that nobody told us about. */
const stateOf = (stated: string | undefined): OrderState =>
  stated === statePaid ? 'paid' : stated === stateFailed ? 'failed' : 'pending';

/** The fields as texts: what is hashed is the token as it was sent. */
export function textsOf(object: RawObject, fields: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(
    fields.map((name) => {
      const value = object.get(name);
      return [name, typeof value === 'string' ? value : textOf(value)];
    }),
  );
}
