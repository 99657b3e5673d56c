/** What is wrong with a value, without the value: it may be personal. */
export type Complaint =
  | 'required'
  | 'unknownField'
  | 'notString'
  | 'notInteger'
  | 'notObject'
  | 'notList'
  | 'listTooShort'
  | 'listTooLong'
  | 'tooLong'
  | 'badText'
  | 'badCode'
  | 'badForm'
  | 'badTime'
  | 'notInTable'
  | 'badUrl';

/** Where and what; `allowed` lists a code table. */
export interface Fault {
  path: string;
  complaint: Complaint;
  allowed?: readonly string[];
}

/** Checks one present value at a path; the first fault, or undefined. */
export type Check = (value: unknown, path: string) => Fault | undefined;

export interface FieldRule {
  check: Check;
  /** Must be there and not empty. */
  required: boolean;
}

export type FieldTable = Record<string, FieldRule>;

/** A field that may be missing, null or the empty string. */
export const optional = (check: Check): FieldRule => ({ check, required: false });
export const required = (check: Check): FieldRule => ({ check, required: true });

/** A string without control characters (line breaks and tabs allowed), `longest` in Unicode code points. */
export const text =
  (longest: number): Check =>
  (value, path) => {
    if (typeof value !== 'string') return { path, complaint: 'notString' };
    if (!value.isWellFormed() || hasControlCharacter(value)) return { path, complaint: 'badText' };
    return [...value].length > longest ? { path, complaint: 'tooLong' } : undefined;
  };

/** A string of one form. */
export const form =
  (pattern: RegExp, complaint: Complaint = 'badForm'): Check =>
  (value, path) => {
    if (typeof value !== 'string') return { path, complaint: 'notString' };
    return pattern.test(value) ? undefined : { path, complaint };
  };

/** A string out of a code table. */
export const oneOf =
  (...allowed: readonly string[]): Check =>
  (value, path) => {
    if (typeof value !== 'string') return { path, complaint: 'notString' };
    return allowed.includes(value) ? undefined : { path, complaint: 'notInTable', allowed };
  };

/** `yyyyMMddHHmmss`, a moment that exists. */
export const moment: Check = (value, path) => {
  if (typeof value !== 'string') return { path, complaint: 'notString' };
  return momentExists(value) ? undefined : { path, complaint: 'badTime' };
};

/** An absolute http or https address. */
export const webAddress: Check = (value, path) => {
  if (typeof value !== 'string') return { path, complaint: 'notString' };
  return /^https?:\/\//.test(value) && URL.canParse(value) ? undefined : { path, complaint: 'badUrl' };
};

export const integer: Check = (value, path) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : { path, complaint: 'notInteger' };

/** An object of a table. */
export const fields =
  (table: FieldTable): Check =>
  (value, path) =>
    checkFields(value, table, path);

/** A list of objects of one table. */
export const list =
  (table: FieldTable, least: number, most: number): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return { path, complaint: 'notList' };
    if (value.length < least) return { path, complaint: 'listTooShort' };
    if (value.length > most) return { path, complaint: 'listTooLong' };
    for (const [i, item] of value.entries()) {
      const fault = checkFields(item, table, `${path}[${i}]`);
      if (fault) return fault;
    }
    return undefined;
  };

/** Checks an object against a table: nothing unknown, nothing required missing, every value right. */
export function checkFields(value: unknown, table: FieldTable, path: string): Fault | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { path, complaint: 'notObject' };
  const given = value as Record<string, unknown>;
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(table, name));
  if (unknown !== undefined) return { path: join(path, shown(unknown)), complaint: 'unknownField' };
  for (const [name, rule] of Object.entries(table)) {
    const field = Object.hasOwn(given, name) ? given[name] : undefined;
    if (isEmpty(field)) {
      if (rule.required) return { path: join(path, name), complaint: 'required' };
    } else {
      const fault = rule.check(field, join(path, name));
      if (fault) return fault;
    }
  }
  return undefined;
}

export const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** True for 14 digits that name a moment of the calendar. */
export function momentExists(value: string): boolean {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(value)?.slice(1).map(Number);
  if (!parts) return false;
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
  if (year < 1900 || hour > 23 || minute > 59 || second > 59) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function hasControlCharacter(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if ((unit < 0x20 && unit !== 0x09 && unit !== 0x0a && unit !== 0x0d) || unit === 0x7f) return true;
  }
  return false;
}

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);
/** A field name that we do not know, short enough and plain enough to repeat. */
const shown = (name: string) => name.slice(0, 40).replaceAll(/[^\p{L}\p{N}_.-]/gu, '?');
