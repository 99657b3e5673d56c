import type { PlatformClient } from '../../bank/settings.js';
import { Fields, type FieldProblem } from '../../fields.js';

/** Reads a body of `PUT /payment-platform/clients/{name}`. */
export function readClient(name: string, body: unknown): PlatformClient | FieldProblem[] {
  const problems: FieldProblem[] = [];
  const fields = new Fields(body, problems);
  const token = fields.text('token', 200);
  const callbackUrl = fields.address('callbackUrl');
  const retries = fields.text('retryMinutes', 100, /^\d{1,5}(,\d{1,5})*$/);
  const client: PlatformClient = {
    name,
    partnerCode: fields.needed('partnerCode', fields.text('partnerCode', 50, /^[A-Za-z0-9]+$/), ''),
    secret: fields.needed('secret', fields.text('secret', 200), ''),
    ...(token === undefined ? {} : { token }),
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
    account: fields.text('account', 60) ?? 'nen-tang',
    retryMinutes: retries === undefined ? [] : retries.split(',').map(Number),
  };
  fields.end();
  return problems.length > 0 ? problems : client;
}

/** A client as it may be shown. */
export const shownClient = ({ secret: _secret, token, ...client }: PlatformClient) => ({
  ...client,
  secret: '***',
  ...(token === undefined ? {} : { token: '***' }),
});
