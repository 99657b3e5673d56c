import { actors, exchangeStates, hasEnded, laneKinds, outcomeKinds } from '@lienthong/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const time = { type: 'string', format: 'date-time' } as const;
const openStates = exchangeStates.filter((state) => !hasEnded(state));

/** One exchange that has not ended, as the request that started it tells. */
export class PendingExchangeDto {
  @ApiProperty() id!: string;
  @ApiPropertyOptional({ enum: openStates, description: 'Left out where the store could not be asked in time' })
  state?: string;
  @ApiPropertyOptional({ enum: [...outcomeKinds], description: 'Of its last attempt' }) outcome?: string;
  @ApiPropertyOptional({ example: 'transport.timeout' }) cause?: string;
  @ApiPropertyOptional({ enum: [...actors] }) whoActs?: string;
}

/** One exchange, as lists and waiters show it. */
export class ExchangeDto {
  @ApiProperty() id!: string;
  @ApiProperty({ description: 'Dossier code' }) subject!: string;
  @ApiProperty({ example: 'dvc-portal' }) partner!: string;
  @ApiProperty({ example: 'syncDossier' }) operation!: string;
  @ApiProperty({ enum: [...laneKinds] }) lane!: string;
  @ApiProperty({ type: 'integer' }) number!: number;
  @ApiProperty({ enum: [...exchangeStates] }) state!: string;
  @ApiProperty({ type: 'integer' }) version!: number;
  @ApiPropertyOptional({ enum: [...outcomeKinds] }) outcome?: string;
  @ApiPropertyOptional({ example: 'transport.timeout' }) cause?: string;
  @ApiPropertyOptional({ enum: [...actors] }) whoActs?: string;
  @ApiProperty({ type: 'integer' }) attempts!: number;
  @ApiPropertyOptional({ description: 'The exchange that holds this one back' }) blockedBy?: string;
  @ApiProperty(time) due!: string;
  @ApiProperty(time) createdAt!: string;
  @ApiProperty(time) changedAt!: string;
}
