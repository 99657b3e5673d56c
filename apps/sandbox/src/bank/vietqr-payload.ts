/** What a scanned payload asks the payer's bank to do. */
export interface ScannedPayload {
  bankBin: string;
  accountNumber: string;
  /** VND; undefined where the payer is to type it. */
  amount?: number;
  /** Field 62.08, the transfer text. */
  text?: string;
}

/** Reads a VietQR payload as a bank's app does; a sentence about what is wrong where it is none. */
export function scanPayload(payload: string): ScannedPayload | string {
  if (!/6304[0-9A-Fa-f]{4}$/.test(payload)) return 'it does not end with a checksum (63)';
  if (crc16(payload.slice(0, -4)) !== payload.slice(-4).toUpperCase()) return 'its checksum (63) is wrong';
  const root = readObjects(payload);
  if (!root) return 'a length in it is wrong';
  const beneficiary = [...root].find(([id, value]) => id >= '26' && id <= '51' && value.startsWith('0010A000000727'));
  const account = beneficiary && readObjects(beneficiary[1]);
  const place = account && readObjects(account.get('01') ?? '');
  const bankBin = place?.get('00');
  const accountNumber = place?.get('01');
  if (!bankBin || !accountNumber) return 'it names no account (38)';
  if (root.get('53') !== '704') return 'its currency (53) is not VND';
  const amount = root.get('54');
  if (amount !== undefined && !/^[1-9]\d{0,12}\.?$/.test(amount)) return 'its amount (54) is no whole number of VND';
  const additional = root.has('62') ? readObjects(root.get('62')!) : new Map<string, string>();
  if (!additional) return 'a length in its additional data (62) is wrong';
  return {
    bankBin,
    accountNumber,
    ...(amount === undefined ? {} : { amount: Number.parseInt(amount, 10) }),
    ...(additional.has('08') ? { text: additional.get('08')! } : {}),
  };
}

/** The payload that asks for a transfer to an account, as a provider would print it. */
export function writePayload({ bankBin, accountNumber, amount, text }: ScannedPayload): string {
  const place = field('00', bankBin) + field('01', accountNumber);
  const beneficiary = field('00', 'A000000727') + field('01', place) + field('02', 'QRIBFTTA');
  const head =
    field('00', '01') + field('01', amount === undefined ? '11' : '12') + field('38', beneficiary) + field('53', '704');
  const sum = amount === undefined ? '' : field('54', String(amount));
  const purpose = text === undefined ? '' : field('62', field('08', text));
  const body = `${head}${sum}${field('58', 'VN')}${purpose}6304`;
  return body + crc16(body);
}

function field(id: string, value: string): string {
  const length = [...value].length;
  if (length < 1 || length > 99) throw new RangeError(`field ${id} of a payload has ${length} characters`);
  return id + String(length).padStart(2, '0') + value;
}

/** ID, two digits of length in characters, value; undefined where the lengths do not fit. */
function readObjects(text: string): Map<string, string> | undefined {
  const characters = [...text];
  const objects = new Map<string, string>();
  for (let at = 0; at < characters.length;) {
    const head = /^(\d\d)(\d\d)$/.exec(characters.slice(at, at + 4).join(''));
    const length = Number(head?.[2] ?? 0);
    if (!head || length === 0 || at + 4 + length > characters.length) return undefined;
    objects.set(head[1]!, characters.slice(at + 4, at + 4 + length).join(''));
    at += 4 + length;
  }
  return objects;
}

/** CRC-16/CCITT-FALSE over UTF-8, four upper-case hex digits. */
export function crc16(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, 'utf8')) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc & 0x8000) !== 0 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
