/** Exchanges that the gateway knows to have ended well, from its business counters. */
export async function settledCount(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  let sum = 0;
  for (const [, outcome, value] of text.matchAll(/^lienthong_exchanges_settled_total\{([^}]*)\} (\S+)$/gm)) {
    if (outcome!.includes('outcome="done"')) sum += Number(value);
  }
  return sum;
}
