import type { DossierSnapshot, Fee, PaidFact } from '@lienthong/contracts';
import { paymentStanding } from './dvc-portal.rules.mapping.js';

const fee = (code: string, amount: number): Fee => ({ code, name: code, amount, kind: 'fee', collectAt: 'reception' });

const standing = (fees: readonly Fee[] | undefined, paid?: Pick<PaidFact, 'via' | 'fees'>) =>
  paymentStanding({
    dossier: fees ? { fees } : {},
    facts: paid ? { paid: { at: '2026-11-20T01:45:00Z', evidence: 'p-1', ...paid } } : {},
  } as unknown as DossierSnapshot);

it.each([
  ['no fee', undefined, undefined, 'none'],
  ['only fees that cost nothing', [fee('A', 0)], undefined, 'none'],
  ['nothing paid', [fee('A', 1)], undefined, 'unpaid'],
  ['paid through the national platform', [fee('A', 1)], { via: 'paymentPlatform', fees: ['A'] }, 'nationalPlatform'],
  ['paid by bank transfer', [fee('A', 1)], { via: 'bankQr', fees: ['A'] }, 'otherGateway'],
  ['one of two still unpaid', [fee('A', 1), fee('B', 2)], { via: 'bankQr', fees: ['A'] }, 'unpaid'],
  ['what is left costs nothing', [fee('A', 1), fee('B', 0)], { via: 'bankQr', fees: ['A'] }, 'otherGateway'],
  ['paid, and the agency dropped its fee afterwards', [], { via: 'bankQr', fees: ['A'] }, 'otherGateway'],
] as const)('tells how the fees stand: %s', (_, fees, paid, expected) => {
  expect(standing(fees, paid)).toBe(expected);
});
