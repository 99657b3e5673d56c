import { timesInVietnam } from '../../http/fields/times.js';
import type { PaymentView } from '../core.js';

/** A payment as the API shows it: whoever pays gets the QR for exactly what is still due. */
export function shownPayment(view: PaymentView): object {
  const { qrPayload, redirectUrl, ...rest } = view;
  const at = `/v1/payments/${view.id}`;
  return timesInVietnam({
    ...rest,
    qr: qrPayload === undefined ? null : { payload: qrPayload, svg: `${at}/qr.svg`, png: `${at}/qr.png` },
    redirectUrl: redirectUrl ?? null,
  });
}
