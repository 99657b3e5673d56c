import { createHmac } from 'node:crypto';
import { fitsOne, isSecret, onlyHeader, type InboundRequest } from '@lienthong/connector-kit';
import type { VietqrVnSettings } from '../bank-qr.account.js';

/*
 * The token that VietQR.vn fetches at our endpoint and shows with every notification: when it ends, and proof that we said so. Nothing
 * is kept of it, so whichever process gave it out, every one can check it.
 */

/** @param account name, so that a token of one account opens no other */
export function makeToken({ passwords, tokenSeconds }: VietqrVnSettings, account: string, now: Date): string {
  const until = String(Math.floor(now.getTime() / 1000) + tokenSeconds);
  return `${until}.${proofOf(passwords[0]!, account, until).toString('base64url')}`;
}

export function isToken({ passwords }: VietqrVnSettings, account: string, token: string, now: Date): boolean {
  const [, until, stated] = /^(\d{10})\.([A-Za-z0-9_-]{43})$/.exec(token) ?? [];
  if (until === undefined || stated === undefined) return false;
  const given = Buffer.from(stated, 'base64url');
  const fits = fitsOne(passwords, given, (password) => proofOf(password, account, until));
  return fits && Number(until) * 1000 > now.getTime();
}

const proofOf = (password: string, account: string, until: string): Buffer =>
  createHmac('sha256', password).update(`vietqr-vn token\n${account}\n${until}`, 'utf8').digest();

/** Whether a request shows the name and password that we chose for VietQR.vn. */
export function showsPassword({ username, passwords }: VietqrVnSettings, request: InboundRequest): boolean {
  const header = onlyHeader(request, 'authorization');
  if (typeof header === 'string') return false;
  const [, encoded] = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(header.value) ?? [];
  if (encoded === undefined) return false;
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  return isSecret(
    passwords.map((password) => `${username}:${password}`),
    given,
  );
}
