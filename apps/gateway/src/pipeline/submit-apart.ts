import { isOutage } from '@lienthong/store';
import type { Unit, UnitResult } from './unit.js';

/** Commits all of these units together. */
export type SubmitAll = (units: readonly Unit[]) => Promise<readonly UnitResult[]>;

/** Commits units together; what the store cannot take is found by halving, and fails alone. Rejects only where the store is away. */
export async function submitApart(units: readonly Unit[], submitAll: SubmitAll): Promise<readonly UnitResult[]> {
  try {
    return await submitAll(units);
  } catch (fault) {
    if (isOutage(fault)) throw fault;
    if (units.length === 1) return [{ fault }];
    const middle = units.length >> 1;
    const before = await submitApart(units.slice(0, middle), submitAll);
    return [...before, ...(await submitApart(units.slice(middle), submitAll))];
  }
}
