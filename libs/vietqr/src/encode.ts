import { crcText } from './crc.js';
import { additionalFields, guid, maxAdditional, merchantFields, printableAscii, serviceCodes, vnd } from './layout.js';
import type { Finding, RefusalReason } from './reasons.js';
import { object } from './tlv.js';
import { transferLimit } from './transfer.js';
import type { Transfer } from './transfer.js';

export type Encoded =
  | { ok: true; payload: string }
  | { ok: false; refusals: readonly [Finding<RefusalReason>, ...Finding<RefusalReason>[]] };

const bankForm = /^\d{6}$/;
const accountForm = /^[0-9A-Za-z]{1,19}$/;
const cardForm = /^\d{1,19}$/;

/**
 * The VietQR payload of a transfer, printable ASCII only, or everything that stands against it. Nothing is cut or replaced.
 * Without `service` it goes to an account; with an amount the code is dynamic, without one static unless asked otherwise.
 */
export function encode(transfer: Transfer): Encoded {
  const refusals: Finding<RefusalReason>[] = [];
  const refuse = (reason: RefusalReason, at: string) => refusals.push({ reason, at });

  const service = transfer.service ?? 'account';
  if (!(service in serviceCodes)) refuse('field.format', 'service');
  if (!bankForm.test(transfer.bank)) refuse('bank.format', 'bank');
  if (service === 'card' && !cardForm.test(transfer.account)) refuse('card.format', 'account');
  if (service !== 'card' && !accountForm.test(transfer.account)) refuse('account.format', 'account');
  const against = transfer.amount === undefined ? undefined : againstAmount(transfer.amount);
  if (against !== undefined) refuse(against, 'amount');
  if (transfer.initiation === 'static' && transfer.amount !== undefined) {
    refuse('initiation.staticWithAmount', 'initiation');
  }

  const merchant = written(merchantFields, transfer, '', refuse);
  const additional = transfer.additional ? written(additionalFields, transfer.additional, 'additional.', refuse) : {};
  const additionalText = Object.values(additional).join('');
  if (additionalText.length > maxAdditional) refuse('additional.tooLong', 'additional');

  const [first, ...others] = refusals;
  if (first !== undefined) return { ok: false, refusals: [first, ...others] };

  const initiation = transfer.initiation ?? (transfer.amount === undefined ? 'static' : 'dynamic');
  const beneficiary = object('00', transfer.bank) + object('01', transfer.account);
  const text =
    '000201' +
    (initiation === 'dynamic' ? '010212' : '010211') +
    object('38', object('00', guid) + object('01', beneficiary) + object('02', serviceCodes[service])) +
    (merchant.categoryCode ?? '') +
    object('53', vnd) +
    (transfer.amount === undefined ? '' : object('54', String(transfer.amount))) +
    '5802VN' +
    (merchant.merchantName ?? '') +
    (merchant.merchantCity ?? '') +
    (merchant.postalCode ?? '') +
    (additionalText === '' ? '' : object('62', additionalText)) +
    '6304';
  return { ok: true, payload: text + crcText(text) };
}

function againstAmount(amount: number): RefusalReason | undefined {
  if (!Number.isSafeInteger(amount)) return 'amount.notWhole';
  if (amount < 1) return 'amount.notPositive';
  return amount >= transferLimit ? 'amount.overTransferLimit' : undefined;
}

/** The objects of the texts that are given, in the order of their IDs. */
function written<Name extends string>(
  fields: readonly { id: string; name: Name; max: number; form?: RegExp }[],
  values: { readonly [name in Name]?: string },
  path: string,
  refuse: (reason: RefusalReason, at: string) => void,
): { [name in Name]?: string } {
  const objects: { [name in Name]?: string } = {};
  for (const { id, name, max, form } of fields) {
    const value = values[name];
    if (value === undefined) continue;
    const at = path + name;
    if (value === '') refuse('field.empty', at);
    else if (!printableAscii.test(value)) refuse('field.notAscii', at);
    else if (value.length > max) refuse('field.tooLong', at);
    else if (form && !form.test(value)) refuse('field.format', at);
    else objects[name] = object(id, value);
  }
  return objects;
}
