import type { Area } from './area.js';
import { readLines } from './read-lines.js';
import { legacyLines } from './tables/legacy.mapping.js';
import { presentLines } from './tables/present.mapping.js';

/** Areas that stood at one time, by code: the levels' codes differ in length, so a code is one area. */
export type AreaTable = ReadonlyMap<string, Area>;

interface Tables {
  readonly present: AreaTable;
  /** Those of before the reform. */
  readonly former: AreaTable;
}

let read: Tables | undefined;

/** Read at the first question, once for the process. */
export function tables(): Tables {
  read ??= {
    present: tableOf(readLines(presentLines, 'present')),
    former: tableOf(readLines(legacyLines, 'former')),
  };
  return read;
}

/** In the order of their codes, which is the order of lists. */
const tableOf = (areas: Area[]): AreaTable =>
  new Map(areas.sort((one, other) => (one.code < other.code ? -1 : 1)).map((area) => [area.code, area]));
