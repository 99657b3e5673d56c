import { required } from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { invalid, Problem } from '../../http/problem.js';
import { faultsOf, placed, type PlacedFault } from '../../http/validate.js';
import { isId } from '../../ids.js';
import type { OpenPayment } from '../core.js';
import { OpenPaymentDto } from './payment.dto.js';

export type StatedPayment = Pick<OpenPayment, 'dossier' | 'fees' | 'method' | 'amount' | 'expiresAt' | 'returnUrl'>;

/** The body of `POST /v1/payments`, checked. Throws `request.invalid` with every place that is wrong. */
export function decodeOpenPayment(body: unknown): StatedPayment {
  const faults = [...faultsOf(OpenPaymentDto, required(body)), ...faultsOfFees(body)];
  if (faults.length > 0) throw invalid(faults);
  const stated = Object.entries(timesInVietnam(body) as object).filter(([, value]) => value !== null);
  return Object.fromEntries(stated) as unknown as StatedPayment;
}

function faultsOfFees(body: unknown): PlacedFault[] {
  const fees = (body as { readonly fees?: unknown } | null)?.fees;
  if (!Array.isArray(fees)) return [];
  return fees.slice(0, 50).flatMap((fee: unknown, at) => {
    const fault = rule.code.check(fee) ?? (fees.indexOf(fee) < at ? ({ code: 'list.twice' } as const) : undefined);
    return fault ? [placed(`/fees/${at}`, fault)] : [];
  });
}

/** An id in the path; what cannot be one of ours is not found, and no store is asked. */
export function decodeId(text: string, otherwise: 'payment.notFound' | 'credit.notFound' | 'refund.notFound'): string {
  if (!isId(text)) throw new Problem(otherwise);
  return text.toLowerCase();
}
