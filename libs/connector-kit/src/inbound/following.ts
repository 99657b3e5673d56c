import { ensureTimers, scheduleTimers, type Tx } from '@lienthong/store';
import type { Follows } from './follow.js';
import type { Expectation } from './port.js';
import type { ReceivedBatch } from './received.js';

interface Stored {
  readonly expected: readonly Expectation[];
  readonly told: ReceivedBatch['told'];
}

/** Sets the timers that follow from what this transaction stored; whether there are any that are wanted at once. */
export async function setFollowing(tx: Tx, follows: Follows | undefined, { expected, told }: Stored): Promise<boolean> {
  if (!follows || follows.size === 0) return false;
  const later = expected.flatMap((one) => [...follows.values()].flatMap((follow) => follow.expected?.(one) ?? []));
  const soon = told.flatMap(({ partner, at, ...fact }) => follows.get(partner)?.told?.(fact, new Date(at)) ?? []);
  await ensureTimers(tx, 'connectors', later);
  await scheduleTimers(tx, 'connectors', soon);
  return soon.length > 0;
}
