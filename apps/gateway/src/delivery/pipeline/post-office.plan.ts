import { operations } from '@lienthong/contracts';
import type { PartnerPlan } from '../../journey/plan.js';

const partner = 'post-office';
const { order, cancel } = operations[partner];

/** The post is asked to carry something, and to leave it once it has been asked. */
export const postOfficePlan: PartnerPlan = {
  partner,
  facet: 'post',
  follow(event) {
    switch (event.kind) {
      case 'deliveryAsked':
        return [{ partner, operation: 'order', lane: order.lane, payload: event.order }];
      case 'deliveryCalledOff': {
        const after = { partner, operation: 'order' };
        return [{ partner, operation: 'cancel', lane: cancel.lane, payload: event.cancellation, after }];
      }
      default:
        return [];
    }
  },
};
