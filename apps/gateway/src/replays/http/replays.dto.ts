import { actors } from '@lienthong/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Field } from '../../http/fields/field.decorator.js';
import * as rule from '../../http/fields/rules.js';
import { replayItemStates, replayModes, replayStates } from '../core.js';

const time = { type: 'string', format: 'date-time' } as const;
const count = { type: 'integer' } as const;
const aClass = { example: 'dvc-portal:addProgress:portal.refused' } as const;

export class FatesDto {
  @ApiProperty({ ...count, description: 'Nothing of it was done at the partner' }) surelyNotDone!: number;
  @ApiProperty({ ...count, description: 'Surely not done, and the partner says the same of the same' })
  refused!: number;
  @ApiProperty({ ...count, description: 'Done or not, nobody knows: never sent again by a replay' }) unknown!: number;
}

export class FailureClassDto {
  @ApiProperty({ ...aClass, description: 'Partner, operation and cause' }) class!: string;
  @ApiProperty({ example: 'dvc-portal' }) partner!: string;
  @ApiProperty({ example: 'addProgress' }) operation!: string;
  @ApiProperty({ description: 'Without numbers, ids, dates, names and quoted values', example: 'portal.refused' })
  cause!: string;
  @ApiProperty({ description: 'Vietnamese: what has failed, who acts, what may be sent again' }) detail!: string;
  @ApiProperty({ enum: [...actors] }) whoActs!: string;
  @ApiProperty({ ...count, description: 'Exchanges that are parked with it now' }) count!: number;
  @ApiProperty({ ...time, description: 'When the first of them was parked' }) firstSeenAt!: string;
  @ApiProperty(time) lastSeenAt!: string;
  @ApiProperty({ ...time, description: 'The earliest legal due date among them' }) oldestDue!: string;
  @ApiProperty({ format: 'uuid', description: 'One of them' }) sample!: string;
  @ApiProperty({ type: FatesDto }) fates!: FatesDto;
  @ApiProperty({ ...count, description: 'How many a replay sends' }) replayable!: number;
  @ApiPropertyOptional({ format: 'uuid', description: 'The replay of it that is under way' }) openReplay?: string;
}

export class FailureClassListDto {
  @ApiProperty({ type: [FailureClassDto] }) items!: FailureClassDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

export class StartReplayDto {
  @Field(rule.failureClass, { ...aClass, description: 'As `GET /v1/failure-classes` names it' }) class!: string;
  @Field(rule.oneOf(replayModes), {
    description:
      '`dryRun` sends nothing: its items say what would be sent, and what not and why. `canary`: 1, 10, the rest',
  })
  mode!: 'dryRun' | 'canary';
  @Field(rule.text(2000, 1), { personal: true, description: 'What has been mended' }) why!: string;
}

export class ReplayStageDto {
  @ApiProperty({ ...count, description: '1: one exchange, 2: ten, 3: the rest' }) stage!: number;
  @ApiProperty(time) beganAt!: string;
  @ApiPropertyOptional(time) endedAt?: string;
  @ApiProperty(count) sent!: number;
  @ApiProperty(count) succeeded!: number;
  @ApiProperty(count) failed!: number;
  @ApiProperty({ ...count, description: "Sent, and overtaken by another's act or a newer number" }) setAside!: number;
  @ApiProperty({ ...count, description: 'Not as it was when the replay was asked for' }) notSent!: number;
}

export class RecurrenceDto {
  @ApiProperty({ format: 'uuid' }) exchange!: string;
  @ApiProperty(aClass) class!: string;
}

export class ReplayDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty(aClass) class!: string;
  @ApiProperty({ enum: [...replayModes] }) mode!: string;
  @ApiProperty({
    enum: [...replayStates],
    description:
      '`recurred`: the class came back, or something else failed at the same operation of that partner; nothing more is sent',
  })
  state!: string;
  @ApiProperty({ description: 'The operator who asked for it' }) by!: string;
  @ApiProperty({ 'x-personal': true } as object) why!: string;
  @ApiProperty({ type: 'number' }) perSecond!: number;
  @ApiProperty({ ...count, description: 'Of the class, when it was asked for: to be sent' }) planned!: number;
  @ApiProperty({ ...count, description: 'Of the class, when it was asked for: of unknown fate' })
  notReplayable!: number;
  @ApiProperty(time) beganAt!: string;
  @ApiPropertyOptional(time) endedAt?: string;
  @ApiPropertyOptional({ description: 'The operator who stopped it' }) stoppedBy?: string;
  @ApiPropertyOptional({ type: RecurrenceDto, description: 'What ended it' }) recurrence?: RecurrenceDto;
  @ApiProperty({ type: [ReplayStageDto] }) stages!: ReplayStageDto[];
}

export class ReplayListDto {
  @ApiProperty({ type: [ReplayDto] }) items!: ReplayDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

export class ReplayItemDto {
  @ApiProperty({ format: 'uuid' }) exchange!: string;
  @ApiProperty() subject!: string;
  @ApiProperty({ enum: [...replayItemStates] }) state!: string;
  @ApiPropertyOptional(count) stage?: number;
  @ApiPropertyOptional({ description: 'Why it is not sent, or did not count', example: 'exchange.unresolved' })
  reason?: string;
}

export class ReplayItemListDto {
  @ApiProperty({ type: [ReplayItemDto] }) items!: ReplayItemDto[];
  @ApiPropertyOptional() nextCursor?: string;
}
