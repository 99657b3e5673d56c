import { types } from 'pg';

const oid = { int8: 20, date: 1082, timestamp: 1114, textArray: 1009, int8Array: 1016 } as const;

const parseTextArray = types.getTypeParser(oid.textArray as never) as (text: string) => unknown;

/** A bigint as a number; one that a number cannot hold exactly is an error, never a rounded value. */
function exactNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`a bigint of the database is beyond 2^53: select it as text`);
  return value;
}

const own: Readonly<Record<number, (text: string) => unknown>> = {
  [oid.int8]: exactNumber,
  [oid.int8Array]: (text) =>
    (parseTextArray(text) as (string | null)[]).map((item) => (item === null ? null : exactNumber(item))),
  // Without a zone they are no instants: they stay text.
  [oid.date]: (text) => text,
  [oid.timestamp]: (text) => text,
};

/** How values come back, on both stores: bigint → number, timestamptz → Date, bytea → Buffer, date and timestamp → text. */
export const typeParsers = {
  getTypeParser: (id: number, format?: 'text' | 'binary') =>
    (format === undefined || format === 'text' ? own[id] : undefined) ?? types.getTypeParser(id, format as 'text'),
};
