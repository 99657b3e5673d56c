import { exchangeStates } from '@lienthong/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

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
