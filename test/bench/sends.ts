import { compareWithRank, type OrderReport, type Stated } from './rank-order.ts';

/** A send of an exchange, and the process that made it. */
export interface Send {
  readonly subject: string;
  /** When the connectors took the exchange over: from then on it ages. */
  readonly inserted_at: Date;
  /** Who held the lease when the outcome was stored; a process without it stores none, so it is who made the call. */
  readonly owner: string;
  readonly attempt: number;
  /**
   * Before its first byte, on the clock of that process, to the millisecond: within one process an order, but for what went in
   * one burst; between two of them none.
   */
  readonly started_at: Date;
}

/** SQL for all rows of {@link Send}. */
export const allSends = `
  select w.subject, w.inserted_at, a.owner, a.attempt, a.started_at
  from connectors.attempt a join connectors.work w on w.exchange = a.exchange`;

/** How one process brought what it owned of a backlog. */
export interface ProcessOrder {
  readonly owner: string;
  /** Sent once and no oftener, in the order of the sends; accepted when the connectors took it over. */
  readonly sent: readonly Stated[];
  /** How many it had to send again: their turn came with their retry, not with their rank. */
  readonly tried: number;
  /** Of the sends, as the process noted them. */
  readonly sends: OrderReport;
  /** Of the same at the partner, as it noted them. */
  readonly arrivals: OrderReport;
}

export interface Backlog {
  /** What clients stated of it; sends of anything else are left out. */
  readonly stated: readonly Stated[];
  /** In any order; see {@link allSends}. */
  readonly sends: readonly Send[];
  /** Codes in the order in which the partner got them. */
  readonly arrived: readonly string[];
}

/** Rank order and turns within each process: those that share a backlog by its subjects know nothing of each other's. */
export function orderPerProcess({ stated, sends, arrived }: Backlog, ageingFactor: number): readonly ProcessOrder[] {
  const byCode = new Map(stated.map((one) => [one.code, one]));
  const ofBacklog = sends.filter(({ subject }) => byCode.has(subject));
  const again = new Set(ofBacklog.filter(({ attempt }) => attempt > 1).map(({ subject }) => subject));
  const place = new Map(arrived.map((code, at) => [code, at]));
  /** Of one millisecond the partner alone can tell. */
  const inOrder = (a: Send, b: Send): number =>
    a.started_at.getTime() - b.started_at.getTime() || (place.get(a.subject) ?? 0) - (place.get(b.subject) ?? 0);
  return [...Map.groupBy(ofBacklog.toSorted(inOrder), ({ owner }) => owner)].map(([owner, own]) => {
    const sent = own.flatMap(({ subject, inserted_at }) =>
      again.has(subject) ? [] : [{ ...byCode.get(subject)!, acceptedAt: inserted_at.getTime() }],
    );
    const ownByCode = new Map(sent.map((one) => [one.code, one]));
    return {
      owner,
      sent,
      tried: new Set(own.map(({ subject }) => subject)).size - sent.length,
      sends: compareWithRank(sent, ageingFactor),
      arrivals: compareWithRank(
        arrived.flatMap((code) => ownByCode.get(code) ?? []),
        ageingFactor,
      ),
    };
  });
}

/** How many others its process sent between taking this one over and sending it. */
export const passedBy = (one: Send, sends: readonly Send[]): number =>
  sends.filter(
    ({ owner, started_at }) => owner === one.owner && started_at > one.inserted_at && started_at < one.started_at,
  ).length;

/**
 * What is out of order, in sentences; none where all is well. What is picked goes out at once: from its place in rank order a send
 * may differ by what is out together (`concurrency`, of all processes), an arrival by that once on its way out and once on the
 * partner's side. A retry takes a turn of its client that is not among the compared.
 */
export function disorderOf({ owner, tried, sends, arrivals }: ProcessOrder, concurrency: number): readonly string[] {
  const found: string[] = [];
  const wanted = [
    { what: 'was sent', report: sends, places: concurrency },
    { what: 'arrived', report: arrivals, places: 2 * concurrency },
  ];
  for (const { what, report, places } of wanted) {
    if (report.furthest > places) found.push(`${owner}: one ${what} ${report.furthest} places from its rank`);
    if (report.largestLead > concurrency + tried)
      found.push(`${owner}: one client was ${report.largestLead} turns ahead in what ${what}`);
  }
  return found;
}
