import { createHash } from 'node:crypto';
import { fitsOneHex } from '@lienthong/connector-kit';

type Values = Readonly<Record<string, string | undefined>>;

const digest = (values: Values, fields: readonly string[], secret: string): Buffer =>
  createHash('sha256')
    .update([...fields.map((name) => values[name] ?? ''), secret].join('|'), 'utf8')
    .digest();

/** `MaXacThuc` of a message: its fields as texts, in their order, the secret last. */
export const authenticationCode = (values: Values, fields: readonly string[], secret: string): string =>
  digest(values, fields, secret).toString('hex');

/** Whether a stated code is that of the message under one of our secrets; in constant time, every secret is tried. */
export function isAuthenticationCode(
  values: Values,
  fields: readonly string[],
  secrets: readonly string[],
  stated: string,
): boolean {
  return fitsOneHex(secrets, stated, { length: 32, make: (secret) => digest(values, fields, secret) });
}
