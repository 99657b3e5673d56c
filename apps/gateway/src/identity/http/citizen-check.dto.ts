import { citizenFields, genders } from '@lienthong/contracts';
import { Field, Nested } from '../../http/fields/field.decorator.js';
import * as rule from '../../http/fields/rules.js';
import { AddressDto } from '../../intake/dossier.dto.js';

const optional = true;
const personal = true;

/** A day, or a year where nothing else is known. */
const birthDate: rule.Rule = {
  check: (value) => {
    if (typeof value !== 'string') return { code: 'type.string' };
    return /^(?:18|19|20)\d\d$/.test(value) || rule.day.check(value) === undefined
      ? undefined
      : { code: 'birthDate.invalid' };
  },
  schema: { type: 'string', pattern: '^\\d{4}(-\\d{2}-\\d{2})?$' },
};

const wantedFields: rule.Rule = {
  check: (value) => {
    if (!Array.isArray(value)) return { code: 'type.array' };
    const max = citizenFields.length;
    return value.length > max ? { code: 'list.tooLong', params: { max } } : undefined;
  },
  schema: { type: 'array', items: { type: 'string', enum: [...citizenFields] }, uniqueItems: true },
};

export class OfficerDto {
  @Field(rule.text(100, 1), {
    personal,
    description: 'Under which the base records the access',
    example: 'cb.nguyenvanan',
  })
  id!: string;
  @Field(rule.text(100), { optional, personal }) unit?: string;
  @Field(rule.text(100), { optional, personal }) account?: string;
  @Field(rule.phone, { optional, personal }) phone?: string;
}

export class RelativeDto {
  @Field(rule.text(200, 1), { personal }) name!: string;
  @Field(rule.personalNumber, { optional, personal }) personalNumber?: string;
}

/** What the applicant says beside number, name and date of birth; each one gets a verdict. */
export class CitizenClaimsDto {
  @Field(rule.personalNumber, { optional, personal, description: '9 digits of an old identity card' })
  oldNumber?: string;
  @Field(rule.oneOf(genders), { optional, personal }) gender?: string;
  @Field(rule.code, { optional, personal, description: "The base's code" }) ethnicity?: string;
  @Field(rule.code, { optional, personal, description: "The base's code" }) religion?: string;
  @Field(rule.code, { optional, personal, description: "The base's code" }) nationality?: string;
  @Field(rule.code, { optional, personal, description: "The base's code" }) maritalStatus?: string;
  @Nested(() => AddressDto, { optional, personal }) birthRegistrationPlace?: AddressDto;
  @Nested(() => AddressDto, { optional, personal }) hometown?: AddressDto;
  @Nested(() => AddressDto, { optional, personal }) permanentAddress?: AddressDto;
  @Nested(() => AddressDto, { optional, personal }) currentAddress?: AddressDto;
  @Nested(() => RelativeDto, { optional, personal }) father?: RelativeDto;
  @Nested(() => RelativeDto, { optional, personal }) mother?: RelativeDto;
  @Nested(() => RelativeDto, { optional, personal }) spouse?: RelativeDto;
  @Nested(() => RelativeDto, { optional, personal }) householdHead?: RelativeDto;
  @Field(rule.phone, {
    optional,
    personal,
    description:
      'A carrier is asked about it, where one is connected. ASSUMED: no contract with a carrier is public; the messages are our own and no official interface',
  })
  phone?: string;
}

/** An officer asks about a person. */
export class CitizenCheckRequestDto {
  @Field(rule.code, {
    ...{ optional, example: 'H44.01.2026.000123' },
    description: 'For whose sake it is asked; told in its timeline, and a fact of it where the person is its applicant',
  })
  dossier?: string;
  @Field(rule.code, { description: "The dossier's own, where there is one", example: '1.003560' }) procedure!: string;
  @Nested(() => OfficerDto, { personal }) officer!: OfficerDto;
  @Field(rule.personalNumber, { personal, description: '12 digits, or 9 of an old card', example: '000099000000' })
  personalNumber!: string;
  @Field(rule.text(200, 1), { personal, example: 'NGUYEN VAN A' }) fullName!: string;
  @Field(birthDate, { personal, description: 'A day, or a year', example: '1999-01-01' }) birthDate!: string;
  @Nested(() => CitizenClaimsDto, { optional, personal }) claims?: CitizenClaimsDto;
  @Field(wantedFields, {
    ...{ optional, example: ['permanentAddress'] },
    description: 'Values that are wanted; a right of the configuration must name each one (`citizenChecks.rights`)',
  })
  fields?: string[];
  @Field(rule.oneOf(['person', 'numberAndName']), {
    ...{ optional, example: 'person' },
    description: '`numberAndName`: only whether these two belong together; nothing is claimed or wanted beside them',
  })
  by?: string;
}
