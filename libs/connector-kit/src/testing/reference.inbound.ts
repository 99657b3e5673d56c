import { createHmac } from 'node:crypto';
import { isHmacHex, onlyHeader } from '../inbound/proof.js';
import { isRawNumber, isRawObject, strictJson, type RawObject } from '../inbound/strict-json.js';
import type { InboundReading, InboundRequest, InboundRoute } from '../inbound/port.js';
import type { InboundHarness, InboundSpeaker } from './inbound/harness.js';
import { serveInbound } from './inbound/serve-inbound.js';
import { createReferenceConnector } from './reference.connector.js';

const key = 'a key of the reference partner';
const account = 'reference-1';
const windowMs = 300_000;

/** A small route: money that came in, signed with its time over the bytes. */
export const referenceRoute: InboundRoute = {
  method: 'POST',
  path: `reference/${account}`,
  ...{ provider: 'reference', account, maxBytes: 2_048 },
  read: readReference,
  answer: (verdict) => ({
    status: verdict.kind === 'stored' ? 200 : 400,
    contentType: 'text/plain',
    body: verdict.kind === 'stored' ? 'taken' : verdict.cause,
  }),
};

function readReference(request: InboundRequest, now: Date): InboundReading {
  const refused = (ground: 'proof' | 'content' | 'otherAccount', cause: string): InboundReading => ({
    ...{ kind: 'refused', ground },
    cause: `reference.${cause}`,
  });
  const proof = onlyHeader(request, 'x-proof');
  if (typeof proof === 'string') return refused('proof', proof);
  const [at = '', hex = ''] = proof.value.split(' ');
  const signed = Buffer.concat([Buffer.from(`${at} `), request.body]);
  if (!/^\d{13}$/.test(at) || !isHmacHex('sha256', [key], signed, hex)) return refused('proof', 'wrong');
  const json = strictJson(request.body);
  if (!json.ok || !isRawObject(json.value)) return refused('content', 'json');
  if (json.value.get('account') !== account) return refused('otherAccount', 'account');
  const [id, amount, payer] = ['id', 'amount', 'payer'].map((field) => (json.value as RawObject).get(field));
  if (typeof id !== 'string' || !isRawNumber(amount) || typeof payer !== 'string') return refused('content', 'field');
  return {
    kind: 'facts',
    facts: [
      {
        ...{ kind: 'credit', providerId: id, direction: 'in', confirmed: true },
        amount: Number(amount.token),
        bankTime: new Date(Number(at)).toISOString(),
        late: Math.abs(now.getTime() - Number(at)) > windowMs,
        detail: { payerName: payer },
      },
    ],
  };
}

const person = 'NGUYEN VAN A';

const sayOf =
  (whose: string): InboundSpeaker['say'] =>
  ({ number, at }) => {
    const body = Buffer.from(JSON.stringify({ account: whose, id: `m-${number}`, amount: 150_000, payer: person }));
    const time = String(at.getTime());
    const hex = createHmac('sha256', key).update(`${time} `).update(body).digest('hex');
    return { method: 'POST', path: referenceRoute.path, query: '', headers: { 'x-proof': [`${time} ${hex}`] }, body };
  };

/** The reference partner's small route under the contract of what comes in. */
export const referenceInbound: InboundHarness = {
  connector: () => ({
    ...createReferenceConnector({ baseUrl: 'http://127.0.0.1:9', hardDeadlineMs: 1_000, settlingMs: 0 }),
    inbound: [referenceRoute],
  }),
  serve: serveInbound,
  speakers: [
    {
      name: 'signed money',
      ...{ method: 'POST', path: referenceRoute.path, maxBytes: referenceRoute.maxBytes },
      say: sayOf(account),
      ofAnother: sayOf('reference-2'),
      ...{ proof: 'covers', proofHeader: 'x-proof', stale: 'late', personal: [person] },
      takesForGood: ({ status }) => status === 200,
    },
  ],
};
