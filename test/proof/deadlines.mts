/** Of every operation in the crash run, milliseconds. */
export const deadlines = { hardMs: 2_000, settlingMs: 1_000 } as const;

/** A partner that is late lets an effect take place so long after it read the request: within the settling time. */
export const lateEffectMs = 700;

/** Between processes a request may lie on its way before a partner is late with it. */
export const clusterDeadlines = { hardMs: 2_000, settlingMs: 2_000 } as const;

/** Longest time for which a request to a partner is held up; with `lateEffectMs` well within the settling time. */
export const longestPartnerStallMs = 600;

/**
 * Longest time for which the sandbox stands still: calls end at their hard deadline, and what it had read, or finds on waking, takes
 * effect with `lateEffectMs` more well within the settling time.
 */
export const longestSandboxFreezeMs = 2_200;

/** A lease of the connectors' shards on PostgreSQL. */
export const leaseMs = 5_000;

/** A member of a consumer group that is silent for so long loses its partitions. */
export const kafkaSessionMs = 6_000;
