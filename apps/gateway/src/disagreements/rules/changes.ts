import { keyOf, saidOf, wordOf, type Finding, type Said } from './finding.js';

/** What is kept of a disagreement that decides whether a comparison brings news of it. */
export type Known = Pick<Finding, 'kind' | 'about' | 'claims' | 'repair' | 'assumed'>;

/** What a comparison changes. */
export interface Changes<T extends Known> {
  /** Differences that have settled and are not known. */
  readonly begun: readonly Finding[];
  /** Known ones that differ otherwise than before. */
  readonly altered: readonly { readonly known: T; readonly finding: Finding }[];
  /** Known ones that do not differ any more. */
  readonly over: readonly T[];
}

/** What has been found against what is known and open, of one dossier, or of what is of none. */
export function changesOf<T extends Known>(findings: readonly Finding[], open: readonly T[]): Changes<T> {
  const differing = new Map(findings.map((finding) => [keyOf(finding), finding]));
  const knownByKey = new Map(open.map((one) => [keyOf(one), one]));
  const distinct = [...differing.values()];
  return {
    begun: distinct.filter((finding) => finding.settled && !knownByKey.has(keyOf(finding))),
    altered: distinct.flatMap((finding) => {
      const known = knownByKey.get(keyOf(finding));
      return known && saidOf(known) !== saidOf(finding) ? [{ known, finding }] : [];
    }),
    over: [...knownByKey.values()].filter((one) => !differing.has(keyOf(one))),
  };
}

/** What is claimed now; who says what it said before keeps the time and the evidence of the first time. */
export function claimsKept(
  known: Pick<Known, 'claims'>,
  { claims, assumed }: Pick<Finding, 'claims' | 'assumed'>,
): readonly Said[] {
  const before = new Map(known.claims.map((one) => [wordOf(one, assumed), one]));
  return claims.map((one) => before.get(wordOf(one, assumed)) ?? one);
}

export const areNews = ({ begun, altered, over }: Changes<Known>): boolean =>
  begun.length + altered.length + over.length > 0;
