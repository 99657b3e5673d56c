import { AsyncLocalStorage } from 'node:async_hooks';

const urgency = new AsyncLocalStorage<true>();

/** Somebody waits for what this does: where there is one session for all, it comes before what nobody waits for. */
export const urgently = <T>(work: () => T): T => urgency.run(true, work);

export const isUrgent = (): boolean => urgency.getStore() === true;
