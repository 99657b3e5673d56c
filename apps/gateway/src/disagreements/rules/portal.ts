import type { Trouble } from '../../journey/lane.js';
import type { DossierClaims } from './claims.js';
import { lasted, later, type Finding, type Moment, type Repair, type Said } from './finding.js';

const tell: Repair = { kind: 'tellPortal' };

/** We told it, or hold it, and the portal, when asked, does not have it. */
export function missingAtPortal({ agency, told, portal }: DossierClaims, { settling }: Moment): readonly Finding[] {
  // What the portal itself submitted stands there under its own number.
  if (!portal || portal.there || agency.revision === 0) return [];
  const ours: Said | undefined = agency.untold
    ? { who: 'agency', says: 'recorded', at: agency.updatedAt }
    : told && { who: 'gateway', says: 'acknowledged', at: told.since, ...shownBy(told.exchange) };
  if (!ours) return [];
  const theirs: Said = { who: 'portal', says: 'absent', at: portal.at, evidence: portal.exchange };
  return [
    {
      ...{ kind: 'missingAtPortal', about: '', claims: [ours, theirs], since: later(ours.at, portal.at) },
      // An answer from before the telling, or just behind it, shows nothing; one under way explains it.
      settled: (agency.untold || told!.inStep) && lasted(ours.at, Date.parse(portal.at), settling.systems),
      ...{ assumed: false, repair: tell },
    },
  ];
}

/** The portal has it, and not as it stands: by its own word where its wire says so, else by what it has acknowledged. */
export function statusBehind(claims: DossierClaims, moment: Moment): readonly Finding[] {
  const { agency, told, portal } = claims;
  if (agency.revision === 0 || portal?.there === false) return [];
  if (told && !told.inStep && !agency.untold) return [assumedBehind(claims, told, moment)];
  if (!portal || portal.status === undefined || portal.status === agency.effectiveStatus) return [];
  const since = told && !agency.untold ? later(agency.statusSince, told.since) : agency.statusSince;
  return [
    {
      ...{ kind: 'statusBehind', about: '', since },
      claims: [
        { who: 'gateway', says: agency.effectiveStatus, at: agency.statusSince },
        { who: 'portal', says: portal.status, at: portal.at, evidence: portal.exchange },
      ],
      settled: lasted(since, Date.parse(portal.at), moment.settling.systems),
      ...{ assumed: false, repair: tell },
    },
  ];
}

/** It has not acknowledged the newest: how it stands there is concluded from that. */
function assumedBehind(
  { agency }: DossierClaims,
  { since, trouble, exchange }: NonNullable<DossierClaims['told']>,
  { now, settling }: Moment,
): Finding {
  const by = trouble?.exchange ?? exchange;
  return {
    ...{ kind: 'statusBehind', about: '', since },
    claims: [
      { who: 'gateway', says: agency.effectiveStatus, at: agency.statusSince },
      { who: 'portal', says: 'notAcknowledged', at: since, ...shownBy(by) },
    ],
    // What is on its way may take as long as the portal is away: that is no disagreement, and the exchanges say so themselves.
    settled: lasted(since, now, stuck.has(trouble?.state) ? settling.systems : settling.agency),
    assumed: true,
    // Nobody sends what was given up; everything else is on its way, or waits for a person with its exchange.
    repair: trouble?.state === 'abandoned' ? tell : { kind: 'none', why: 'exchangeUnderWay' },
  };
}

/** Nothing more happens by itself. */
const stuck: ReadonlySet<Trouble['state'] | undefined> = new Set(['parked', 'refused', 'abandoned']);

const shownBy = (evidence: string | undefined): { readonly evidence?: string } =>
  evidence === undefined ? {} : { evidence };
