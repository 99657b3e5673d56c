import { inForce } from '@lienthong/areas';
import type {
  CitizenAddress,
  CitizenCheckFacts,
  CitizenField,
  CitizenValues,
  FieldVerdict,
} from '@lienthong/contracts';
import { canonicalJson } from '../../journey/canonical-json.js';
import type { CitizenQuestion } from '../core.js';
import type { KnownFacts } from './check.js';

/** An earlier check of a person, as it was asked and answered. */
export interface EarlierCheck {
  readonly id: string;
  readonly question: CitizenQuestion;
  readonly facts: KnownFacts;
}

/**
 * What an earlier check says to a new question, or nothing where somebody has to be asked. It says something only while it is
 * valid, for the same number, name and date of birth, where everything that is claimed now was found to match then with the same
 * value, and where every value that is wanted was asked for then. What needed mending is asked again: it may have been mended.
 */
export function answerFrom(earlier: EarlierCheck, question: CitizenQuestion, at: string): KnownFacts | undefined {
  const { population, telecom } = earlier.facts;
  const asked = earlier.question;
  if (!population || !isValid(population, at) || !isSamePerson(asked, question)) return undefined;
  if (!question.fields.every((field) => asked.fields.includes(field))) return undefined;
  const claimed = claimsOf(question);
  const names = [...identifying(question), ...claimed.map(([name]) => name)];
  const sameClaims = claimed.every(([name, value]) => isSame(asked.claims[name as keyof typeof asked.claims], value));
  if (!sameClaims || !names.every((name) => isWell(population.fields, name))) return undefined;
  const narrowed = { population: narrow(population, names, question.fields) };
  if (question.phone === undefined) return narrowed;
  const samePhone = telecom && isValid(telecom, at) && isSame(asked.phone, question.phone);
  return samePhone && isWell(telecom.fields, 'phone') ? { ...narrowed, telecom } : undefined;
}

/** Whether the answer to a question that is under way will be one to another: the same person, and nothing beyond what was asked. */
export function covers(asked: CitizenQuestion, question: CitizenQuestion): boolean {
  if (!isSamePerson(asked, question) || (asked.by !== question.by && asked.by !== 'person')) return false;
  if (!question.fields.every((field) => asked.fields.includes(field))) return false;
  const { claims } = asked;
  return (
    claimsOf(question).every(([name, value]) => isSame(claims[name as keyof typeof claims], value)) &&
    (question.phone === undefined || isSame(asked.phone, question.phone))
  );
}

/**
 * What an answer says to a question that waited for it. Whatever it is, it stands: it was given after that question was asked, so
 * nothing can have been mended since.
 */
export function sharedAnswer({ population, telecom }: KnownFacts, question: CitizenQuestion): KnownFacts | undefined {
  if (!population || (question.phone !== undefined && !telecom)) return undefined;
  const names = [...identifying(question), ...claimsOf(question).map(([name]) => name)];
  return {
    population: narrow(population, names, question.fields),
    ...(question.phone === undefined ? {} : { telecom }),
  };
}

const claimsOf = ({ claims }: CitizenQuestion): readonly (readonly [string, unknown])[] =>
  Object.entries(claims).filter(([, value]) => value !== undefined && value !== null);

const isValid = ({ validUntil }: { readonly validUntil: string | null }, at: string): boolean =>
  validUntil !== null && Date.parse(validUntil) > Date.parse(at);

/** Fields that a look-up by these values gives a verdict on. */
const identifying = ({ by, personalNumber }: CitizenQuestion): readonly string[] => [
  personalNumber.length === 9 ? 'oldNumber' : 'personalNumber',
  'fullName',
  ...(by === 'person' ? ['birthDate'] : []),
];

const isSamePerson = (one: CitizenQuestion, other: CitizenQuestion): boolean =>
  one.personalNumber === other.personalNumber &&
  one.birthDate === other.birthDate &&
  plainName(one.fullName) === plainName(other.fullName);

/** One text for one way of writing a name; marks count. */
const plainName = (name: string): string => name.normalize('NFC').trim().replace(/\s+/gu, ' ').toLocaleUpperCase('vi');

const isSame = (one: unknown, other: unknown): boolean =>
  canonicalJson({ value: asCompared(one) }) === canonicalJson({ value: asCompared(other) });

/** An address is compared by the areas in force, so it is the same claim in the codes of either time. */
const asCompared = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !('name' in value) ? inForce(value as CitizenAddress) : value;

/** Looked at, and nobody has to mend anything. */
function isWell(fields: readonly FieldVerdict[], name: string): boolean {
  const found = fields.filter((field) => field.name === name);
  return found.length > 0 && found.every(({ fixBy }) => fixBy === undefined);
}

/** Never more than was asked for now. The receipt stays that of the access. */
function narrow(
  { verdict, fields, released, ...rest }: CitizenCheckFacts,
  names: readonly string[],
  wanted: readonly CitizenField[],
): CitizenCheckFacts {
  const looked = fields.filter(({ name }) => names.includes(name));
  const found = looked.some((field) => field.verdict === 'differs') ? 'differs' : 'matched';
  return {
    ...rest,
    verdict: verdict === 'noMatch' ? verdict : found,
    fields: looked,
    ...(wanted.length > 0 ? { released: only(released ?? {}, wanted) } : {}),
  };
}

/** The values of these fields alone. */
export const only = (values: CitizenValues, fields: readonly CitizenField[]): CitizenValues =>
  Object.fromEntries(Object.entries(values).filter(([name]) => (fields as readonly string[]).includes(name)));
