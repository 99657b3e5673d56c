/** Units of the province that goes live. */
export const unitsOfBench: readonly string[] = Array.from(
  { length: 40 },
  (_, n) => `H44.${String(n + 1).padStart(2, '0')}`,
);
