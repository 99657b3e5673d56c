import { additionalFields, merchantFields, printableAscii } from './layout.js';
import { failed, type Failed, type Warn } from './reasons.js';
import { charactersOf, pathOf, walk } from './tlv.js';
import type { AdditionalData, Transfer } from './transfer.js';

type Texts = Pick<Transfer, 'categoryCode' | 'merchantName' | 'merchantCity' | 'postalCode' | 'additional'>;
type Read = { ok: true; texts: Texts } | Failed;

/** Merchant and additional data. Too long or outside ASCII is said, never cut. `strict`: a VietQR code, whose IDs we know. */
export function readTexts(
  objects: ReadonlyMap<string, string>,
  additional: ReadonlyMap<string, string> | undefined,
  strict: boolean,
  warn: Warn,
): Read {
  const texts: Texts = readFields(merchantFields, objects, '', warn);
  if (additional === undefined) return { ok: true, texts };
  const undefinedId = strict ? faultOfIds(additional) : undefined;
  if (undefinedId !== undefined) return undefinedId;
  const found: AdditionalData = readFields(additionalFields, additional, '62', warn);
  if (Object.keys(found).length > 0) texts.additional = found;
  return { ok: true, texts };
}

/**
 * 00 and 10 to 49 are reserved, 50 to 99 are templates that begin with their GUID. What looks otherwise is far more likely the
 * trace of a wrong length before it than a future use, and a purpose cut short is another reference.
 */
function faultOfIds(additional: ReadonlyMap<string, string>): Failed | undefined {
  for (const [id, value] of additional) {
    if (id >= '01' && id <= '09') continue;
    const at = pathOf('62', id);
    if (id < '50') return failed('tlv.undefined', at);
    const walked = walk(value, at);
    if (!walked.ok) return walked;
    if (!walked.objects.has('00')) return failed('tlv.undefined', at);
  }
  return undefined;
}

function readFields<Name extends string>(
  fields: readonly { id: string; name: Name; max: number; form?: RegExp }[],
  objects: ReadonlyMap<string, string>,
  within: string,
  warn: Warn,
): { [name in Name]?: string } {
  const texts: { [name in Name]?: string } = {};
  for (const { id, name, max, form } of fields) {
    const value = objects.get(id) ?? '';
    if (value === '') continue;
    const at = pathOf(within, id);
    texts[name] = value;
    if (!printableAscii.test(value)) warn('charset.notAns', at);
    if (charactersOf(value) > max) warn('field.tooLong', at);
    else if (form && !form.test(value)) warn('field.format', at);
  }
  return texts;
}
