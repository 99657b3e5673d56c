import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DossierDto } from '../intake/dossier.dto.js';

const time = { type: 'string', format: 'date-time' } as const;

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
