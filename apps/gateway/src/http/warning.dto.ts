import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class CandidateDto {
  @ApiProperty() provinceCode!: string;
  @ApiPropertyOptional() communeCode?: string;
  @ApiProperty() name!: string;
}

/** Accepted as it is stated, and yet something is to be mended. */
export class WarningDto {
  @ApiProperty({ description: 'RFC 6901' }) pointer!: string;
  @ApiProperty({
    enum: [
      ...['area.former', 'area.ambiguous', 'area.notFound', 'area.zerosLost', 'area.elsewhere'],
      ...['unit.ended', 'unit.notYet', 'payment.turnAfterDue', 'paymentClass.neverSeen'],
    ],
  })
  code!: string;
  @ApiProperty({ description: 'Vietnamese' }) detail!: string;
  @ApiProperty({ example: 'agency' }) whoActs!: string;
  @ApiPropertyOptional({
    type: [CandidateDto],
    description: 'Areas in force that the stated one became (`area.former`) or is one of (`area.ambiguous`)',
  })
  candidates?: CandidateDto[];
  @ApiPropertyOptional({ description: 'Code of the unit that took over' }) successor?: string;
}
