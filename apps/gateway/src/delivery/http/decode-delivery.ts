import { inForce } from '@lienthong/areas';
import type { DeliveryDirection, DeliveryParty } from '@lienthong/contracts';
import { addressWarnings, type Warning } from '../../areas/address-warnings.js';
import { decodeBody } from '../../http/decode.js';
import type { OrderDelivery } from '../core.js';
import { OrderDeliveryDto } from './delivery.dto.js';

/** A body that is of the DTO's shape. */
interface Body {
  readonly dossier: string;
  readonly direction: DeliveryDirection;
  readonly sender?: DeliveryParty | null;
  readonly receiver?: DeliveryParty | null;
  readonly description?: string | null;
  readonly itemCode?: string | null;
}

export interface StatedDelivery {
  readonly order: Pick<OrderDelivery, 'dossier' | 'direction' | 'sender' | 'receiver' | 'description' | 'itemCode'>;
  readonly warnings: readonly Warning[];
}

/** The body of `POST /v1/deliveries`, checked. Throws `request.invalid` with every place that is wrong. */
export function decodeDelivery(body: unknown): StatedDelivery {
  const stated = decodeBody(OrderDeliveryDto, body) as unknown as Body;
  const { dossier, direction, sender, receiver, description, itemCode } = stated;
  return {
    order: {
      ...{ dossier, direction },
      ...(sender ? { sender: partyOf(sender) } : {}),
      ...(receiver ? { receiver: partyOf(receiver) } : {}),
      ...(description ? { description } : {}),
      ...(itemCode ? { itemCode } : {}),
    },
    warnings: [
      ...addressWarnings(sender?.address, '/sender/address'),
      ...addressWarnings(receiver?.address, '/receiver/address'),
    ],
  };
}

/** The post is told codes that are in force, where they are certain. */
const partyOf = ({ name, phone, email, address }: DeliveryParty): DeliveryParty => ({
  ...{ name, phone },
  ...(email ? { email } : {}),
  address: inForce(address),
});
