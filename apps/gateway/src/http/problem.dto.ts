import { actors } from '@lienthong/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

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
  @ApiProperty({ enum: [...actors] }) whoActs!: string;
  @ApiProperty() traceId!: string;
  @ApiPropertyOptional({ type: [ProblemFaultDto] }) errors?: ProblemFaultDto[];
}
