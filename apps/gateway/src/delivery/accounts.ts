import type { PostAccountConfig } from '@lienthong/config';
import { nearestServing } from '../access/nearest.js';
import type { UnitTree } from '../access/unit-tree.js';

/** Name of the agreement with the post for a unit's dossiers; `undefined`: nobody has said any. */
export type PostAccountOf = (unit: string) => string | undefined;

export const postAccounts =
  (accounts: readonly PostAccountConfig[], tree: UnitTree): PostAccountOf =>
  (unit) =>
    nearestServing(accounts, unit, tree)?.name;
