import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Field } from '../../http/fields/field.decorator.js';
import * as rule from '../../http/fields/rules.js';
import { WarningDto } from '../../http/warning.dto.js';

const classPattern = /^(?:procedure|fee):[A-Za-z0-9._-]{1,60}$/;
export const classRule: rule.Rule = {
  check: (value) => {
    if (typeof value !== 'string') return { code: 'type.string' };
    return classPattern.test(value) ? undefined : { code: 'paymentClass.invalid' };
  },
  schema: { type: 'string', pattern: classPattern.source, maxLength: 70 },
};
const mostDays = 366;
/** In order, and each once: what is released when is read off them. */
const daysRule: rule.Rule = {
  check: (value) => {
    if (!Array.isArray(value)) return { code: 'type.array' };
    if (value.length === 0) return { code: 'list.empty' };
    if (value.length > mostDays) return { code: 'list.tooLong', params: { max: mostDays } };
    const wrong = value.findIndex((day) => rule.day.check(day) !== undefined);
    if (wrong >= 0) return { code: 'day.invalid', at: wrong };
    const unordered = value.findIndex((day, at) => at > 0 && day <= value[at - 1]);
    return unordered >= 0 ? { code: 'days.unordered', at: unordered } : undefined;
  },
  schema: { type: 'array', items: rule.day.schema, minItems: 1, maxItems: mostDays, uniqueItems: true },
};
/** 2,300 a second: a day on which a whole country pays goes through one window. */
const mostPerDay = 200_000_000;
const perDayRule: rule.Rule = {
  check: (value) =>
    rule.integer(1).check(value) ??
    ((value as number) > mostPerDay ? { code: 'number.tooBig', params: { max: mostPerDay } } : undefined),
  schema: { type: 'integer', minimum: 1, maximum: mostPerDay },
};

/** Payments of a class are let through on these days. */
export class OpenWindowDto {
  @Field(classRule, {
    description: 'Which payments: of dossiers of a procedure, or of a fee',
    example: 'procedure:1.003560',
  })
  class!: string;
  @Field(daysRule, {
    description: 'In Vietnam, ascending; at most 366 days ahead',
    example: ['2026-12-01', '2026-12-02'],
  })
  days!: string[];
  @Field(perDayRule, { description: 'Payments a day, evenly over it', example: 120_000 }) perDay!: number;
}

export class AdmissionWindowDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'procedure:1.003560' }) class!: string;
  @ApiProperty({ type: [String], example: ['2026-12-01'] }) days!: string[];
  @ApiProperty({ type: 'integer', example: 120_000 }) perDay!: number;
  @ApiProperty({ type: 'integer', description: 'Payments that have a place' }) given!: number;
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'When the turn of a payment that is opened now comes at the latest; absent when the calendar is full',
  })
  nextEta?: string;
  @ApiProperty({ description: 'The operator' }) openedBy!: string;
  @ApiProperty({ format: 'date-time' }) createdAt!: string;
  @ApiProperty({ format: 'date-time', description: 'The end of its last day, or when it was closed' }) until!: string;
  @ApiPropertyOptional({ description: 'The operator who closed it' }) closedBy?: string;
}

export class OpenedWindowDto extends AdmissionWindowDto {
  @ApiProperty({
    type: [WarningDto],
    description: '`paymentClass.neverSeen`: no dossier of the procedure, or no payment of the fee, has been here yet',
  })
  warnings!: WarningDto[];
}

export class AdmissionWindowListDto {
  @ApiProperty({ type: [AdmissionWindowDto] }) items!: AdmissionWindowDto[];
  @ApiPropertyOptional() nextCursor?: string;
}
