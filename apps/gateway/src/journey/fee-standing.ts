import type { DossierContent, DossierFacts, FeeStanding } from '@lienthong/contracts';

/**
 * How a dossier's fees stand, as far as the gateway saw it: paid only when every fee that costs something is. What was paid in a way
 * that the gateway did not see (cash at the counter) is owed for all that it knows.
 */
export function feeStanding({ fees }: Pick<DossierContent, 'fees'>, { paid }: DossierFacts): FeeStanding {
  const owed = (fees ?? []).filter(({ amount }) => amount > 0);
  if (owed.length === 0) return paid?.via ?? 'none';
  return paid && owed.every(({ code }) => paid.fees.includes(code)) ? paid.via : 'owed';
}
