/** What the simulated partner answers to a call. */
export type Verdict = 'ok' | 'refused' | 'later' | 'unreadable' | 'throws' | 'serverError';
