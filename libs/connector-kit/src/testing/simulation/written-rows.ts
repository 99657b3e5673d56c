import type { Statement } from './simulated-store.js';

/** A row as a statement wrote it. */
export interface WrittenRow {
  readonly exchange: string;
  readonly version: number;
  readonly state: string;
  readonly cause: string;
}

const insert = 'insert into connectors.work (';
const update = 'update connectors.work w set state';

/** Exchanges that a statement would insert. */
export const insertedBy = (statement: Statement): readonly string[] => parametersAfter(statement, insert, 1)[0] ?? [];

/** Rows whose state a statement would write. */
export function updatedBy(statement: Statement): readonly WrittenRow[] {
  const [exchanges = [], , , , states = [], versions = [], , , , , causes = []] = parametersAfter(
    statement,
    update,
    11,
  );
  return exchanges.map((exchange, at) => ({
    exchange,
    version: Number(versions[at]),
    state: states[at]!,
    cause: causes[at]!,
  }));
}

/** The first so many parameters of the rows that follow these words, as text. */
function parametersAfter({ text, values }: Statement, words: string, count: number): readonly (readonly string[])[] {
  const from = text.indexOf(words);
  const first = from < 0 ? undefined : /unnest\(\$(\d+)::/.exec(text.slice(from))?.[1];
  if (first === undefined) return [];
  const at = Number(first) - 1;
  return values.slice(at, at + count).map((value) => elementsOf(value as Buffer));
}

const typeOf = { uuid: 2950, text: 25, int4: 23, int8: 20 } as const;

/** An array in PostgreSQL's binary format; see `binaryArray` of the store. */
function elementsOf(array: Buffer): string[] {
  const type = array.readInt32BE(8);
  const elements: string[] = [];
  for (let at = 20; at < array.length;) {
    const length = array.readInt32BE(at);
    at += 4;
    elements.push(length < 0 ? '' : textOf(type, array.subarray(at, at + length)));
    at += Math.max(0, length);
  }
  return elements;
}

function textOf(type: number, bytes: Buffer): string {
  switch (type) {
    case typeOf.uuid:
      return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    case typeOf.int4:
      return String(bytes.readInt32BE());
    case typeOf.int8:
      return String(bytes.readBigInt64BE());
    default:
      return bytes.toString('utf8');
  }
}
