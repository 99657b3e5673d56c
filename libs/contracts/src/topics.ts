/** The topics between the two sides. The key of every record is its subject. */
export const topics = {
  /**
   * gateway → connectors: exchanges that have been created (`exchange.announced`), operators' commands (`exchange.command`),
   * payments that money may come for (`payment.expected`), rows to be read again (`row.reRead`), and what it has of all that it was told (`facts.acknowledged`).
   */
  exchanges: 'lienthong.exchanges',
  /**
   * connectors → gateway: what became of them (`exchange.changed`, `exchange.commandAnswered`, `exchange.strayCall`) and what
   * partners told unasked (`credit.received`, `payment.claimed`, `handover.told`, `dossier.submitted`), or by a feed
   * (`delivery.tracked`), what of it nobody can read (`row.unreadable`), and what came of reading it again (`row.readAgain`).
   */
  outcomes: 'lienthong.outcomes',
} as const;

/** Consumer groups: one per side. */
export const groups = { gateway: 'gateway', connectors: 'connectors' } as const;

/** Number of shards subjects are hashed into. */
export const shardCount = 64;
