import type { Caller } from '../../access/callers.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { placed } from '../../http/validate.js';
import type { PaymentView } from '../core.js';

/**
 * A payment as the API shows it: whoever pays gets the QR for exactly what is still due. The receipt bears the payer's name: it is
 * the agency's, which owns the dossier, and not the operators'.
 */
export function shownPayment({ receipt, turnAfterDue, ...view }: PaymentView, caller?: Caller): object {
  const { qrPayload, redirectUrl, ...rest } = view;
  const at = `/v1/payments/${view.id}`;
  return timesInVietnam({
    ...rest,
    qr: qrPayload === undefined ? null : { payload: qrPayload, svg: `${at}/qr.svg`, png: `${at}/qr.png` },
    redirectUrl: redirectUrl ?? null,
    warnings: turnAfterDue ? [turnBehindDue] : [],
    ...(receipt && caller?.kind === 'client' ? { receipt } : {}),
  });
}

/** An operator can let more through on a day, or end the window. */
const turnBehindDue = { ...placed('/eta', { code: 'payment.turnAfterDue' }), whoActs: 'operator' };
