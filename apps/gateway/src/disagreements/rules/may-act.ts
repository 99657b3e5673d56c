import type { StoredDisagreement } from '../pipeline/stored.js';
import type { NoRepairWhy } from './finding.js';

/** As its ETag says it. */
export const tagOf = (version: number): string => `d${version}`;

export type NotNow =
  | { readonly kind: 'notFound' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'changed'; readonly version: number }
  /** Nothing is to be done by this act, and why. */
  | { readonly kind: 'noRepair'; readonly why: NoRepairWhy };

/** Why an operator who has seen `ifMatch` may not do this about a disagreement; nothing where it may be done. */
export function whyNot(
  known: StoredDisagreement | undefined,
  ifMatch: string,
  act: 'tellPortal' | 'dismiss',
): NotNow | undefined {
  if (!known) return { kind: 'notFound' };
  const { version, repair, endedAt } = known;
  if (endedAt !== undefined) return { kind: 'ended' };
  if (ifMatch !== tagOf(version)) return { kind: 'changed', version };
  const offered = repair.kind === 'elsewhere' ? repair.act : repair.kind;
  if (offered === act) return undefined;
  return { kind: 'noRepair', why: repair.kind === 'tellPortal' ? 'repairable' : repair.why };
}
