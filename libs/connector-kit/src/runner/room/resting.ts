import type { TakenOver } from '@lienthong/store';
import type { AnyOperation } from '../../port.js';
import type { OpenRow } from '../../work-store/scan-open.js';
import type { RunnerSettings } from '../deps.js';
import { rankOf } from '../fair-queue.js';
import { heldBy } from '../take-over-hold.js';
import type { Resting } from './waiting-room.js';

/** How an open exchange of a shard that has been taken over rests, and until when it must wait for what its last owner sent. */
export function restingOf(
  row: OpenRow,
  operation: AnyOperation,
  takenOver: TakenOver,
  { ageingFactor }: Pick<RunnerSettings, 'ageingFactor'>,
): { readonly resting: Resting; readonly heldUntil: number } {
  const { due, insertedAt, state, nextAt, ...names } = row;
  const heldUntil = heldBy(operation, { state, insertedAt, ...(nextAt === null ? {} : { nextAt }) }, takenOver);
  const wakeAt = state === 'parked' ? Infinity : Math.max(nextAt ?? 0, heldUntil);
  return { resting: { ...names, open: 1, rank: rankOf(due, insertedAt, ageingFactor), wakeAt }, heldUntil };
}
