import type { DossierStatus } from '@lienthong/contracts';
import type { DossierClaims } from './claims.js';
import { lasted, type Finding, type Moment } from './finding.js';

const dayMillis = 86_400_000;
/** So long after its end a dossier is still asked about. */
const askedAfterEndMillis = 30 * dayMillis;
const ended: ReadonlySet<DossierStatus> = new Set(['refused', 'withdrawn', 'stopped', 'returned']);
const ofPortal: ReadonlySet<Finding['kind']> = new Set(['missingAtPortal', 'statusBehind']);

/**
 * Is the portal to be asked about this dossier? Where nothing was asked since it was told, where a difference has to be looked at once
 * more, and now and then. Never while it is being told, nor before it has had the time to take in what it was told.
 */
export function owesQuestion(
  { agency, told, portal, asking }: DossierClaims,
  findings: readonly Finding[],
  { now, settling, againMillis }: Moment & { readonly againMillis: number },
): boolean {
  if (asking || agency.revision === 0) return false;
  const ours = agency.untold ? agency.updatedAt : told?.inStep ? told.since : undefined;
  if (ours === undefined || !lasted(ours, now, settling.systems)) return false;
  const differs = findings.some(({ kind }) => ofPortal.has(kind));
  if (portal && differs) return lasted(portal.at, now, settling.systems);
  if (ended.has(agency.effectiveStatus) && lasted(agency.statusSince, now, askedAfterEndMillis)) return false;
  return !portal || lasted(portal.at, now, againMillis) || Date.parse(portal.at) < Date.parse(ours);
}
