import { guid, maxAccount, serviceCodes } from './layout.js';
import { failed, type Failed, type Warn } from './reasons.js';
import type { Templates } from './read-templates.js';
import { charactersOf, pathOf, walk } from './tlv.js';
import type { Service, Transfer } from './transfer.js';

/** An account template of some scheme: where it stands, and the GUID that names the scheme (none below ID 26). */
export interface Scheme {
  id: string;
  guid?: string;
}

type Beneficiary = Pick<Transfer, 'bank' | 'account' | 'service'>;

/** Half a byte short or over: no application identifier, and what follows it is read at the wrong place. */
const lengthOff = new RegExp(`^(${guid.slice(0, -1)}|${guid}.)$`, 'i');

/** Account templates are told apart by their GUID, not by their ID: 38 may be another scheme's, and VietQR elsewhere. */
export function readAccounts(
  objects: ReadonlyMap<string, string>,
  templates: Templates,
  warn: Warn,
): { ok: true; beneficiary?: Beneficiary; schemes: Scheme[] } | Failed {
  const schemes: Scheme[] = [];
  let vietQr: string | undefined;
  for (const [id, value] of objects) {
    if (id < '02' || id > '51' || value === '') continue;
    const named = templates.get(id)?.get('00');
    if (id >= '26' && named && lengthOff.test(named)) return failed('guid.length', pathOf(id, '00'));
    if (id >= '26' && !named) warn('guid.missing', id);
    if (named?.toUpperCase() !== guid || id < '26') schemes.push(named ? { id, guid: named } : { id });
    else if (vietQr !== undefined) return failed('account.ambiguous', id);
    else vietQr = id;
  }
  if (vietQr === undefined) return schemes.length > 0 ? { ok: true, schemes } : failed('account.missing', '38');
  if (vietQr !== '38') warn('account.tag', vietQr);
  const beneficiary = readBeneficiary(templates.get(vietQr)!, vietQr, warn);
  return 'ok' in beneficiary ? beneficiary : { ok: true, beneficiary, schemes };
}

function readBeneficiary(template: ReadonlyMap<string, string>, id: string, warn: Warn): Beneficiary | Failed {
  for (const inner of template.keys()) if (inner > '02') return failed('tlv.undefined', pathOf(id, inner));
  const at = pathOf(id, '01');
  const organisation = template.get('01') ?? '';
  if (organisation === '') return failed('account.missing', at);
  const walked = walk(organisation, at);
  if (!walked.ok) return walked;
  for (const inner of walked.objects.keys()) if (inner > '02') return failed('tlv.undefined', pathOf(at, inner));

  const bank = walked.objects.get('00') ?? '';
  if (bank === '') return failed('bank.missing', pathOf(at, '00'));
  if (!/^(\d{6}|[0-9A-Za-z]{8})$/.test(bank)) return failed('bank.format', pathOf(at, '00'));
  const account = walked.objects.get('01') ?? '';
  if (account === '') return failed('account.missing', pathOf(at, '01'));
  if (charactersOf(account) > maxAccount) return failed('account.tooLong', pathOf(at, '01'));
  if (!/^[\x21-\x7e]+$/.test(account)) return failed('account.format', pathOf(at, '01'));
  if (!/^[0-9A-Za-z]+$/.test(account)) warn('account.characters', pathOf(at, '01'));
  return { bank, account, ...readService(template.get('02'), walked.objects.get('02'), id, warn) };
}

/** Some generators put the service code one level too deep. */
function readService(
  own: string | undefined,
  nested: string | undefined,
  id: string,
  warn: Warn,
): Pick<Beneficiary, 'service'> {
  if (nested !== undefined) warn('service.nested', `${id}.01.02`);
  const code = own || nested;
  const service = (Object.keys(serviceCodes) as Service[]).find((name) => serviceCodes[name] === code);
  if (service !== undefined) return { service };
  warn(code ? 'service.unknown' : 'service.missing', pathOf(id, '02'));
  return {};
}
