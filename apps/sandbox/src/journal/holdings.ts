import { isDeepStrictEqual } from 'node:util';
import type { Journal } from './journal.js';
import type { Effect, EffectKind } from './records.js';

/** What a partner holds under one code. */
export interface HeldState {
  partner: string;
  key: string;
  /** The record as last received whole; null where the partner has it from somebody else and nothing came since. */
  record: unknown;
  /** Progress rows in the order in which they were stored, repeats included. */
  progress: unknown[];
  /** `repeatedProgress`: rows identical to an earlier one. */
  /** As they came, repeats included. */
  statuses: unknown[];
  counts: Record<EffectKind | 'repeatedProgress', number>;
  /** Number of the last effect. */
  lastEffect: number;
}

/** The state of one code, folded from its effects. Undefined where there are none. */
export async function stateOf(journal: Journal, partner: string, key: string): Promise<HeldState | undefined> {
  const numbers = journal.effectsOf(partner, key);
  if (numbers.length === 0) return undefined;
  const counts = { created: 0, updated: 0, foreign: 0, progress: 0, status: 0, repeatedProgress: 0 };
  const state: HeldState = {
    partner,
    key,
    record: null,
    progress: [],
    statuses: [],
    counts,
    lastEffect: numbers.at(-1)!,
  };
  for (const number of numbers) fold(state, await journal.readEffect(number));
  return state;
}

function fold(state: HeldState, { kind, record }: Effect): void {
  state.counts[kind] += 1;
  if (kind === 'progress') {
    if (state.progress.some((row) => isDeepStrictEqual(row, record))) state.counts.repeatedProgress += 1;
    state.progress.push(record);
  } else if (kind === 'status') {
    state.statuses.push(record);
  } else if (kind !== 'foreign') {
    state.record = record;
  }
}
