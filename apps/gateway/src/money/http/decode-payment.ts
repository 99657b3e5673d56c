import { faultsOfItems, required } from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { invalid } from '../../http/problem.js';
import { faultsOf } from '../../http/validate.js';
import type { OpenPayment } from '../core.js';
import { OpenPaymentDto } from './payment.dto.js';

export type StatedPayment = Pick<OpenPayment, 'dossier' | 'fees' | 'method' | 'amount' | 'expiresAt' | 'returnUrl'>;

/** The body of `POST /v1/payments`, checked. Throws `request.invalid` with every place that is wrong. */
export function decodeOpenPayment(body: unknown): StatedPayment {
  const faults = [...faultsOf(OpenPaymentDto, required(body)), ...faultsOfItems(body, 'fees', rule.code, 50)];
  if (faults.length > 0) throw invalid(faults);
  const stated = Object.entries(timesInVietnam(body) as object).filter(([, value]) => value !== null);
  return Object.fromEntries(stated) as unknown as StatedPayment;
}
