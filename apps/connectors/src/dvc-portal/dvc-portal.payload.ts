import {
  applicantKinds,
  channels,
  collectMoments,
  dossierStatuses,
  feeKinds,
  origins,
  reuses,
  returnWays,
  type DossierSnapshot,
  type ProgressPayload,
} from '@lienthong/contracts';
import { Ajv, type ValidateFunction } from 'ajv';

/**
 * What the mapping relies on in a payload of our own contracts. Fields that are not named here are ignored: a newer
 * gateway may send more than this connector knows.
 */
const text = { type: 'string' };
const maybe = { type: ['string', 'null'] };
const time = { type: 'string', format: 'instant' };
const maybeTime = { type: ['string', 'null'], format: 'instant' };
const flag = { type: 'boolean' };
const word = (words: readonly string[]) => ({ enum: words });
const shape = (required: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
});
const list = (items: object) => ({ type: 'array', items });
const named = { code: text, name: text };
const fact = shape({ at: time, evidence: text });

const snapshotSchema = shape({
  code: text,
  unitName: text,
  effectiveStatus: word(dossierStatuses),
  facts: shape({}, { paid: fact, delivered: fact, identity: fact }),
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
          { componentCode: maybe, url: maybe, digitised: flag, reuse: word(reuses), fromNationalStore: flag },
        ),
      ),
      supplements: list(
        shape(
          { id: text, askedAt: time, content: text },
          { askedBy: maybe, answeredAt: maybeTime, dueBefore: maybeTime, dueAfter: maybeTime },
        ),
      ),
      results: list(shape(named, { number: maybe, url: maybe, componentCode: maybe })),
    },
  ),
});

const progressSchema = shape({
  code: text,
  step: shape(
    { by: text, content: text, status: word(dossierStatuses), at: time },
    { position: maybe, department: maybe, startedAt: maybeTime, dueAt: maybeTime },
  ),
});

const ajv = new Ajv({
  allowUnionTypes: true,
  formats: { instant: (value: string) => !Number.isNaN(Date.parse(value)) },
});

/** Throws with the place and the rule, never with a value: payloads are personal. */
const checked =
  <P>(validate: ValidateFunction<P>) =>
  (payload: unknown): P => {
    if (validate(payload)) return payload;
    const [error] = validate.errors ?? [];
    throw new TypeError(`payload${error?.instancePath ?? ''}: ${error?.message ?? 'is not of the contract'}`);
  };

export const parseSnapshot = checked(ajv.compile<DossierSnapshot>(snapshotSchema));
export const parseProgress = checked(ajv.compile<ProgressPayload>(progressSchema));
