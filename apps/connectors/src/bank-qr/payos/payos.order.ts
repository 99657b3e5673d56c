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
import type { BankAccount, PayosSettings } from '../bank-qr.account.js';
import { present } from '../../reading/fields.js';
import { ofAccount } from '../bank-qr.transport.js';
import { payosSignature } from './payos.canonical.js';
import { orderCodeOf } from './payos.order-code.js';
import { payosOk, payosOrderExists, payosOrderUnknown, type PayosLinkWire, type PayosOrderWire } from './payos.wire.js';

const headersOf = ({ clientId, apiKey }: PayosSettings) => ({
  'content-type': 'application/json',
  'x-client-id': clientId,
  'x-api-key': apiKey,
});

/** A payment link at payOS. */
export async function sendPayosOrder(
  account: BankAccount,
  settings: PayosSettings,
  { items: [{ payload }], http, now }: SendCall<PaymentOrder>,
): Promise<Outcome> {
  const orderCode = orderCodeOf(settings.referencePrefix, payload.reference);
  if (orderCode === undefined) return { outcome: 'refused', cause: 'payos.referenceNotOurs', whoActs: 'operator' };
  const request = { method: 'POST', path: settings.api.path, headers: headersOf(settings) } as const;
  const body = JSON.stringify(orderWire(settings, payload, orderCode));
  const result = await http.send(ofAccount(account, { ...request, body }));
  return result.ok
    ? outcomeOf(settings, result, { orderCode, amount: payload.amount, now })
    : outcomeOfFailedSend(result);
}

function orderWire(settings: PayosSettings, order: PaymentOrder, orderCode: number): PayosOrderWire {
  const { returnUrl = settings.returnUrl } = order;
  const signed = {
    amount: order.amount,
    cancelUrl: settings.cancelUrl,
    description: order.reference,
    orderCode,
    returnUrl,
  };
  const text = Object.entries(signed).map(([key, value]) => `${key}=${value}`);
  return {
    ...signed,
    expiredAt: Math.floor(Date.parse(order.expiresAt) / 1000),
    signature: payosSignature(settings.checksumKeys[0]!, text.join('&')),
  };
}

interface Asked {
  readonly orderCode: number;
  readonly amount: number;
  readonly now: Date;
}

function outcomeOf(settings: PayosSettings, answer: HttpAnswer, { orderCode, amount, now }: Asked): Outcome {
  const refusal = outcomeOfRefusal('payos', answer, now);
  if (refusal) return refusal;
  const said = answer.status < 500 ? readAnswer(answer) : undefined;
  if (!said) return { outcome: 'unknown', cause: answer.status >= 500 ? 'payos.serverError' : 'payos.brokenContract' };
  if (said.code === payosOk && said.data?.orderCode === orderCode && said.data.amount === amount) {
    return { outcome: 'done', facts: { ...factsOf(settings, said.data, orderCode) } };
  }
  // There already: by an attempt of ours whose answer was lost. Asking tells.
  if (said.code === payosOrderExists || said.code === payosOk)
    return { outcome: 'unknown', cause: 'payos.orderExists' };
  return { outcome: 'refused', cause: 'payos.refused', whoActs: 'operator', ...wordedAs(said.desc) };
}

/** By order code; payOS says both that it has an order and that it has none. */
export async function resolvePayosOrder(
  account: BankAccount,
  settings: PayosSettings,
  { item: { payload }, http }: ResolveCall<PaymentOrder>,
): Promise<Resolution<'both'>> {
  const orderCode = orderCodeOf(settings.referencePrefix, payload.reference);
  if (orderCode === undefined) return { found: 'absent' };
  const path = `${settings.api.path}/${orderCode}`;
  const result = await http.read(ofAccount(account, { method: 'GET', path, headers: headersOf(settings) }));
  const said = result.ok && result.status < 500 ? readAnswer(result) : undefined;
  if (!said) return { found: 'open', cause: 'payos.noAnswer' };
  if (said.code === payosOrderUnknown) return { found: 'absent' };
  if (said.code !== payosOk || said.data?.orderCode !== orderCode)
    return { found: 'open', cause: 'payos.brokenContract' };
  if (said.data.amount !== payload.amount) {
    return { found: 'refused', cause: 'payos.otherAmountUnderReference', whoActs: 'operator' };
  }
  // One that has expired was there: the payment ends by its own time, and nobody has to look.
  if (said.data.status === 'CANCELLED') {
    return { found: 'refused', cause: 'payos.linkEnded', whoActs: 'operator' };
  }
  return { found: 'done', facts: { ...factsOf(settings, said.data, orderCode) } };
}

/** A link that is asked for comes without its address; that is made of the link's id. */
function factsOf({ checkoutBase }: PayosSettings, link: PayosLinkWire, orderCode: number): PaymentOrderFacts {
  const { id, qrCode, checkoutUrl = id === undefined ? undefined : `${checkoutBase}/${id}` } = link;
  return present({ redirectUrl: checkoutUrl, qrPayload: qrCode, providerOrder: String(orderCode) });
}

interface PayosAnswer {
  readonly code: string;
  readonly desc: string;
  readonly data?: PayosLinkWire;
}

function readAnswer({ body }: HttpAnswer): PayosAnswer | undefined {
  try {
    const said = JSON.parse(Buffer.from(body).toString('utf8')) as {
      code?: unknown;
      desc?: unknown;
      data?: unknown;
    } | null;
    if (typeof said?.code !== 'string') return undefined;
    const { code, desc, data } = said;
    const words = typeof desc === 'string' ? desc : '';
    return { code, desc: words, ...(typeof data === 'object' && data !== null ? { data: data as PayosLinkWire } : {}) };
  } catch {
    return undefined;
  }
}
