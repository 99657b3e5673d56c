import { statusPushSchema, type StatusPush } from '@lienthong/contracts';
import { Ajv } from 'ajv';

const validate = new Ajv({
  allowUnionTypes: true,
  formats: { instant: (value: string) => !Number.isNaN(Date.parse(value)) },
}).compile<StatusPush>(statusPushSchema);

/** Throws with the place and the rule, never with a value: payloads are personal. */
export function parsePush(payload: unknown): StatusPush {
  if (validate(payload)) return payload;
  const [error] = validate.errors ?? [];
  throw new TypeError(`payload${error?.instancePath ?? ''}: ${error?.message ?? 'is not of the contract'}`);
}
