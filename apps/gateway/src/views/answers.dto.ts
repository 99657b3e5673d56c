import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { stepStates } from '../journey/steps.js';
import { waitedFor } from '../journey/waiting-on.js';
import { DossierDto } from '../intake/dossier.dto.js';

const time = { type: 'string', format: 'date-time' } as const;

/** What the procedure asks of another unit by itself. */
export class StepViewDto {
  @ApiProperty({ example: 'planning' }) key!: string;
  @ApiProperty({
    enum: [...stepStates],
    description:
      "`waiting`: for the answers to `after`; `open`, `accepted`: asked, as its handover stands; `held`: nobody answers it as things are, the dossier's unit has to ask somebody",
  })
  state!: string;
  @ApiProperty({ type: [String], description: 'Steps whose answers it waits for' }) after!: string[];
  @ApiProperty({ description: 'The answer came, or is owed, after its time' }) late!: boolean;
  @ApiPropertyOptional({ description: 'Who is asked; of a part that nobody has been asked to play yet absent' })
  unit?: string;
  @ApiPropertyOptional({ description: 'The part that the unit plays' }) role?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'What asks; after a refusal the newest' }) handover?: string;
  @ApiPropertyOptional(time) dueAt?: string;
  @ApiPropertyOptional(time) endedAt?: string;
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
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: '`{ who, name, why, since, target, late }`; `late`: units whose answers to steps are overdue',
  })
  waitingOn!: object;
  @ApiPropertyOptional({ type: [StepViewDto], description: 'Since they have begun' }) steps?: StepViewDto[];
}

const minutes = { type: 'integer', description: 'Minutes' } as const;
const holders = { enum: [...waitedFor] };

export class BlameHolderDto {
  @ApiProperty(holders) who!: string;
  @ApiPropertyOptional({ description: 'Name of the unit, or the partner' }) name?: string;
  @ApiProperty({ ...minutes, description: 'Minutes on the clock' }) wallMinutes!: number;
  @ApiPropertyOptional({ ...minutes, description: 'Of these at work; absent for years whose days off are not known' })
  workingMinutes?: number;
  @ApiPropertyOptional({ ...minutes, description: 'Of these behind the target' }) lateMinutes?: number;
}
export class BlameTurnDto {
  @ApiProperty(holders) who!: string;
  @ApiPropertyOptional() name?: string;
  @ApiProperty(time) since!: string;
  @ApiProperty(time) endedAt!: string;
  @ApiPropertyOptional({ ...time, description: 'When this holder was to be done with it' }) target?: string;
}
export class BlameDto {
  @ApiProperty({ ...time, description: 'Until when it is reckoned' }) at!: string;
  @ApiProperty({ type: [BlameHolderDto], description: 'In the order of their first turns' }) holders!: BlameHolderDto[];
  @ApiProperty({ type: [BlameTurnDto] }) turns!: BlameTurnDto[];
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
