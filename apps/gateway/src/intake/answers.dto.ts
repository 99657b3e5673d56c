import { exchangeStates } from '@lienthong/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DossierDto } from './dossier.dto.js';

const time = { type: 'string', format: 'date-time' } as const;

/** One exchange, as lists and waiters show it. */
export class ExchangeDto {
  @ApiProperty() id!: string;
  @ApiProperty({ description: 'Dossier code' }) subject!: string;
  @ApiProperty({ example: 'dvc-portal' }) partner!: string;
  @ApiProperty({ example: 'syncDossier' }) operation!: string;
  @ApiProperty({ enum: ['latest', 'append', 'once'] }) lane!: string;
  @ApiProperty({ type: 'integer' }) number!: number;
  @ApiProperty({ enum: [...exchangeStates] }) state!: string;
  @ApiProperty({ type: 'integer' }) version!: number;
  @ApiPropertyOptional({ enum: ['done', 'refused', 'later', 'unknown', 'brokenContract'] }) outcome?: string;
  @ApiPropertyOptional({ example: 'transport.timeout' }) cause?: string;
  @ApiPropertyOptional({ enum: ['client', 'agency', 'applicant', 'partner', 'operator'] }) whoActs?: string;
  @ApiProperty({ type: 'integer' }) attempts!: number;
  @ApiPropertyOptional({ description: 'The exchange that holds this one back' }) blockedBy?: string;
  @ApiProperty(time) due!: string;
  @ApiProperty(time) createdAt!: string;
  @ApiProperty(time) changedAt!: string;
}

export class FieldFaultDto {
  @ApiProperty({ description: 'RFC 6901' }) pointer!: string;
  @ApiProperty() code!: string;
}

export class AttemptDto {
  @ApiProperty({ type: 'integer' }) attempt!: number;
  @ApiProperty(time) startedAt!: string;
  @ApiProperty(time) endedAt!: string;
  @ApiProperty({ type: 'number' }) millis!: number;
  @ApiProperty() outcome!: string;
  @ApiPropertyOptional() cause?: string;
  @ApiPropertyOptional({ description: 'Personal values masked, at most 2 KB' }) sent?: string;
  @ApiPropertyOptional({ description: 'Personal values masked, at most 2 KB' }) received?: string;
}

/** One exchange with every attempt. */
export class ExchangeDetailDto extends ExchangeDto {
  @ApiPropertyOptional() unit?: string;
  @ApiPropertyOptional({ type: [FieldFaultDto] }) fields?: FieldFaultDto[];
  @ApiPropertyOptional() supersededBy?: string;
  @ApiPropertyOptional(time) nextAttemptAt?: string;
  @ApiPropertyOptional() surelyNotDone?: boolean;
  @ApiProperty({ type: [AttemptDto] }) tries!: AttemptDto[];
}

/** What was started, and how far it has come. */
class StartedDto {
  @ApiProperty({
    type: [String],
    description: 'Every exchange of this request (of this revision, when nothing started)',
  })
  exchanges!: string[];
  @ApiProperty({ type: [ExchangeDto], description: 'Those that have ended or need a person; filled by `Prefer: wait`' })
  settled!: ExchangeDto[];
  @ApiProperty({ type: [String], description: 'Those still under way, as far as this answer knows' })
  pending!: string[];
}

export class PutDossierAnswerDto extends StartedDto {
  @ApiProperty() code!: string;
  @ApiProperty({ type: 'integer' }) revision!: number;
  @ApiProperty() etag!: string;
  @ApiProperty({ enum: ['accepted', 'same'], description: '`same`: this revision was known with the same content' })
  result!: string;
  @ApiProperty({ description: 'The dossier was not known before' }) created!: boolean;
}

export class AddStepAnswerDto extends StartedDto {
  @ApiProperty() code!: string;
  @ApiProperty() key!: string;
  @ApiProperty({ enum: ['accepted', 'same'] }) result!: string;
}

export class OperatorActAnswerDto {
  @ApiProperty() exchange!: string;
  @ApiProperty() command!: string;
  @ApiProperty({ enum: ['accepted', 'awaitsSecondPerson'] }) result!: string;
}

/** What the gateway adds to the agency's own statement. */
export class DossierViewDto extends DossierDto {
  @ApiProperty() code!: string;
  @ApiProperty() etag!: string;
  @ApiProperty() effectiveStatus!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: '`paid`, `delivered`, `identity`, each with evidence',
  })
  facts!: object;
  @ApiProperty({ type: 'object', additionalProperties: true, description: '`{ portal: { state, since, exchange } }`' })
  partners!: object;
  @ApiProperty({ type: 'object', additionalProperties: true, description: '`{ who, name, why, since, target }`' })
  waitingOn!: object;
}

export class DossierListItemDto {
  @ApiProperty() code!: string;
  @ApiProperty() unit!: string;
  @ApiProperty({ type: 'integer' }) revision!: number;
  @ApiProperty() status!: string;
  @ApiProperty() effectiveStatus!: string;
  @ApiProperty() procedure!: string;
  @ApiPropertyOptional(time) dueAt?: string;
  @ApiProperty(time) updatedAt!: string;
}
export class DossierListDto {
  @ApiProperty({ type: [DossierListItemDto] }) items!: DossierListItemDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

export class TimelineItemDto {
  @ApiProperty(time) at!: string;
  @ApiProperty() kind!: string;
  @ApiProperty() by!: string;
  @ApiProperty({ description: 'Vietnamese' }) text!: string;
  @ApiPropertyOptional() exchange?: string;
  @ApiPropertyOptional({ type: 'integer' }) attempt?: number;
  @ApiPropertyOptional() outcome?: string;
}
export class TimelineDto {
  @ApiProperty({ type: [TimelineItemDto] }) items!: TimelineItemDto[];
  @ApiPropertyOptional() nextCursor?: string;
}
export class ExchangeListDto {
  @ApiProperty({ type: [ExchangeDto] }) items!: ExchangeDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

export class ProblemFaultDto {
  @ApiProperty({ description: 'RFC 6901 into the body; `/path/…`, `/query/…`, `/headers/…` for the rest' })
  pointer!: string;
  @ApiProperty() code!: string;
  @ApiProperty({ description: 'Vietnamese' }) detail!: string;
}
export class ProblemDto {
  @ApiProperty() type!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ type: 'integer' }) status!: number;
  @ApiProperty({ description: 'Vietnamese, for a clerk' }) detail!: string;
  @ApiProperty({ description: 'Stable, dotted' }) code!: string;
  @ApiProperty({ enum: ['client', 'agency', 'applicant', 'partner', 'operator'] }) whoActs!: string;
  @ApiProperty() traceId!: string;
  @ApiPropertyOptional({ type: [ProblemFaultDto] }) errors?: ProblemFaultDto[];
}
