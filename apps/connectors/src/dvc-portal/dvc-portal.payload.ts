import {
  dossierSnapshotSchema,
  progressPayloadSchema,
  type DossierSnapshot,
  type ProgressPayload,
} from '@lienthong/contracts';
import { Ajv, type ValidateFunction } from 'ajv';

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

export const parseSnapshot = checked(ajv.compile<DossierSnapshot>(dossierSnapshotSchema));
export const parseProgress = checked(ajv.compile<ProgressPayload>(progressPayloadSchema));
