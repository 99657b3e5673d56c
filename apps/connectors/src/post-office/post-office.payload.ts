import {
  deliveryCancellationSchema,
  deliveryOrderSchema,
  type DeliveryCancellation,
  type DeliveryOrder,
} from '@lienthong/contracts';
import { Ajv } from 'ajv';

const ajv = new Ajv({
  allowUnionTypes: true,
  formats: { instant: (value: string) => !Number.isNaN(Date.parse(value)) },
});

/** Throws with the place and the rule, never with a value: payloads are personal. */
function parser<T>(schema: object): (payload: unknown) => T {
  const validate = ajv.compile<T>(schema);
  return (payload) => {
    if (validate(payload)) return payload;
    const [error] = validate.errors ?? [];
    throw new TypeError(`payload${error?.instancePath ?? ''}: ${error?.message ?? 'is not of the contract'}`);
  };
}

export const parseDeliveryOrder = parser<DeliveryOrder>(deliveryOrderSchema);
export const parseDeliveryCancellation = parser<DeliveryCancellation>(deliveryCancellationSchema);
