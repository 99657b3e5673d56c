import { uuidPattern } from '@lienthong/contracts';
import type { FaultCode } from './faults.messages.js';
import { parseTimestamp } from './timestamp.js';

/** What is wrong with one value: a stable code, and numbers or words for its sentence; never the value. */
export interface Fault {
  readonly code: FaultCode;
  readonly params?: Readonly<Record<string, string | number>>;
  /** Which element of a list it is. */
  readonly at?: number;
}
/** A check of one value together with what JSON Schema can say of it. */
export interface Rule {
  check(value: unknown): Fault | undefined;
  readonly schema: Readonly<Record<string, unknown>>;
}

const stringRule = (check: (value: string) => Fault | undefined, schema: Record<string, unknown>): Rule => ({
  check: (value) => (typeof value === 'string' ? check(value) : { code: 'type.string' }),
  schema: { type: 'string', ...schema },
});

const lengthFault = (value: string, max: number): Fault | undefined =>
  value.length > max ? { code: 'text.tooLong', params: { max } } : undefined;

// Neither XML 1.0 nor the partners' databases can hold these; tab and line breaks are text.
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/;

/** Free text. Lengths in UTF-16 units. */
export const text = (max: number, min: 0 | 1 = 0): Rule =>
  stringRule(
    (value) => {
      if (min === 1 && value.trim() === '') return { code: 'text.blank' };
      return lengthFault(value, max) ?? (unprintable.test(value) ? { code: 'text.control' } : undefined);
    },
    { maxLength: max, ...(min ? { minLength: min } : {}) },
  );

const pattern = (expression: RegExp, code: FaultCode, max: number, extra: Record<string, unknown> = {}): Rule =>
  stringRule((value) => lengthFault(value, max) ?? (expression.test(value) ? undefined : { code }), {
    maxLength: max,
    pattern: expression.source,
    ...extra,
  });

/** Dossiers, procedures, units, fields, components, results, fees. */
export const code = pattern(/^[A-Za-z0-9._-]{1,60}$/, 'code.invalid', 60, { minLength: 1 });
/** A code that stands in an address: `.` and `..` are steps of a path, which clients and proxies resolve on the way. */
export const pathCode: Rule = {
  check: (value) => code.check(value) ?? (value === '.' || value === '..' ? { code: 'code.dots' } : undefined),
  schema: { ...code.schema, not: { enum: ['.', '..'] } },
};
/** Partner, operation and cause of a class of failures. */
export const failureClass = pattern(
  /^[A-Za-z0-9-]{1,60}:[A-Za-z0-9-]{1,60}:[A-Za-z.~0-9-]{1,100}$/,
  'failureClass.invalid',
  222,
  { minLength: 1 },
);
/** An id of ours in a body. */
export const id = pattern(uuidPattern, 'id.invalid', 36, { format: 'uuid' });
/** Of a file, hex, in a query. */
export const sha256 = pattern(/^[0-9A-Fa-f]{64}$/, 'sha256.invalid', 64);
export const areaCode = pattern(/^\d{1,10}$/, 'area.invalid', 10);
export const personalNumber = pattern(/^(?:\d{12}|\d{9})$/, 'personalNumber.invalid', 12);
/** 10 digits, 13 with a branch, or the 12 of a person. */
export const taxCode = pattern(/^(?:\d{10}(?:-?\d{3})?|\d{12})$/, 'taxCode.invalid', 14);
export const phone = pattern(/^\+?[0-9][0-9 ().-]{4,19}$/, 'phone.invalid', 20);
export const email = pattern(/^[^\s@]{1,64}@[^\s@]{1,189}$/, 'email.invalid', 254, { format: 'email' });

/** Web addresses only: what is stored here is handed to partners, who fetch it. */
export const url = stringRule(
  (value) => lengthFault(value, 2000) ?? (isWebAddress(value) ? undefined : { code: 'url.invalid' }),
  { maxLength: 2000, format: 'uri' },
);
function isWebAddress(value: string): boolean {
  if (!/^https?:\/\/[^\s/]/i.test(value) || unprintable.test(value)) return false;
  const parsed = URL.parse(value);
  return parsed !== null && parsed.hostname !== '' && parsed.username === '' && parsed.password === '';
}

export const timestamp = stringRule(
  (value) => (value.length <= 40 && parseTimestamp(value) !== undefined ? undefined : { code: 'time.invalid' }),
  { format: 'date-time' },
);

/** A calendar day that exists, `2026-11-22`. */
export const day = stringRule(
  (value) =>
    /^\d{4}-\d{2}-\d{2}$/.test(value) && parseTimestamp(`${value}T00:00:00Z`) !== undefined
      ? undefined
      : { code: 'day.invalid' },
  { format: 'date' },
);

export const oneOf = (allowed: readonly string[]): Rule =>
  stringRule(
    (value) =>
      allowed.includes(value) ? undefined : { code: 'value.notAllowed', params: { allowed: allowed.join(', ') } },
    {
      enum: [...allowed],
    },
  );

export const flag: Rule = {
  check: (value) => (typeof value === 'boolean' ? undefined : { code: 'type.boolean' }),
  schema: { type: 'boolean' },
};

/** Whole numbers up to 2^53−1. That the text had no fraction or exponent was seen before parsing. */
export const integer = (min: number): Rule => ({
  check: (value) => {
    if (typeof value !== 'number') return { code: 'type.integer' };
    if (!Number.isInteger(value)) return { code: 'number.notInteger' };
    if (!Number.isSafeInteger(value)) return { code: 'number.tooLarge' };
    return value < min ? { code: 'number.tooSmall', params: { min } } : undefined;
  },
  schema: { type: 'integer', format: 'int64', minimum: min, maximum: Number.MAX_SAFE_INTEGER },
});

/** The same in a query, where everything is text. */
export const digits: Rule = {
  check: (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? undefined : { code: 'type.integer' }),
  schema: { type: 'integer', format: 'int64', minimum: 0, maximum: 999_999_999_999_999 },
};

export const object: Rule = {
  check: (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : { code: 'type.object' },
  schema: {},
};

/** A list of objects, in which `uniqueBy` (if given) stands once. */
export const list = (max: number, uniqueBy?: string): Rule => ({
  check: (value): Fault | undefined => {
    if (!Array.isArray(value)) return { code: 'type.array' };
    if (value.length > max) return { code: 'list.tooLong', params: { max } };
    if (uniqueBy === undefined) return undefined;
    const keys = value
      .map((item) => (item as Record<string, unknown> | null)?.[uniqueBy])
      .filter((key) => key !== undefined);
    return new Set(keys).size === keys.length ? undefined : { code: 'list.repeated', params: { key: uniqueBy } };
  },
  schema: { maxItems: max },
});
