import { deliveryDirections } from './delivery.js';
import { hubActs } from './hub-handover.js';
import {
  applicantKinds,
  channels,
  collectMoments,
  dossierStatuses,
  feeKinds,
  origins,
  reuses,
  returnWays,
} from './dossier.js';
import { citizenVerdicts } from './identity.js';
import { paymentMethods } from './money.js';

/*
 * JSON Schema of the payloads: what a connector may rely on. Fields that are not named here are ignored: a newer gateway may send
 * more than an older connector knows. Instants have the format `instant`: whatever `Date.parse` understands.
 */

const text = { type: 'string' };
const maybe = { type: ['string', 'null'] };
const time = { type: 'string', format: 'instant' };
const maybeTime = { type: ['string', 'null'], format: 'instant' };
const flag = { type: 'boolean' };
const word = (words: readonly string[]) => ({ enum: words });
/** What is optional may be null too: agencies may state so, and it travels as it was stated. */
const shape = (required: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object',
  required: Object.keys(required),
  properties: {
    ...required,
    ...Object.fromEntries(
      Object.entries(optional).map(([name, schema]) => [name, { anyOf: [{ type: 'null' }, schema] }]),
    ),
  },
});
const list = (items: object) => ({ type: 'array', items });
const named = { code: text, name: text };
const fact = shape({ at: time, evidence: text });
const identity = shape({ at: time, evidence: text }, { verdict: word(citizenVerdicts), validUntil: time });
const paid = shape({ at: time, evidence: text, via: word(paymentMethods), fees: list(text) });

/** Of `syncDossier` (`DossierSnapshot`). */
export const dossierSnapshotSchema = shape(
  {
    code: text,
    unitName: text,
    effectiveStatus: word(dossierStatuses),
    facts: shape({}, { paid, delivered: fact, identity }),
    dossier: shape(
      {
        procedure: shape(named),
        field: shape(named),
        unit: text,
        origin: word(origins),
        channel: word(channels),
        applicant: shape(
          { kind: word(applicantKinds), name: text },
          {
            personalNumber: maybe,
            taxCode: maybe,
            phone: maybe,
            email: maybe,
            portalAccount: maybe,
            identityVerified: flag,
          },
        ),
      },
      {
        receiptNumber: maybe,
        submittedAt: maybeTime,
        receivedAt: maybeTime,
        dueAt: maybeTime,
        refusedAt: maybeTime,
        finishedAt: maybeTime,
        returnedAt: maybeTime,
        returnBy: { enum: [...returnWays, null] },
        summary: maybe,
        reason: maybe,
        fees: list(
          shape({ ...named, amount: { type: 'integer' }, kind: word(feeKinds), collectAt: word(collectMoments) }),
        ),
        documents: list(
          shape(
            { id: text, name: text },
            {
              componentCode: maybe,
              url: maybe,
              attachment: maybe,
              digitised: flag,
              reuse: word(reuses),
              fromNationalStore: flag,
            },
          ),
        ),
        supplements: list(
          shape(
            { id: text, askedAt: time, content: text },
            { askedBy: maybe, answeredAt: maybeTime, dueBefore: maybeTime, dueAfter: maybeTime },
          ),
        ),
        results: list(shape(named, { number: maybe, url: maybe, attachment: maybe, componentCode: maybe })),
      },
    ),
  },
  {
    files: list(shape({ attachment: text, address: text, key: text, contentType: text, size: { type: 'integer' } })),
  },
);

/** Of `lookUpDossier` (`PortalLookUp`). */
export const portalLookUpSchema = shape({ code: text });

/** Of `addProgress` (`ProgressPayload`). */
export const progressPayloadSchema = shape({
  code: text,
  step: shape(
    { by: text, content: text, status: word(dossierStatuses), at: time },
    { position: maybe, department: maybe, startedAt: maybeTime, dueAt: maybeTime },
  ),
});

/** Of `tellStatus` (`PortalStatus`). */
export const portalStatusSchema = shape(
  { code: text, portalCode: text, status: word(dossierStatuses), at: time },
  { portalAccount: maybe, content: maybe },
);

/** Of `createOrder` and `init` (`PaymentOrder`). */
export const paymentOrderSchema = shape(
  {
    payment: text,
    reference: text,
    account: text,
    amount: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    description: text,
    expiresAt: time,
    dossier: shape({ code: text, procedure: shape(named), unit: text, unitName: text }),
    fees: list(shape({ ...named, amount: { type: 'integer', minimum: 0 }, kind: word(feeKinds) })),
  },
  {
    payer: shape({ name: text }, { personalNumber: maybe, address: { type: ['object', 'null'] } }),
    returnUrl: text,
    createdAt: time,
  },
);

const address = { type: ['object', 'null'], properties: { provinceCode: maybe, communeCode: maybe, line: maybe } };
const party = {
  type: ['object', 'null'],
  required: ['name', 'phone', 'address'],
  properties: { name: text, phone: text, email: maybe, address },
};

/** Of `order` (`DeliveryOrder`). */
export const deliveryOrderSchema = shape(
  {
    delivery: text,
    reference: text,
    account: text,
    direction: word(deliveryDirections),
    createdAt: time,
    dossier: shape({ code: text, unit: text, unitName: text }),
  },
  { sender: party, receiver: party, contents: maybe, description: maybe, itemCode: maybe },
);

/** Of `cancel` (`DeliveryCancellation`). */
export const deliveryCancellationSchema = shape({ delivery: text, reference: text, account: text });

const hubUnit = shape({ code: text, name: text, hubCode: text });

/** Of every operation of `lgsp-exchange` (`HubMessage`). */
export const hubMessageSchema = shape(
  {
    ...{ handover: text, reference: text, act: word(hubActs), kind: text, dossier: text },
    ...{ from: hubUnit, to: hubUnit, at: time },
  },
  {
    ...{ dueAt: time, text, amount: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } },
    documents: list(shape({ id: text, name: text }, { url: maybe })),
  },
);
