/** Runs it for each: what came out, and the faults of those of which nothing did. One that fails is none of its neighbours' business. */
export function eachApart<One, Result>(
  all: readonly One[],
  run: (one: One) => Result,
): { readonly results: readonly Result[]; readonly faults: readonly unknown[] } {
  const results: Result[] = [];
  const faults: unknown[] = [];
  for (const one of all) {
    try {
      results.push(run(one));
    } catch (fault) {
      faults.push(fault);
    }
  }
  return { results, faults };
}
