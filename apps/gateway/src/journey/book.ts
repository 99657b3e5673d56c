import type { DossierContent, DossierStatus } from '@lienthong/contracts';
import type { BookEntries, DossierState } from './subject.js';

/** Nobody has taken these in: handed in but not looked at, or sent back at the counter. */
const notTakenIn: ReadonlySet<DossierStatus> = new Set(['registered', 'refused']);

/**
 * The entries of a dossier after something has happened to it, beside those that it has. The day of an entry is the one that the
 * agency states; where it states none, that on which the gateway has heard of it. A return that is recorded long afterwards and
 * states no day has no entry: any day would be untrue.
 */
export function bookEntries(
  content: Pick<DossierContent, 'status' | 'receivedAt' | 'submittedAt' | 'finishedAt' | 'returnedAt'>,
  { effectiveStatus, facts }: Pick<DossierState, 'effectiveStatus' | 'facts'>,
  before: (BookEntries & Pick<DossierState, 'status' | 'effectiveStatus'>) | undefined,
  /** When the gateway has heard of it; undefined where that is long afterwards. */
  heardAt: string | undefined,
): BookEntries {
  const receiptHeard = before === undefined || notTakenIn.has(before.status) ? heardAt : undefined;
  const received =
    before?.receivedAt ??
    (isTakenIn(content) ? instant(content.receivedAt, receiptHeard ?? content.submittedAt) : undefined);
  const returnHeard = before?.effectiveStatus === 'returned' ? undefined : heardAt;
  const returned =
    before?.returnedAt ??
    (effectiveStatus === 'returned'
      ? instant(content.returnedAt, facts.delivered?.at, content.finishedAt, returnHeard)
      : undefined);
  return {
    ...(received === undefined ? {} : { receivedAt: received }),
    ...(returned === undefined ? {} : { returnedAt: returned }),
  };
}

/** One that was withdrawn may never have been taken in: then it says when, or it was not. */
const isTakenIn = ({ status, receivedAt }: Pick<DossierContent, 'status' | 'receivedAt'>): boolean =>
  !notTakenIn.has(status) && (status !== 'withdrawn' || (receivedAt ?? null) !== null);

/** The first that is stated. */
function instant(...times: readonly (string | null | undefined)[]): string | undefined {
  const first = times.find((time) => time !== undefined && time !== null);
  return first === undefined ? undefined : new Date(first).toISOString();
}

/** What a line of the log says of entries that are new with it. */
export function newEntries(
  before: BookEntries | undefined,
  after: BookEntries & Pick<DossierState, 'unit'>,
): Readonly<Record<string, string>> {
  const { receivedAt, returnedAt, unit } = after;
  const received = before?.receivedAt === undefined && receivedAt !== undefined;
  const returned = before?.returnedAt === undefined && returnedAt !== undefined;
  return {
    ...(received ? { receivedAt } : {}),
    ...(returned ? { returnedAt } : {}),
    ...(received || returned ? { unit } : {}),
  };
}
