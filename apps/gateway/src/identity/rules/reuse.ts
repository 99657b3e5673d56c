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
  const claimed = Object.entries(question.claims).filter(([, value]) => value !== undefined && value !== null);
  const names = [...identifying(question), ...claimed.map(([name]) => name)];
  const sameClaims = claimed.every(([name, value]) => isSame(asked.claims[name as keyof typeof asked.claims], value));
  if (!sameClaims || !names.every((name) => isWell(population.fields, name))) return undefined;
  const narrowed = { population: narrow(population, names, question.fields) };
  if (question.phone === undefined) return narrowed;
  const samePhone = telecom && isValid(telecom, at) && isSame(asked.phone, question.phone);
  return samePhone && isWell(telecom.fields, 'phone') ? { ...narrowed, telecom } : undefined;
}

const isValid = ({ validUntil }: { readonly validUntil: string }, at: string): boolean =>
  Date.parse(validUntil) > Date.parse(at);

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
  { fields, released, ...rest }: CitizenCheckFacts,
  names: readonly string[],
  wanted: readonly CitizenField[],
): CitizenCheckFacts {
  return {
    ...rest,
    verdict: 'matched',
    fields: fields.filter(({ name }) => names.includes(name)),
    ...(wanted.length > 0 ? { released: only(released ?? {}, wanted) } : {}),
  };
}

/** The values of these fields alone. */
export const only = (values: CitizenValues, fields: readonly CitizenField[]): CitizenValues =>
  Object.fromEntries(Object.entries(values).filter(([name]) => (fields as readonly string[]).includes(name)));
