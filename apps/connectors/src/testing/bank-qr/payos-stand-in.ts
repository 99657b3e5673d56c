import { createTransport, type HttpRequest, type HttpResult, type Transport } from '@lienthong/connector-kit';
import { referenceOf } from '../../bank-qr/payos/payos.order-code.js';

const prefix = 'HSDVC';
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
/** An order of this amount is refused by the stand-in. */
export const refusedAmount = 13;

/** The reference of number `number` of subject `payment:<place>`: both can be read out of it again. */
export function contractReference(subject: string, number: number): string {
  let rest = Number(subject.slice('payment:'.length)) * 100 + number;
  let tail = '';
  for (let at = 0; at < 9; at += 1) {
    tail = letters[rest % letters.length]! + tail;
    rest = Math.floor(rest / letters.length);
  }
  return prefix + tail;
}

function placeOf(orderCode: number): { readonly subject: string; readonly number: number; readonly exchange: string } {
  const reference = referenceOf(prefix, orderCode) ?? '';
  const value = [...reference.slice(prefix.length)].reduce(
    (sum, letter) => sum * letters.length + letters.indexOf(letter),
    0,
  );
  return { subject: `payment:${Math.floor(value / 100)}`, number: value % 100, exchange: reference };
}

/**
 * payOS in front of the kit's reference partner: an order is its reservation, asking for a link its query. What goes wrong on the way
 * goes wrong for real, between this transport and that partner; only well-formed words are translated.
 */
export function payosOverReference(baseUrl: string, maxResponseBytes: number): Transport {
  const transport = createTransport({
    ...{ baseUrl, maxResponseBytes, maxRequestBytes: 65_536, connections: 64, connectTimeoutMs: 1_000 },
    ...{ keepAliveMs: 2_000, allowPrivateAddresses: true },
  });
  return {
    request: async (request, options) => {
      const orderCode = Number(/(\d+)$/.exec(request.path)?.[1] ?? bodyOf(request)['orderCode']);
      return inTheirWords(await transport.request(asked(request, orderCode), options), orderCode, request);
    },
    close: () => transport.close(),
  };
}

const bodyOf = ({ body }: HttpRequest): Record<string, unknown> =>
  typeof body === 'string' ? (JSON.parse(body) as Record<string, unknown>) : {};

function asked(request: HttpRequest, orderCode: number): HttpRequest {
  if (orderCode === 0) return { method: 'GET', path: '/ping' };
  const { subject, number, exchange } = placeOf(orderCode);
  if (request.method === 'GET') {
    return { method: 'GET', path: `/queryReservation?${new URLSearchParams({ subject, exchange }).toString()}` };
  }
  const refuse = bodyOf(request)['amount'] === refusedAmount;
  const rows = [{ exchange, number, content: { text: exchange, ...(refuse ? { refuse } : {}) } }];
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', path: '/reserve', headers, body: JSON.stringify({ subject, rows }) };
}

function inTheirWords(result: HttpResult, orderCode: number, request: HttpRequest): HttpResult {
  if (!result.ok || orderCode === 0) return result;
  const said = readJson(result.body);
  const data = { orderCode, amount: bodyOf(request)['amount'] ?? 150_000, id: 'link', checkoutUrl: 'https://pay/link' };
  const words = (code: string, more: object = {}): HttpResult => ({
    ...{ ...result, status: 200 },
    body: Buffer.from(JSON.stringify({ code, ...more })),
  });
  if (said?.['accepted'] !== undefined || said?.['state'] === 'held') return words('00', { data });
  if (said?.['state'] === 'absent') return words('101');
  return said?.['refused'] === undefined ? result : words('20');
}

function readJson(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
