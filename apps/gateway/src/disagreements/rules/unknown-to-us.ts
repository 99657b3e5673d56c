import type { Unattributed } from './claims.js';
import { lasted, type Finding, type Moment, type Repair, type Said } from './finding.js';

const of: Readonly<
  Record<Unattributed['source'], { readonly who: Said['who']; readonly says: string; readonly repair: Repair }>
> = {
  credit: {
    ...{ who: 'bank', says: 'credited' },
    repair: { kind: 'elsewhere', act: 'assignCredit', why: 'twoPersons' },
  },
  submission: {
    ...{ who: 'portal', says: 'submitted' },
    repair: { kind: 'elsewhere', act: 'placeSubmission', why: 'unitIsNamed' },
  },
  parcel: { who: 'post', says: 'scanned', repair: { kind: 'elsewhere', act: 'dismiss', why: 'nobodyKnows' } },
};

/** Which of all that nobody knows: the source and its id there. */
export const aboutOf = ({ source, id }: Pick<Unattributed, 'source' | 'id'>): string => `${source}/${id}`;

/** The way back from {@link aboutOf}. */
export function unattributedNamed(about: string): Pick<Unattributed, 'source' | 'id'> {
  const cut = about.indexOf('/');
  return { source: about.slice(0, cut) as Unattributed['source'], id: about.slice(cut + 1) };
}

/** A partner tells of something, and no dossier here is its. */
export function unknownToUs({ source, id, at }: Unattributed, { now, settling }: Moment): Finding {
  const { who, says, repair } = of[source];
  return {
    ...{ kind: 'unknownToUs', about: aboutOf({ source, id }), since: at },
    claims: [
      { who, says, at, evidence: id },
      { who: 'gateway', says: 'unknown', at },
    ],
    settled: lasted(at, now, settling.systems),
    ...{ assumed: false, repair },
  };
}
