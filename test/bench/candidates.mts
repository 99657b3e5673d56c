import { plannedDossier, type BenchClient, type Planned } from './dossiers.ts';

/** A candidate who owes the fee of an examination; nobody's data. */
export interface Candidate extends Planned {
  /** Body of the payment that the agency opens for the fee. */
  readonly payment: string;
  /** VND. */
  readonly amount: number;
  /** Epoch milliseconds, when the payment closes. */
  readonly closes: number;
}

/** What the window admits: every dossier of the run is of this procedure. */
export const admittedClass = 'procedure:1.003560';

/** Due dates are so far apart, and in no order, that who is due first decides about turns. */
const closesAfter = 24 * 3_600_000;
const closesApart = 60_000;
const closesClasses = 600;

/** The n-th candidate of a day, agencies in turns; `now`: epoch milliseconds of the request. */
export function candidate(n: number, clients: readonly BenchClient[], now: number): Candidate {
  const client = clients[n % clients.length]!;
  const planned = plannedDossier(n, { prefix: 'thi', clients: [client], ofFirst: 4, dueStepMillis: 0 });
  const closes = now + closesAfter + ((n * 271) % closesClasses) * closesApart;
  const payment = JSON.stringify({
    dossier: planned.code,
    fees: ['LP01'],
    method: 'paymentPlatform',
    amount: feeOfDossier,
    expiresAt: new Date(closes).toISOString(),
  });
  return { ...planned, payment, amount: feeOfDossier, closes };
}

/** As `plannedDossier` states it. */
const feeOfDossier = 50_000;

/** Which candidate a dossier is of; undefined where it is of none. */
export function numberOf(code: string): number | undefined {
  const digits = /-thi-(\d+)$/.exec(code)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
