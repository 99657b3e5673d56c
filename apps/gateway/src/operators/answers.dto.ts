import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ExchangeDto } from '../http/exchange.dto.js';

const time = { type: 'string', format: 'date-time' } as const;

export class FieldFaultDto {
  @ApiProperty({ description: 'RFC 6901' }) pointer!: string;
  @ApiProperty() code!: string;
}

export class AttemptDto {
  @ApiProperty({
    enum: ['call', 'question', 'strayCall'],
    default: 'call',
    description:
      '`call`: an attempt. `question`: the partner or its evidence was asked what became of attempt `attempt` (found `done`, absent `later`, no answer `unknown`). `strayCall`: a call of a process that had lost its lease; it decided nothing, and the partner may have got it twice',
  })
  kind!: string;
  @ApiProperty({ type: 'integer' }) attempt!: number;
  @ApiProperty(time) startedAt!: string;
  @ApiProperty(time) endedAt!: string;
  @ApiProperty({ type: 'number' }) millis!: number;
  @ApiProperty() outcome!: string;
  @ApiPropertyOptional() cause?: string;
  @ApiPropertyOptional({ description: 'Personal values masked, at most 2 KB' }) sent?: string;
  @ApiPropertyOptional({ description: 'Personal values masked, at most 2 KB' }) received?: string;
}

/** One exchange with every attempt, and the questions and stray calls beside them. */
export class ExchangeDetailDto extends ExchangeDto {
  @ApiPropertyOptional() unit?: string;
  @ApiPropertyOptional({ type: [FieldFaultDto] }) fields?: FieldFaultDto[];
  @ApiPropertyOptional() supersededBy?: string;
  @ApiPropertyOptional(time) nextAttemptAt?: string;
  @ApiPropertyOptional({
    description:
      '`true`: nothing of it was done at the partner. `false`: it was done, or may have been. Absent while `state` is `waiting`: a call may be out, and what became of it is told when it has ended',
  })
  surelyNotDone?: boolean;
  @ApiProperty({ type: [AttemptDto], description: 'Ordered by `startedAt`; `attempts` counts those of kind `call`' })
  attemptList!: AttemptDto[];
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
