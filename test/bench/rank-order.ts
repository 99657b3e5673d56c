/** One dossier as a client stated it, with what its turn depends on. Epoch milliseconds. */
export interface Stated {
  readonly code: string;
  readonly client: string;
  readonly due: number;
  readonly acceptedAt: number;
}

export interface OrderReport {
  /** By how many places the one furthest from its place in rank order is away from it. */
  readonly furthest: number;
  /** Within the time in which all clients had something waiting: the largest lead of one over its equal share, in turns. */
  readonly largestLead: number;
}

/** Smaller goes first: due date, with every millisecond of waiting counting `ageingFactor` of one of due date. */
export const rankOf = ({ due, acceptedAt }: Stated, ageingFactor: number): number => due + acceptedAt * ageingFactor;

/**
 * How far the order in which a partner got a backlog is from rank order within each client and from equal turns among clients.
 * What is picked goes out at once but on many connections, so a few places either way are no disorder.
 */
export function compareWithRank(arrived: readonly Stated[], ageingFactor: number): OrderReport {
  let furthest = 0;
  for (const own of Map.groupBy(arrived, ({ client }) => client).values()) {
    const ranked = own.toSorted((a, b) => rankOf(a, ageingFactor) - rankOf(b, ageingFactor));
    const place = new Map(ranked.map(({ code }, at) => [code, at]));
    own.forEach(({ code }, at) => (furthest = Math.max(furthest, Math.abs(place.get(code)! - at))));
  }
  return { furthest, largestLead: largestLead(arrived) };
}

function largestLead(arrived: readonly Stated[]): number {
  const left = new Map<string, number>();
  for (const { client } of arrived) left.set(client, (left.get(client) ?? 0) + 1);
  const had = new Map([...left.keys()].map((client) => [client, 0]));
  let lead = 0;
  for (const { client } of arrived) {
    if ([...left.values()].includes(0)) break;
    had.set(client, had.get(client)! + 1);
    left.set(client, left.get(client)! - 1);
    lead = Math.max(lead, Math.max(...had.values()) - Math.min(...had.values()));
  }
  return lead;
}
