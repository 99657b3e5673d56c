import { maxAmount, tipForms, vnd } from './layout.js';
import { failed, type Failed, type RejectReason, type Warn } from './reasons.js';

type Read = { ok: true; amount: { amount?: number } } | Failed;

/** Whole VND out of currency, amount, tip and country. Amounts of the transfer limit and more are for the payer's bank to refuse. */
export function readAmount(objects: ReadonlyMap<string, string>, warn: Warn): Read {
  const currency = objects.get('53') ?? '';
  const amount = objects.get('54') ?? '';
  if (currency !== '' && currency !== vnd) return failed('currency.notVnd', '53');
  if (currency === '' && amount !== '') return failed('currency.missing', '53');
  if (currency === '') warn('currency.missing', '53');

  const country = objects.get('58') ?? '';
  if (country === '') warn('country.missing', '58');
  else if (country !== 'VN') warn('country.notVietnam', '58');
  for (const { id, form } of tipForms) {
    const value = objects.get(id) ?? '';
    if (value !== '' && !form.test(value)) warn('field.format', id);
  }

  if (amount === '') return { ok: true, amount: {} };
  const reason = againstAmount(amount);
  return reason === undefined ? { ok: true, amount: { amount: Number.parseInt(amount, 10) } } : failed(reason, '54');
}

/** `50000` and `50000.` are both valid; the point may stand, decimals may not: VND has none. */
function againstAmount(text: string): RejectReason | undefined {
  if (!/^\d+(\.\d*)?$/.test(text)) return 'amount.format';
  if (text.length > maxAmount) return 'amount.tooLong';
  if (/\.\d/.test(text)) return 'amount.decimals';
  return /^0+\.?$/.test(text) ? 'amount.zero' : undefined;
}
