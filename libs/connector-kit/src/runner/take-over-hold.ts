import type { TakenOver } from '@lienthong/store';
import type { Work } from '../exchange/work.js';
import { storesAttempts, type AnyOperation } from '../port.js';
import type { Lane } from './lane.js';

/**
 * Until when a lane must wait after a take-over: only where the dead owner may have had a call out whose attempt was not stored,
 * and only as long as that call may still land. Epoch milliseconds, 0 when nothing holds it.
 */
export function heldAfterTakeOver({ operation, entries }: Lane, takenOver: TakenOver): number {
  return Math.max(0, ...entries.map(({ work }) => heldBy(operation, work, takenOver)));
}

/** The same, for what one open exchange of the lane says. */
export function heldBy(
  operation: AnyOperation,
  work: Pick<Work, 'state' | 'insertedAt' | 'nextAt'>,
  takenOver: TakenOver,
): number {
  if (takenOver.how === 'never' || takenOver.how === 'clean' || storesAttempts(operation)) return 0;
  const ended = takenOver.endedAt.getTime();
  const mayHaveBeenOut =
    (work.state === 'waiting' || work.state === 'unknown') && work.insertedAt <= ended && (work.nextAt ?? 0) <= ended;
  if (!mayHaveBeenOut) return 0;
  // A dead process has no sockets left; one that may only be frozen can still send until its own deadline.
  const stillSending = takenOver.how === 'died' ? 0 : operation.hardDeadlineMs;
  return ended + stillSending + operation.settlingMs;
}
