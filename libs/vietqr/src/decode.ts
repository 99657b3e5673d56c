import { crcText } from './crc.js';
import { readAccounts } from './read-accounts.js';
import type { Scheme } from './read-accounts.js';
import { readAmount } from './read-amount.js';
import { readTemplates } from './read-templates.js';
import { readTexts } from './read-texts.js';
import type { Finding, RejectReason, Warn, WarningReason } from './reasons.js';
import { walk } from './tlv.js';
import type { Transfer } from './transfer.js';

/** Object 38 and everything around it could be read: `warn` when it does not keep to the format in all points. */
export interface DecodedTransfer {
  outcome: 'accept' | 'warn';
  transfer: Transfer;
  warnings: readonly Finding<WarningReason>[];
  /** Other account templates in the same code (a wallet's own, say). */
  otherSchemes: readonly Scheme[];
  /** The root objects as they stand, for what a transfer does not name. */
  objects: ReadonlyMap<string, string>;
}

/** A well-formed merchant-presented code of another scheme. It names no beneficiary of a VietQR transfer. */
export interface DecodedOtherScheme {
  outcome: 'otherScheme';
  schemes: readonly Scheme[];
  warnings: readonly Finding<WarningReason>[];
  objects: ReadonlyMap<string, string>;
}

export interface Rejected extends Finding<RejectReason> {
  outcome: 'reject';
}

export type Decoded = DecodedTransfer | DecodedOtherScheme | Rejected;

/** Characters in the largest QR symbol (version 40-L, alphanumeric). */
const longest = 4296;
const crcObject = /6304[0-9A-Fa-f]{4}$/;

/**
 * Reads the text of a QR code. Strict where money could go astray: a right CRC does not excuse a wrong length. Lenient where
 * the beneficiary is unambiguous: those payloads are decoded with warnings. Never throws, never shortens, never guesses.
 */
export function decode(payload: string): Decoded {
  const fault = faultOfEnvelope(payload);
  if (fault !== undefined) return reject(fault.reason, fault.at);

  const root = walk(payload, '');
  if (!root.ok) return { outcome: 'reject', ...root.fault };
  const objects = root.objects;
  if (objects.get('63')?.length !== 4) return reject('crc.notLast', '63');

  const warnings: Finding<WarningReason>[] = [];
  const warn: Warn = (reason, at) => void warnings.push({ reason, at });
  for (const [id, value] of objects) if (value === '') warn('length.zero', id);

  const templates = readTemplates(objects, warn);
  if (!templates.ok) return { outcome: 'reject', ...templates.fault };
  const accounts = readAccounts(objects, templates.templates, warn);
  if (!accounts.ok) return { outcome: 'reject', ...accounts.fault };
  const { beneficiary, schemes } = accounts;
  const texts = readTexts(objects, templates.templates.get('62'), beneficiary !== undefined, warn);
  if (!texts.ok) return { outcome: 'reject', ...texts.fault };
  if (beneficiary === undefined) return { outcome: 'otherScheme', schemes, warnings, objects };

  const money = readAmount(objects, warn);
  if (!money.ok) return { outcome: 'reject', ...money.fault };
  const transfer: Transfer = { ...beneficiary, ...readInitiation(objects, warn), ...money.amount, ...texts.texts };
  return { outcome: warnings.length > 0 ? 'warn' : 'accept', transfer, warnings, otherSchemes: schemes, objects };
}

function faultOfEnvelope(payload: string): Finding<RejectReason> | undefined {
  if (payload.length > longest) return { reason: 'text.tooLong', at: 'root' };
  if (!payload.isWellFormed()) return { reason: 'text.illFormed', at: 'root' };
  if (!payload.startsWith('00')) return { reason: 'format.first', at: '00' };
  if (!crcObject.test(payload)) return { reason: 'crc.missing', at: '63' };
  if (payload.slice(-4).toUpperCase() !== crcText(payload.slice(0, -4))) return { reason: 'crc.mismatch', at: '63' };
  return payload.startsWith('000201') ? undefined : { reason: 'format.version', at: '00' };
}

function readInitiation(objects: ReadonlyMap<string, string>, warn: Warn): Pick<Transfer, 'initiation'> {
  const value = objects.get('01') ?? '';
  if (value === '11') return { initiation: 'static' };
  if (value === '12') return { initiation: 'dynamic' };
  warn(value === '' ? 'initiation.missing' : 'initiation.unknown', '01');
  return {};
}

const reject = (reason: RejectReason, at: string): Rejected => ({ outcome: 'reject', reason, at });
