import { Ajv } from 'ajv';

const ajv = new Ajv({
  allowUnionTypes: true,
  formats: { instant: (value: string) => !Number.isNaN(Date.parse(value)) },
});

/**
 * A reader of payloads by their schema in the contracts. It throws with the place and the rule, never with a value: payloads
 * are personal.
 */
export function parserOf<P>(schema: object): (payload: unknown) => P {
  const validate = ajv.compile<P>(schema);
  return (payload) => {
    if (validate(payload)) return payload;
    const [error] = validate.errors ?? [];
    throw new TypeError(`payload${error?.instancePath ?? ''}: ${error?.message ?? 'is not of the contract'}`);
  };
}
