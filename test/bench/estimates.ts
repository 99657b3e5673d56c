/** What a refused request was told: how much of its client waited, and how long that would take, milliseconds. */
export interface Told {
  readonly at: number;
  readonly waiting: number;
  readonly millis: number;
}

export interface EstimateReport {
  readonly compared: number;
  /** Told over taken, the middle one. */
  readonly median: number;
  /** Share of what was told that lies within a quarter of what it took: one commit lets many go, so of a short queue few do. */
  readonly within: number;
  /** In how many different seconds anything was told. */
  readonly seconds: number;
}

/** What was told against how long as many answers as waited then took to come. `answered`: instants, in order. */
export function compareEstimates(told: readonly Told[], answered: readonly number[]): EstimateReport {
  const compared = told.flatMap(({ at, waiting, millis }) => {
    const end = answered[firstAfter(answered, at) + waiting - 1];
    return end === undefined || waiting === 0 ? [] : [{ at, ratio: millis / Math.max(1, end - at) }];
  });
  const ratios = compared.map(({ ratio }) => ratio).sort((a, b) => a - b);
  const within = ratios.filter((ratio) => ratio >= 0.75 && ratio <= 1.25).length;
  return {
    compared: ratios.length,
    median: ratios[ratios.length >> 1] ?? NaN,
    within: within / ratios.length,
    seconds: new Set(compared.map(({ at }) => Math.floor(at / 1_000))).size,
  };
}

function firstAfter(sorted: readonly number[], at: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
