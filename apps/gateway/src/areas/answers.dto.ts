import { areaLevels } from '@lienthong/areas';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import * as rule from '../http/fields/rules.js';

const day = rule.day.schema;

export class AreaDto {
  @ApiProperty({ description: '2 digits of a province, 3 of a district, 5 of a commune', example: '08707' })
  code!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ enum: [...areaLevels], description: 'Districts until 30 June 2025 only' }) level!: string;
  @ApiPropertyOptional({ description: 'Code of the area right above' }) parent?: string;
  @ApiProperty({ description: 'Code of its province; its own if it is one' }) province!: string;
  @ApiPropertyOptional({ ...day, description: 'First day; not known of what stood before 1 July 2025' })
  validFrom?: string;
  @ApiPropertyOptional({ ...day, description: 'First day on which it is no more' }) validTo?: string;
  @ApiProperty({
    type: [String],
    description: 'Codes of those in force that took its place; several where it was divided',
  })
  successors!: string[];
}

export class AreaListDto {
  @ApiProperty({ type: [AreaDto] }) items!: AreaDto[];
  @ApiPropertyOptional() nextCursor?: string;
}
