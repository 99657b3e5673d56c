/** Fields of a push and the codes that were seen for them. */
const codes = {
  status: ['0', '1', '2', '3', '4'],
  formsReception: ['1', '2'],
  formsPayments: ['0', '1', '2'],
  level: ['0', '1', '3', '4'],
  isFromDVCQG: ['0', '1'],
  isDVCBC: ['0', '1', '2'],
} as const;
const texts = { codeProfile: /^[\w.-]{1,60}$/, codeTTHC: /^\S{1,100}$/, nameTTHC: /\S/ };

export type CodedField = keyof typeof codes;
export const codedFields = Object.keys(codes) as CodedField[];

/** What a push says. */
export interface Push extends Record<CodedField, string> {
  codeProfile: string;
  siteId: number;
  codeTTHC: string;
  nameTTHC: string;
  data: string;
  user: string;
}

/** Fields that are always there; `maHoSo` may be, with the same value as `codeProfile`. */
const names = ['codeProfile', 'siteId', 'codeTTHC', 'nameTTHC', ...codedFields, 'data', 'user'];

/** The push, or the first field that is not as it should be. Codes are numbers or their digits. */
export function pushOf(given: Readonly<Record<string, unknown>>): Push | { fault: string } {
  const unknown = Object.keys(given).find((name) => !names.includes(name) && name !== 'maHoSo');
  if (unknown !== undefined) return { fault: unknown.slice(0, 40).replaceAll(/[^\w.-]/g, '?') };
  const digits = (name: string) => (Number.isSafeInteger(given[name]) ? String(given[name] as number) : given[name]);
  const wrong = names.find((name) => {
    const value = given[name];
    if (name === 'siteId') return !/^[1-9]\d{0,8}$/.test(String(digits(name)));
    if (name in codes) return !(codes[name as CodedField] as readonly unknown[]).includes(digits(name));
    if (name in texts) return typeof value !== 'string' || !texts[name as keyof typeof texts].test(value);
    return typeof value !== 'string' || (name === 'user' && !isUser(value));
  });
  if (wrong !== undefined) return { fault: wrong };
  if (given['maHoSo'] !== undefined && given['maHoSo'] !== given['codeProfile']) return { fault: 'maHoSo' };
  const coded = Object.fromEntries(codedFields.map((name) => [name, digits(name)])) as Record<CodedField, string>;
  const { codeProfile, codeTTHC, nameTTHC, data, user } = given as Record<string, string>;
  return {
    ...{ codeProfile: codeProfile!, siteId: Number(given['siteId']), codeTTHC: codeTTHC!, nameTTHC: nameTTHC! },
    ...coded,
    ...{ data: data!, user: user! },
  };
}

/** Empty, or a JSON text of an object with these texts. */
function isUser(text: string): boolean {
  if (text === '') return true;
  try {
    const user: unknown = JSON.parse(text);
    if (typeof user !== 'object' || user === null || Array.isArray(user)) return false;
    return Object.entries(user).every(
      ([name, value]) => ['ID_local', 'ID_QG', 'TYPE', 'LOCATION'].includes(name) && typeof value === 'string',
    );
  } catch {
    return false;
  }
}
