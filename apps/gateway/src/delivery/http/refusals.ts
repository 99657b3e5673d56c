import type { DeliveryDirection } from '@lienthong/contracts';
import { refusalOfKey, type Refusal } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import { placed } from '../../http/validate.js';
import { timesInVietnam } from '../../http/fields/times.js';
import type { CancelDeliveryAnswer, DeliveryView, OrderDeliveryAnswer } from '../core.js';

/** `standing`: the delivery that stands in the way, where one does. */
export function refusalOfOrder(
  answer: Refusal<OrderDeliveryAnswer, 'accepted'>,
  standing: DeliveryView | undefined,
  direction: DeliveryDirection,
): Problem {
  switch (answer.kind) {
    case 'notFound':
      return new Problem('dossier.notFound');
    case 'open':
      return new Problem('delivery.open', {
        extra: { delivery: standing ? shownDelivery(standing) : { id: answer.delivery } },
        headers: { location: `/v1/deliveries/${answer.delivery}` },
      });
    case 'applicantIncomplete':
      return new Problem('delivery.applicantIncomplete', {
        errors: answer.missing.map((pointer) =>
          placed(pointer.replace('/applicant', direction === 'return' ? '/receiver' : '/sender'), {
            code: 'field.required',
          }),
        ),
      });
    case 'noAccount':
      return new Problem('delivery.noAccount');
    default:
      return refusalOfKey(answer);
  }
}

export function refusalOfCallOff(answer: Refusal<CancelDeliveryAnswer, 'accepted' | 'same'>): Problem {
  switch (answer.kind) {
    case 'notFound':
      return new Problem('delivery.notFound');
    case 'ended':
      return new Problem('delivery.ended', { params: { state: answer.state }, extra: { state: answer.state } });
    case 'kept':
      return new Problem('delivery.cancelRefused');
    default:
      return refusalOfKey(answer);
  }
}

/** A delivery as the API shows it. */
export const shownDelivery = ({ unit: _, ...view }: DeliveryView): object => timesInVietnam(view);
