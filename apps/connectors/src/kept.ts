const hour = 3_600_000;

/**
 * How long after its end a check is kept on this side: as long as the right to its answer lasts, but an hour at least, in which an
 * outage of the bus loses no verdict.
 */
export const keptMs = ({ validHours }: { readonly validHours: number }): number => Math.max(validHours, 1) * hour;
