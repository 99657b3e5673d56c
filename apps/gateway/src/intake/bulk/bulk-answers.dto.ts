import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ProblemDto } from '../../http/problem.dto.js';
import { WarningDto } from '../../http/warning.dto.js';

/** One line of the answer: of `outcome` and `problem` it has one. */
export class BulkLineDto {
  @ApiProperty({ type: 'integer', description: 'Of the body, counted from 1' }) line!: number;
  @ApiPropertyOptional({ description: 'Where the line has one' }) code?: string;
  @ApiPropertyOptional({ enum: ['recorded', 'unchanged'], description: '`unchanged`: known with the same content' })
  outcome?: string;
  @ApiPropertyOptional({ type: 'integer' }) revision?: number;
  @ApiPropertyOptional({ type: [WarningDto], description: 'Left out where there are none' }) warnings?: WarningDto[];
  @ApiPropertyOptional({ type: ProblemDto, description: 'Why this line was not recorded; the others are not touched' })
  problem?: ProblemDto;
}
