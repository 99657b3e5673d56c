import { paymentOrderSchema, type PaymentOrder } from '@lienthong/contracts';
import { parserOf } from '../payloads.js';

export const parseOrder = parserOf<PaymentOrder>(paymentOrderSchema);
