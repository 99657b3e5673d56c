import {
  deliveryCancellationSchema,
  deliveryOrderSchema,
  type DeliveryCancellation,
  type DeliveryOrder,
} from '@lienthong/contracts';
import { parserOf } from '../payloads.js';

export const parseDeliveryOrder = parserOf<DeliveryOrder>(deliveryOrderSchema);
export const parseDeliveryCancellation = parserOf<DeliveryCancellation>(deliveryCancellationSchema);
