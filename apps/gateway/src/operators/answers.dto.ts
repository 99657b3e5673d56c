import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ExchangeDto } from '../http/exchange.dto.js';

const time = { type: 'string', format: 'date-time' } as const;

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
  @ApiProperty({ type: [AttemptDto] }) attemptList!: AttemptDto[];
}

export class ExchangeListDto {
  @ApiProperty({ type: [ExchangeDto] }) items!: ExchangeDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

export class OperatorActAnswerDto {
  @ApiProperty() exchange!: string;
  @ApiProperty() command!: string;
  @ApiProperty({ enum: ['accepted', 'awaitsSecondPerson'] }) result!: string;
}
