/** The topics between the two sides. The key of every record is its subject. */
export const topics = {
  /** gateway → connectors: exchanges that have been created (`exchange.announced`) and operators' commands (`exchange.command`). */
  exchanges: 'lienthong.exchanges',
  /** connectors → gateway: what became of them (`exchange.changed`, `exchange.commandAnswered`, `exchange.strayCall`). */
  outcomes: 'lienthong.outcomes',
} as const;

/** Consumer groups: one per side. */
export const groups = { gateway: 'gateway', connectors: 'connectors' } as const;

/** Number of shards subjects are hashed into. */
export const shardCount = 64;
