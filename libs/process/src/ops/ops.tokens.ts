/** What the operations' controllers are given, by name. */
export const METRICS = Symbol('Metrics');
export const READINESS = Symbol('Readiness');
