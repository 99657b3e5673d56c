import type { DossierStatus } from '@lienthong/contracts';
import type { DossierClaims, ParcelClaim } from './claims.js';
import { lasted, later, type Finding, type Moment, type Said } from './finding.js';

/** The post has delivered the result, and the agency does not say that it is completed. */
export function deliveredNotReturned(
  { agency, parcels }: DossierClaims,
  { now, settling }: Moment,
): readonly Finding[] {
  const delivered = parcels.find(({ state }) => state === 'delivered');
  if (!delivered || agency.effectiveStatus === 'returned') return [];
  const since = later(delivered.at, agency.statusSince);
  return [
    {
      ...{ kind: 'deliveredNotReturned', about: delivered.id, since },
      claims: [scanned(delivered), { who: 'agency', says: agency.status, at: agency.statusSince }],
      settled: lasted(since, now, settling.agency),
      ...{ assumed: false, repair: { kind: 'none', why: 'agencyStates' } },
    },
  ];
}

/** The agency says that something has happened, or that nothing will, and it was seen otherwise. */
export const agencyContradictsSeen = (claims: DossierClaims, moment: Moment): readonly Finding[] => [
  ...returnedYetUnderWay(claims, moment),
  ...endedYetPaid(claims, moment),
];

/** It says that the result is in the applicant's hands, by post; the post has it still, or has failed to deliver it. */
function returnedYetUnderWay({ agency, parcels }: DossierClaims, { now, settling }: Moment): readonly Finding[] {
  const last = [...parcels].sort((a, b) => a.at.localeCompare(b.at)).at(-1);
  if (agency.status !== 'returned' || agency.returnBy !== 'post' || !last || !notDelivered.has(last.state)) return [];
  const since = later(last.at, agency.statusSince);
  return [
    {
      ...{ kind: 'agencyContradictsSeen', about: last.id, since },
      claims: [{ who: 'agency', says: agency.status, at: agency.statusSince }, scanned(last)],
      settled: lasted(since, now, settling.agency),
      ...{ assumed: false, repair: { kind: 'none', why: 'agencyStates' } },
    },
  ];
}

/** It says that nothing comes of the dossier; its fee is paid, and nobody sends it back. */
function endedYetPaid({ agency, payments }: DossierClaims, { now, settling }: Moment): readonly Finding[] {
  if (!endedUnserved.has(agency.status)) return [];
  return payments.flatMap(({ id, state, settledAt, received, refunded }): Finding[] => {
    if (state !== 'settled' || settledAt === undefined || refunded >= received) return [];
    const since = later(settledAt, agency.statusSince);
    return [
      {
        ...{ kind: 'agencyContradictsSeen', about: id, since },
        claims: [
          { who: 'agency', says: agency.status, at: agency.statusSince },
          { who: 'gateway', says: 'settled', amount: received, at: settledAt, evidence: id },
        ],
        settled: lasted(since, now, settling.agency),
        ...{ assumed: false, repair: { kind: 'elsewhere', act: 'refund', why: 'twoPersons' } },
      },
    ];
  });
}

const notDelivered: ReadonlySet<ParcelClaim['state']> = new Set([
  'accepted',
  'inTransit',
  'failed',
  'returning',
  'returned',
]);
const endedUnserved: ReadonlySet<DossierStatus> = new Set(['refused', 'withdrawn', 'stopped']);

const scanned = ({ id, state, at }: ParcelClaim): Said => ({ who: 'post', says: state, at, evidence: id });
