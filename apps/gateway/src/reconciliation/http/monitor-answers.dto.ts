import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { dossierStatuses } from '@lienthong/contracts';
import { monitorVerdicts } from '../status-pushes/core.js';

const time = { type: 'string', format: 'date-time' } as const;
const day = { type: 'string', format: 'date' } as const;
const count = { type: 'integer' } as const;

export class MonitorNumbersDto {
  @ApiProperty({ ...count, description: 'Changes of the effective status' }) owed!: number;
  @ApiProperty(count) acknowledged!: number;
  @ApiProperty({ ...count, description: 'Told or not, nobody knows; never sent again by itself' }) doubtful!: number;
  @ApiProperty({ ...count, description: 'Surely not told: on their way, waiting for a person, or to be sent again' })
  missing!: number;
  @ApiProperty({ ...count, description: 'Not sent, because the configuration says so' }) withheld!: number;
  @ApiProperty({
    ...{ type: 'array', items: count, minItems: 2, maxItems: 2, example: [98, 100] },
    description: 'How many the monitor has counted: at least, at most',
  })
  interval!: number[];
}

export class MonitorLateDto {
  @ApiProperty({ ...count, description: 'Days between the change and its acknowledgement' }) days!: number;
  @ApiProperty(count) count!: number;
}

export class MonitorDayDto extends MonitorNumbersDto {
  @ApiProperty({ ...day, description: 'On which the changes happened, in Vietnam' }) day!: string;
  @ApiProperty({ type: [MonitorLateDto], description: 'Counted by the monitor on a later day' })
  late!: MonitorLateDto[];
}

export class MonitorRunDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty(time) runAt!: string;
  @ApiProperty({ description: 'An operator, or `daily`' }) by!: string;
  @ApiProperty({ ...day, description: 'Changes since then, and older ones that were not settled before' })
  firstDay!: string;
  @ApiProperty({ ...count, description: 'Changes that were sent again' }) sentAgain!: number;
  @ApiProperty({ type: MonitorNumbersDto }) totals!: MonitorNumbersDto;
  @ApiProperty({ type: [MonitorDayDto] }) days!: MonitorDayDto[];
}

export class MonitorRunListDto {
  @ApiProperty({ type: [MonitorRunDto] }) items!: MonitorRunDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

export class MonitorDifferenceDto {
  @ApiProperty({ example: 'H44.01-260101-00001' }) dossier!: string;
  @ApiProperty({ example: 'H44.01' }) unit!: string;
  @ApiProperty({ enum: [...dossierStatuses] }) status!: string;
  @ApiProperty({ ...time, description: 'When the status began' }) since!: string;
  @ApiProperty({ enum: [...monitorVerdicts] }) verdict!: string;
  @ApiProperty({ format: 'uuid', description: 'The push that stands for it' }) exchange!: string;
  @ApiProperty({ ...count, description: 'How often it was sent again' }) sentAgain!: number;
}

export class MonitorDifferencesDto {
  @ApiProperty({ type: [MonitorDifferenceDto] }) items!: MonitorDifferenceDto[];
  @ApiPropertyOptional() nextCursor?: string;
}
