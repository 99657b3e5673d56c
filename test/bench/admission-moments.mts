/** How far a day is. Counts of fees; seconds. */
export interface DayMoment {
  /** Since the beginning. */
  readonly at: number;
  readonly accepted: number;
  /** Orders that the platform has. */
  readonly ordered: number;
  readonly paid: number;
  readonly settled: number;
  /** Their dossiers stand at the portal as paid. */
  readonly told: number;
  /** How long the oldest of those has waited that are not settled, as if they were settled in order of acceptance. */
  readonly oldest: number;
}

/** Payments settled, as the gateway counts them in all its processes. */
export async function settledPayments(url: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`/metrics: ${answer.status} ${text}`);
  let sum = 0;
  for (const [, value] of text.matchAll(/^lienthong_payments_settled_total\{[^}]*\} (\S+)$/gm)) sum += Number(value);
  return sum;
}
