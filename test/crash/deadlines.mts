/** Of every operation in the crash run, milliseconds. */
export const deadlines = { hardMs: 2_000, settlingMs: 1_000 } as const;

/** A partner that is late lets an effect take place so long after it read the request: within the settling time. */
export const lateEffectMs = 700;
