import {
  citizenFields,
  type CitizenAddress,
  type CitizenCheckFacts,
  type CitizenCheckPayload,
  type CitizenClaims,
  type CitizenField,
  type CitizenRelative,
  type CitizenValues,
  type FieldVerdict,
} from '@lienthong/contracts';
import { compareAddresses, partsOf } from '../matching/addresses.js';
import { birthDateOf, compareBirthDates } from '../matching/birth-date.js';
import { compareNames } from '../matching/names.js';
import { isOldNumber } from './population.mapping.js';
import { noMatchFindings, verdictOf, type Finding, type NoMatchFinding } from './population.messages.js';

/** What came of a look-up, before it is known how long it counts and who asked. */
export type CheckVerdict = Pick<CitizenCheckFacts, 'verdict' | 'fields' | 'fixBy' | 'hint' | 'released'>;

type Claimed = Exclude<keyof CitizenClaims, never>;

const gender = (claimed: string, held: string): Finding => (claimed === held ? 'gender.same' : 'gender.different');
const code = (claimed: string, held: string): Finding => (claimed.trim() === held ? 'code.same' : 'code.different');

function relative(claimed: CitizenRelative, held: CitizenRelative): Finding {
  const names = compareNames(claimed.name, held.name);
  if (names === 'different') return 'relative.different';
  const [one, other] = [claimed.personalNumber?.trim() ?? '', held.personalNumber ?? ''];
  if (one !== '' && other !== '' && one !== other) return 'relative.otherNumber';
  return `relative.${names}`;
}

/** How each claimed field is compared; `notHeld` follows from its kind. */
const kinds = {
  oldNumber: 'oldNumber',
  gender: 'gender',
  ethnicity: 'code',
  religion: 'code',
  nationality: 'code',
  maritalStatus: 'code',
  birthRegistrationPlace: 'address',
  hometown: 'address',
  permanentAddress: 'address',
  currentAddress: 'address',
  father: 'relative',
  mother: 'relative',
  spouse: 'relative',
  householdHead: 'relative',
} as const satisfies Record<Claimed, string>;

type Kind = (typeof kinds)[Claimed];

/** Fields that must be read of a person: those that identify, those that are claimed, those that are asked for. */
export const fieldsToRead = ({ claims, fields }: CitizenCheckPayload): CitizenField[] =>
  citizenFields.filter(
    (field) => identifying.includes(field) || fields.includes(field) || claims[field as Claimed] !== undefined,
  );

const identifying: readonly CitizenField[] = ['personalNumber', 'oldNumber', 'fullName', 'birthDate'];

/** Whether the person is the one who was asked for; undefined: it does not say. */
export function isAsked({ personalNumber }: CitizenCheckPayload, held: CitizenValues): boolean | undefined {
  const number = isOldNumber(personalNumber) ? held.oldNumber : held.personalNumber;
  return number === undefined ? undefined : number === personalNumber;
}

/** The verdict on a person who came back: field by field. */
export function judgePerson(payload: CitizenCheckPayload, held: CitizenValues): CheckVerdict {
  const { claims } = payload;
  const compare: Readonly<Record<Kind, (claimed: never, heldValue: never) => Finding>> = {
    oldNumber: (claimed: string, other: string): Finding =>
      claimed.trim() === other ? 'number.same' : 'oldNumber.different',
    gender,
    code,
    address: (claimed, other): Finding => `address.${compareAddresses(claimed, other)}`,
    relative,
  };
  const claimedVerdicts = (Object.keys(kinds) as Claimed[])
    .filter((field) => claims[field] !== undefined)
    .map((field) => {
      const kind = kinds[field];
      const value = held[field];
      const finding =
        value === undefined ? (`${kind}.notHeld` as const) : compare[kind](claims[field] as never, value as never);
      return verdictOf(field, finding, candidatesOf(finding, claims[field]));
    });
  const fields = [...identity(payload, held), ...claimedVerdicts];
  const verdict = fields.some((field) => field.verdict === 'differs') ? 'differs' : 'matched';
  const released = Object.fromEntries(
    payload.fields.filter((field) => held[field] !== undefined).map((field) => [field, held[field]]),
  );
  return { verdict, fields, ...(payload.fields.length > 0 ? { released } : {}) };
}

/** Said of what was claimed, never of what is held: that would hand over a value. */
const candidatesOf = (finding: Finding, claimed: unknown): Pick<FieldVerdict, 'candidates'> =>
  finding === 'address.claimDivided'
    ? {
        candidates: partsOf(claimed as CitizenAddress).map(({ province, code: communeCode, name }) => ({
          ...{ provinceCode: province, communeCode, name },
        })),
      }
    : {};

function identity({ personalNumber, fullName, birthDate }: CitizenCheckPayload, held: CitizenValues): FieldVerdict[] {
  const [claimed, known] = [
    birthDateOf(birthDate),
    held.birthDate === undefined ? undefined : birthDateOf(held.birthDate),
  ];
  return [
    verdictOf(isOldNumber(personalNumber) ? 'oldNumber' : 'personalNumber', 'number.same'),
    verdictOf(
      'fullName',
      held.fullName === undefined ? 'name.notHeld' : `name.${compareNames(fullName, held.fullName)}`,
    ),
    verdictOf('birthDate', claimed && known ? `birth.${compareBirthDates(claimed, known)}` : 'birth.notHeld'),
  ];
}

/** Nobody came back: the base does not say what is wrong, so the clerk is told where to look first. */
export function judgeNobody({ personalNumber, fullName, birthDate }: CitizenCheckPayload): CheckVerdict {
  const finding: NoMatchFinding = isOldNumber(personalNumber)
    ? 'noMatch.oldNumber'
    : birthDateOf(birthDate)?.month === undefined
      ? 'noMatch.yearOnly'
      : /^[\x20-\x7e]*$/.test(fullName.trim())
        ? 'noMatch.plainName'
        : 'noMatch.checkCard';
  return { verdict: 'noMatch', fields: [], ...noMatchFindings[finding] };
}

/** A further question found number and name together: the date is what does not fit. */
export const judgeOtherBirthDate = ({ personalNumber }: CitizenCheckPayload): CheckVerdict => ({
  verdict: 'differs',
  fields: [
    verdictOf(isOldNumber(personalNumber) ? 'oldNumber' : 'personalNumber', 'number.same'),
    verdictOf('fullName', 'name.same'),
    verdictOf('birthDate', 'birth.notTheOne'),
  ],
});

/** Number and name alone were asked about. */
export const judgeConfirmation = ({ personalNumber }: CitizenCheckPayload, exists: boolean): CheckVerdict =>
  exists
    ? {
        verdict: 'matched',
        fields: [
          verdictOf(isOldNumber(personalNumber) ? 'oldNumber' : 'personalNumber', 'number.same'),
          verdictOf('fullName', 'name.same'),
        ],
      }
    : { verdict: 'noMatch', fields: [], ...noMatchFindings['noMatch.numberAndName'] };
