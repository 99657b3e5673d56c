import {
  applicantKinds,
  channels,
  collectMoments,
  dossierStatuses,
  feeKinds,
  origins,
  returnWays,
  reuses,
  serviceLevels,
} from '@lienthong/contracts';
import { Field, ListOf, Nested } from '../http/fields/field.decorator.js';
import * as rule from '../http/fields/rules.js';

const optional = true;
const personal = true;

export class ProcedureDto {
  @Field(rule.code, { example: '1.003560' }) code!: string;
  @Field(rule.text(1000, 1)) name!: string;
  @Field(rule.oneOf(serviceLevels), { optional, example: 'full' }) serviceLevel?: string;
}

export class NamedFieldDto {
  @Field(rule.code, { example: 'LV01' }) code!: string;
  @Field(rule.text(500, 1)) name!: string;
}

export class AddressDto {
  @Field(rule.areaCode, { optional, personal, example: '25' }) provinceCode?: string;
  @Field(rule.areaCode, { optional, personal, description: 'Of an address in the codes of before 1 July 2025' })
  districtCode?: string;
  @Field(rule.areaCode, { optional, personal }) communeCode?: string;
  @Field(rule.text(500), { optional, personal }) line?: string;
}

export class ApplicantDto {
  @Field(rule.oneOf(applicantKinds), { example: 'citizen' }) kind!: string;
  @Field(rule.text(500, 1), { personal, example: 'NGUYEN VAN A' }) name!: string;
  @Field(rule.personalNumber, {
    optional,
    personal,
    description: '12 digits, or 9 of an old card',
    example: '000099000000',
  })
  personalNumber?: string;
  @Field(rule.taxCode, { optional, personal }) taxCode?: string;
  @Field(rule.phone, { optional, personal }) phone?: string;
  @Field(rule.email, { optional, personal }) email?: string;
  @Nested(() => AddressDto, { optional, personal }) address?: AddressDto;
  @Field(rule.text(100), { optional, personal, description: 'Technical id of the national account' })
  portalAccount?: string;
  @Field(rule.flag, { optional }) identityVerified?: boolean;
}

export class FeeDto {
  @Field(rule.code, { example: 'LP01' }) code!: string;
  @Field(rule.text(500, 1)) name!: string;
  @Field(rule.integer(0), { description: 'VND', example: 50000 }) amount!: number;
  @Field(rule.oneOf(feeKinds), { example: 'charge' }) kind!: string;
  @Field(rule.oneOf(collectMoments), { example: 'reception' }) collectAt!: string;
}

export class DocumentDto {
  @Field(rule.text(100, 1)) id!: string;
  @Field(rule.text(500, 1), { personal, example: 'don.pdf' }) name!: string;
  @Field(rule.code, { optional, example: 'TP01' }) componentCode?: string;
  @Field(rule.url, { optional, personal, description: 'Where it lies outside; or `attachment`' }) url?: string;
  @Field(rule.id, { optional, description: 'Answer of `POST /v1/attachments`, in place of `url`' }) attachment?: string;
  @Field(rule.flag, { optional }) digitised?: boolean;
  @Field(rule.oneOf(reuses), { optional, example: 'none' }) reuse?: string;
  @Field(rule.flag, { optional }) fromNationalStore?: boolean;
}

export class SupplementDto {
  @Field(rule.text(100, 1)) id!: string;
  @Field(rule.timestamp) askedAt!: string;
  @Field(rule.text(500), { optional, personal }) askedBy?: string;
  @Field(rule.text(5000, 1), { personal }) content!: string;
  @Field(rule.timestamp, { optional }) answeredAt?: string;
  @Field(rule.timestamp, { optional }) dueBefore?: string;
  @Field(rule.timestamp, { optional }) dueAfter?: string;
}

export class ResultDto {
  @Field(rule.code, { example: 'KQ01' }) code!: string;
  @Field(rule.text(500, 1)) name!: string;
  @Field(rule.text(100), { optional }) number?: string;
  @Field(rule.url, { optional, personal, description: 'Where it lies outside; or `attachment`' }) url?: string;
  @Field(rule.id, { optional, description: 'Answer of `POST /v1/attachments`, in place of `url`' }) attachment?: string;
  @Field(rule.code, { optional }) componentCode?: string;
}

/** The agency's present truth about one dossier. */
export class DossierDto {
  @Field(rule.integer(1), { description: 'Grows with every change at the agency', example: 1 }) revision!: number;
  @Nested(() => ProcedureDto) procedure!: ProcedureDto;
  @Nested(() => NamedFieldDto) field!: NamedFieldDto;
  @Field(rule.code, { description: 'Code of the unit that handles it', example: 'H44.01' }) unit!: string;
  @Field(rule.oneOf(origins), { example: 'desk' }) origin!: string;
  @Field(rule.code, { optional, description: "The portal's own number of it" }) portalCode?: string;
  @Field(rule.oneOf(channels), { example: 'direct' }) channel!: string;
  @Field(rule.oneOf(dossierStatuses), { example: 'received' }) status!: string;
  @Field(rule.text(100), { optional }) receiptNumber?: string;
  @Nested(() => ApplicantDto, { personal }) applicant!: ApplicantDto;
  @Field(rule.timestamp, { optional, example: '2026-11-20T08:30:00+07:00' }) submittedAt?: string;
  @Field(rule.timestamp, { optional, example: '2026-11-20T09:00:00+07:00' }) receivedAt?: string;
  @Field(rule.timestamp, { optional, example: '2026-12-04T17:00:00+07:00' }) dueAt?: string;
  @Field(rule.timestamp, { optional }) refusedAt?: string;
  @Field(rule.timestamp, { optional }) finishedAt?: string;
  @Field(rule.timestamp, { optional }) returnedAt?: string;
  @Field(rule.oneOf(returnWays), { optional }) returnBy?: string;
  @Field(rule.text(5000), { optional, personal }) summary?: string;
  @Field(rule.text(5000), { optional, personal }) reason?: string;
  @ListOf(() => FeeDto, { optional, max: 100, uniqueBy: 'code' }) fees?: FeeDto[];
  @ListOf(() => DocumentDto, { optional, max: 500, uniqueBy: 'id' }) documents?: DocumentDto[];
  @ListOf(() => SupplementDto, { optional, max: 200, uniqueBy: 'id' }) supplements?: SupplementDto[];
  @ListOf(() => ResultDto, { optional, max: 200 }) results?: ResultDto[];
}
