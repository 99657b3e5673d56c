import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ExchangeDto } from '../../http/exchange.dto.js';
import { disagreementStates } from '../core.js';
import { endings } from '../pipeline/stored.js';
import { actsElsewhere, claimants, disagreementKinds, elsewhereBecause, noRepair } from '../rules/finding.js';

const time = { type: 'string', format: 'date-time' } as const;

export class SaidDto {
  @ApiProperty({ enum: [...claimants] }) who!: string;
  @ApiProperty({
    description: 'A status, or `there`, `absent`, `acknowledged`, `notAcknowledged`, `settled`, `credited`, …',
  })
  says!: string;
  @ApiPropertyOptional({ type: 'integer', description: 'VND' }) amount?: number;
  @ApiProperty(time) at!: string;
  @ApiPropertyOptional({
    description: 'Id of the exchange, payment, claim, delivery, credit or submission that shows it',
  })
  evidence?: string;
}

export class RepairDto {
  @ApiProperty({
    enum: ['tellPortal', 'elsewhere', 'none'],
    description:
      '`tellPortal`: `POST …/repair` begins an exchange that states the dossier to the portal as it stands. `elsewhere`: `act` says by what else (`dismiss`: `POST …/dismissal`). `none`: `why` says why not',
  })
  kind!: string;
  @ApiPropertyOptional({ enum: [...actsElsewhere] }) act?: string;
  @ApiPropertyOptional({ enum: [...elsewhereBecause, ...noRepair] }) why?: string;
}

class DismissedDto {
  @ApiProperty({ description: 'The operator' }) by!: string;
  @ApiProperty({ 'x-personal': true } as object) why!: string;
}

export class DisagreementDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiPropertyOptional({ description: 'Absent where nobody knows whose it is' }) dossier?: string;
  @ApiPropertyOptional() unit?: string;
  @ApiProperty({ enum: [...disagreementKinds] }) kind!: string;
  @ApiProperty({
    description: 'Payment, fee, parcel, … that tells several of one kind apart; empty where there can be one',
  })
  about!: string;
  @ApiProperty({ enum: [...disagreementStates] }) state!: string;
  @ApiProperty({ description: 'One of the claims was not told but is concluded from what else is known' })
  assumed!: boolean;
  @ApiProperty({ type: [SaidDto] }) claims!: SaidDto[];
  @ApiProperty({ type: RepairDto }) repair!: RepairDto;
  @ApiProperty({ description: 'Vietnamese, for a clerk' }) text!: string;
  @ApiProperty({ ...time, description: 'Since when the claims differ, as far as is known' }) since!: string;
  @ApiProperty(time) foundAt!: string;
  @ApiProperty({ type: 'integer' }) version!: number;
  @ApiPropertyOptional(time) repairedAt?: string;
  @ApiPropertyOptional({ description: 'The operator' }) repairedBy?: string;
  @ApiPropertyOptional({ format: 'uuid' }) repairExchange?: string;
  @ApiPropertyOptional(time) endedAt?: string;
  @ApiPropertyOptional({ enum: [...endings] }) endedHow?: string;
  @ApiPropertyOptional({ description: 'Where a person has said that it is none of ours' }) dismissed?: DismissedDto;
  @ApiProperty({ description: 'For `If-Match`' }) etag!: string;
}

export class DisagreementListDto {
  @ApiProperty({ type: [DisagreementDto] }) items!: DisagreementDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

class UnderWayDto {
  @ApiProperty() id!: string;
  @ApiPropertyOptional() state?: string;
}

export class RepairedDto {
  @ApiProperty({ format: 'uuid' }) disagreement!: string;
  @ApiProperty({ type: [String] }) exchanges!: string[];
  @ApiProperty({ type: [ExchangeDto] }) settled!: ExchangeDto[];
  @ApiProperty({ type: [UnderWayDto] }) pending!: UnderWayDto[];
}

export class ComparisonDto {
  @ApiProperty({ example: 'H44.01-260101-00001' }) dossier!: string;
  @ApiProperty({ type: [String], description: 'Questions to the portal that this has begun, or that were under way' })
  exchanges!: string[];
  @ApiProperty({ type: [ExchangeDto] }) settled!: ExchangeDto[];
  @ApiProperty({ type: [UnderWayDto] }) pending!: UnderWayDto[];
  @ApiProperty({ type: [DisagreementDto], description: 'Those open now, by what has been answered so far' })
  disagreements!: DisagreementDto[];
}
