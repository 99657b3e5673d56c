/** What the operations' controllers are given, by name. */
export const METRICS = Symbol('Metrics');
export const READINESS = Symbol('Readiness');
/** Only where partners are talked to. */
export const PARTNERS_HEALTH = Symbol('PartnersHealth');
