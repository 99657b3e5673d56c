/** A cursor that nobody should read; it holds no personal value. */
export const encodeCursor = (place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(place), 'utf8').toString('base64url');

/** A cursor that this service did not give. The client must act: start again without one. */
export class BadCursor extends Error {
  constructor() {
    super('the cursor is not one that an earlier answer gave');
    this.name = 'BadCursor';
  }
}

/** @throws {BadCursor} */
export function decodeCursor<Place extends readonly (string | number)[]>(
  cursor: string | undefined,
  types: { readonly [At in keyof Place]: Place[At] extends number ? 'number' : 'string' },
): Place | undefined {
  if (cursor === undefined) return undefined;
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new BadCursor();
  }
  const fits =
    Array.isArray(place) && place.length === types.length && place.every((value, at) => typeof value === types[at]);
  if (!fits) throw new BadCursor();
  return place as unknown as Place;
}
