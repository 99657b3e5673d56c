import { createHash } from 'node:crypto';
import type { Page, Paged } from '../core-words.js';
import { canonicalJson } from '../journey/canonical-json.js';

/** What a cursor belongs to: one list, with one set of filters. */
export interface Scope {
  readonly list: string;
  readonly [filter: string]: unknown;
}

/** A cursor that nobody should read: a place, and which list it is a place of. It holds no personal value. */
export const encodeCursor = (scope: Scope, place: string | number): string =>
  Buffer.from(JSON.stringify([markOf(scope), place]), 'utf8').toString('base64url');

/** The rows of a page, of which one more than its limit was asked for: that there is one more gives the cursor behind the last. */
export function cutPage<Row>(
  rows: readonly Row[],
  { limit }: Page,
  scope: Scope,
  placeOf: (row: Row) => string | number,
): Paged<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last ? { nextCursor: encodeCursor(scope, placeOf(last)) } : {}) };
}

/** A cursor that this list did not give. The client must act: start again without one. */
export class BadCursor extends Error {
  constructor(
    /** Of the query, in which it stood. */
    readonly parameter = 'cursor',
  ) {
    super('the cursor is not one that an earlier answer of this list gave');
    this.name = 'BadCursor';
  }
}

/**
 * The place in a cursor that this list gave, under these filters; undefined without one.
 * @throws {BadCursor}
 */
export function decodeCursor<Type extends 'string' | 'number'>(
  scope: Scope,
  cursor: string | undefined,
  type: Type,
  parameter?: string,
): (Type extends 'number' ? number : string) | undefined {
  if (cursor === undefined) return undefined;
  const [mark, place] = read(cursor);
  if (mark !== markOf(scope) || typeof place !== type) throw new BadCursor(parameter);
  return place as Type extends 'number' ? number : string;
}

function read(cursor: string): readonly unknown[] {
  try {
    const found: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(found) && found.length === 2 ? found : [];
  } catch {
    return [];
  }
}

const markOf = (scope: Scope): string =>
  createHash('sha256').update(canonicalJson(scope), 'utf8').digest('base64url').slice(0, 8);
