import {
  outcomeOfFailedSend,
  outcomeOfRefusal,
  type HttpAnswer,
  type Outcome,
  type Resolution,
  type ResolveCall,
  type SendCall,
} from '@lienthong/connector-kit';
import { wordedAs, type PaymentOrder, type PaymentOrderFacts } from '@lienthong/contracts';
import type { PlatformAccount } from './payment-platform.account.js';
import type { PlatformConfig } from './payment-platform.config.js';
import { queryOrder } from './payment-platform.query.js';
import { initRequest } from './payment-platform.request.js';
import { initTaken } from './payment-platform.wire.js';

type Facts = PaymentOrderFacts & Record<string, unknown>;
const provider = 'payment-platform';

/** INIT: the platform has the order and says where it is paid. */
export async function sendInit(
  config: PlatformConfig,
  account: PlatformAccount | undefined,
  { items: [{ payload }], http, now }: SendCall<PaymentOrder>,
): Promise<Outcome> {
  if (!account) return { outcome: 'refused', cause: `${provider}.noSuchAccount`, whoActs: 'operator' };
  if (!/^[A-Za-z0-9]{1,50}$/.test(payload.reference)) {
    return { outcome: 'refused', cause: `${provider}.referenceMalformed`, whoActs: 'operator' };
  }
  const result = await http.send(initRequest(config, account, payload, timeOf(payload)));
  return result.ok ? outcomeOf(config, result, now) : outcomeOfFailedSend(result);
}

/** The same whichever process asks, and however often. */
const timeOf = ({ createdAt, expiresAt }: PaymentOrder): string => createdAt ?? expiresAt;

function outcomeOf({ answers }: PlatformConfig, answer: HttpAnswer, now: Date): Outcome {
  const refusal = outcomeOfRefusal(provider, answer, now);
  if (refusal) return refusal;
  if (answer.status >= 500) return { outcome: 'unknown', cause: `${provider}.serverError` };
  const said = objectIn(textIn(answer.body));
  const code = said && codeOf(said['error_code']);
  if (code === undefined) return { outcome: 'unknown', cause: `${provider}.brokenContract` };
  const message = typeof said!['message'] === 'string' ? said!['message'] : '';
  if (answers.refusals.includes(code)) {
    return { outcome: 'refused', cause: `${provider}.refused`, whoActs: 'operator', ...wordedAs(message) };
  }
  // There already: by an attempt of ours whose answer was lost. QUERY tells.
  if (answers.exists.includes(code)) return { outcome: 'unknown', cause: `${provider}.referenceExists` };
  if (code !== initTaken) return { outcome: 'unknown', cause: `${provider}.unknownCode` };
  const inner = objectIn(message);
  const redirectUrl = inner?.['UrlThanhToan'];
  if (typeof redirectUrl !== 'string' || !isWebAddress(redirectUrl)) {
    return { outcome: 'unknown', cause: `${provider}.brokenContract` };
  }
  return { outcome: 'done', facts: { redirectUrl } };
}

/** By QUERY; the platform says both that it has an order and that it has none. It does not say again where one is paid. */
export async function resolveInit(
  config: PlatformConfig,
  account: PlatformAccount | undefined,
  { item: { payload }, http }: ResolveCall<PaymentOrder>,
): Promise<Resolution<'both'>> {
  if (!account) return { found: 'open', cause: `${provider}.noSuchAccount` };
  const asked = { reference: payload.reference, createdAt: timeOf(payload) };
  const said = await queryOrder(config, account, http, asked);
  if (said.kind === 'none') return { found: 'open', cause: said.cause };
  if (said.kind === 'absent') return { found: 'absent' };
  if (said.state === 'failed') return { found: 'refused', cause: `${provider}.orderFailed`, whoActs: 'operator' };
  return { found: 'done', facts: payPageOf(config, account, payload.reference) };
}

/** Where an order is paid whose answer was lost, if the agreement says how such addresses are made. */
const payPageOf = ({ payPage }: PlatformConfig, { partnerCode }: PlatformAccount, reference: string): Facts =>
  payPage === undefined
    ? {}
    : { redirectUrl: payPage.replace('{partnerCode}', partnerCode).replace('{reference}', reference) };

const textIn = (body: Uint8Array): string => Buffer.from(body).toString('utf8');
const codeOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
const isWebAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
