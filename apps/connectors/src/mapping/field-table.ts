/**
 * A mapping as a table that a domain expert can read: one entry per field of the partner's shape, in the order in which
 * they are sent, each one filled, derived by a named rule, or absent with the reason. The compiler refuses a table
 * that forgets a field, names one too many, or leaves out one that the partner's shape says is always there.
 */
export type FieldTable<Wire, Source, Tables> = {
  readonly [Field in keyof Wire]-?: undefined extends Wire[Field]
    ? Filled<Source, Tables, Exclude<Wire[Field], undefined>> | Absent
    : Filled<Source, Tables, Wire[Field]>;
};

export interface Filled<Source, Tables, Value> {
  /** RFC 6901 pointer to our field, in the words of api.md. */
  readonly from: string;
  /** Named where the value is more than our field in their spelling. */
  readonly rule?: string;
  readonly value: (source: Source, tables: Tables) => Value;
  /** Masked wherever the bytes are shown. */
  readonly personal?: true;
  /** Must not be empty, always or for such a source. */
  readonly required?: true | ((source: Source) => boolean);
}

/** A field that we do not send, and why. */
export interface Absent {
  readonly absent: string;
  /** Masked where the partner sends it. */
  readonly personal?: true;
}

type AnyFilled<Source, Tables> = Filled<Source, Tables, unknown>;

// The mapped type guarantees what the loose view below relies on: every entry belongs to a field of `Wire`.
const filledEntries = <Wire, Source, Tables>(
  table: FieldTable<Wire, Source, Tables>,
): [string, AnyFilled<Source, Tables>][] =>
  Object.entries<AnyFilled<Source, Tables> | Absent>(table).filter(
    (entry): entry is [string, AnyFilled<Source, Tables>] => 'value' in entry[1],
  );

/** Turns a table into the function that writes their shape, keys in the table's order. */
export function encoder<Wire, Source, Tables>(
  table: FieldTable<Wire, Source, Tables>,
): (source: Source, tables: Tables) => Wire {
  const entries = filledEntries(table);
  return (source, tables) => {
    const wire: Record<string, unknown> = {};
    for (const [field, { value }] of entries) wire[field] = value(source, tables);
    return wire as Wire;
  };
}

/** Pointers (in our words) of required fields that would go out empty. */
export function missingFields<Wire, Source, Tables>(
  table: FieldTable<Wire, Source, Tables>,
): (source: Source, tables: Tables) => string[] {
  const required = filledEntries(table).filter(([, { required }]) => required !== undefined);
  return (source, tables) =>
    required
      .filter(([, { required }]) => required === true || required?.(source))
      .filter(([, { value }]) => isBlank(value(source, tables)))
      .map(([, { from }]) => from);
}

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

/** Their names of the fields whose values are personal. */
export const personalFieldsOf = <Wire, Source, Tables>(table: FieldTable<Wire, Source, Tables>): string[] =>
  Object.entries<AnyFilled<Source, Tables> | Absent>(table)
    .filter(([, { personal }]) => personal)
    .map(([field]) => field);
