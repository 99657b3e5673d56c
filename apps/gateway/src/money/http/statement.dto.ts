import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { statementLists, statementStages, statementStates } from '../bank-books/core.js';
import { Field } from '../../http/fields/field.decorator.js';
import * as rule from '../../http/fields/rules.js';
import { bookSides } from '../three-way/core.js';

const time = { type: 'string', format: 'date-time' } as const;
const vnd = { type: 'integer', format: 'int64', description: 'VND' } as const;
const count = { type: 'integer' } as const;
const personal: object = { 'x-personal': true };
const side = { type: 'object', properties: { count, sum: vnd } } as const;

export class StatementWarningDto {
  @ApiProperty({
    enum: ['statement.endUnknown'],
    description: 'Nothing says where the file ends: state `rows` or `sum` to be sure that it is whole',
  })
  code!: string;
  @ApiProperty({ description: 'Vietnamese' }) detail!: string;
  @ApiProperty({ example: 'operator' }) whoActs!: string;
}

export class StatementDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'kho-bac-1' }) account!: string;
  @ApiProperty({ example: 'camt053' }) format!: string;
  @ApiProperty({ description: 'Operator' }) uploadedBy!: string;
  @ApiProperty({ enum: [...statementStates] }) state!: string;
  @ApiPropertyOptional({ type: Object, description: 'Why it was refused, and where: code, line, entry' })
  fault?: object;
  @ApiProperty(count) bytes!: number;
  @ApiProperty(count) entries!: number;
  @ApiPropertyOptional({ type: Object, description: 'Account, currency, number and opening balance as the file says' })
  opening?: object;
  @ApiPropertyOptional({
    type: Object,
    description: 'Sums, closing balance, days, and which control totals were found and agreed',
  })
  closing?: object;
  @ApiPropertyOptional({
    type: 'object',
    description: 'Entries done of all, in the present stage',
    properties: { stage: { enum: [...statementStages] }, done: count, of: count },
  })
  progress?: object;
  @ApiPropertyOptional({
    type: 'object',
    description: '`onlyWithUs` as of now: the statement of a later day may show it',
    properties: Object.fromEntries(statementLists.map((list) => [list, side])),
  })
  counts?: object;
  @ApiProperty({ type: [StatementWarningDto] }) warnings!: StatementWarningDto[];
  @ApiProperty(time) receivedAt!: string;
  @ApiPropertyOptional(time) comparedAt?: string;
  @ApiPropertyOptional(time) endedAt?: string;
}

export class StatementListDto {
  @ApiProperty({ type: [StatementDto] }) items!: StatementDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

export class StatementRowDto {
  @ApiPropertyOptional({ ...count, description: 'Place in the file; absent for what is only with us' }) entry?: number;
  @ApiPropertyOptional(count) line?: number;
  @ApiProperty({ enum: ['credit', 'debit', 'creditReversal', 'debitReversal'] }) kind!: string;
  @ApiProperty(vnd) amount!: number;
  @ApiProperty({ type: 'string', format: 'date' }) day!: string;
  @ApiPropertyOptional() bankReference?: string;
  @ApiPropertyOptional({ enum: ['bankReference', 'reference', 'amountAndDay', 'amount'] }) foundBy?: string;
  @ApiPropertyOptional({ format: 'uuid' }) credit?: string;
  @ApiPropertyOptional({ format: 'uuid' }) payment?: string;
  @ApiPropertyOptional({ ...vnd, description: 'VND; what our side says, where it differs' }) ours?: number;
  @ApiPropertyOptional({ description: 'Not known before: the statement made it a credit' }) fresh?: boolean;
  @ApiPropertyOptional(personal) text?: string;
  @ApiPropertyOptional(personal) payerName?: string;
  @ApiPropertyOptional(personal) payerAccount?: string;
}

export class StatementRowsDto {
  @ApiProperty({ type: [StatementRowDto] }) items!: StatementRowDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

const sides = { type: [String], enum: [...bookSides], enumName: 'BookSide' };
const verdict = { enum: ['matched', 'amountDiffers', 'missing'] };

export class ReconcileDto {
  @Field(rule.code, { description: 'Account', example: 'kho-bac-1' }) account!: string;
  @Field(rule.day, { description: 'Day in Vietnam', example: '2026-11-21' }) day!: string;
}

export class ReconciliationFindingDto {
  @ApiProperty(verdict) verdict!: string;
  @ApiProperty({ ...sides, description: 'The books that have it' }) in!: string[];
  @ApiProperty(count) count!: number;
  @ApiProperty(vnd) sum!: number;
}

export class ReconciliationDto {
  @ApiProperty({ example: 'kho-bac-1' }) account!: string;
  @ApiProperty({ type: 'string', format: 'date' }) day!: string;
  @ApiProperty({ ...sides, description: 'The books that say anything of this day; others are not compared' })
  books!: string[];
  @ApiProperty({ type: [ReconciliationFindingDto] }) findings!: ReconciliationFindingDto[];
  @ApiProperty(time) runAt!: string;
  @ApiProperty({ description: 'An operator, or `daily`' }) by!: string;
}

export class ReconciliationListDto {
  @ApiProperty({ type: [ReconciliationDto] }) items!: ReconciliationDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

export class ReconciliationRowDto {
  @ApiProperty({ format: 'uuid' }) credit!: string;
  @ApiProperty(verdict) verdict!: string;
  @ApiProperty(sides) in!: string[];
  @ApiProperty({ type: 'object', additionalProperties: vnd, description: 'VND, by book' }) amounts!: object;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string', format: 'date' }, description: 'By book' })
  days!: object;
  @ApiPropertyOptional({ format: 'uuid' }) payment?: string;
  @ApiPropertyOptional() bankReference?: string;
}

export class ReconciliationRowsDto {
  @ApiProperty({ type: [ReconciliationRowDto] }) items!: ReconciliationRowDto[];
  @ApiPropertyOptional() nextCursor?: string;
}
