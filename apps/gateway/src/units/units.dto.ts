import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import * as rule from '../http/fields/rules.js';

const day = rule.day.schema;

export class UnitDto {
  @ApiProperty({ example: 'H44.01' }) code!: string;
  @ApiProperty() name!: string;
  @ApiPropertyOptional({ description: 'Code of the unit right above' }) parent?: string;
  @ApiPropertyOptional({ ...day, description: 'First day; without it, always' }) validFrom?: string;
  @ApiPropertyOptional({ ...day, description: 'First day on which it is no more' }) validTo?: string;
  @ApiPropertyOptional({ description: 'Code of the unit that took over' }) successor?: string;
  @ApiPropertyOptional({ enum: ['lgsp-exchange'], description: 'Handovers to it go through another hub' }) via?: string;
  @ApiPropertyOptional({ description: 'Its code at other hubs, where it is not its own' }) hubCode?: string;
}

export class UnitListDto {
  @ApiProperty({ type: [UnitDto] }) items!: UnitDto[];
  @ApiPropertyOptional() nextCursor?: string;
}
