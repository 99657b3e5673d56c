import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WarningDto } from '../../http/warning.dto.js';
import { submissionKinds } from '@lienthong/contracts';
import { carriageStandings, handoverStates, inboxKinds } from '../core.js';
import { HandoverDocumentDto } from './handover.dto.js';

const time = { type: 'string', format: 'date-time' } as const;
const personal: object = { 'x-personal': true };

export class HandoverAnswerDto {
  @ApiProperty(personal) text!: string;
  @ApiProperty({ type: [HandoverDocumentDto] }) documents!: HandoverDocumentDto[];
}

/** How far it is, in somebody's words. */
export class HandoverNewsDto extends HandoverAnswerDto {
  @ApiProperty(time) at!: string;
  @ApiProperty({ description: 'The client, or the partner through which it came' }) by!: string;
}

/** How a handover gets to a unit behind another hub, or came from one. */
export class HandoverViaDto {
  @ApiProperty({ example: 'lgsp-exchange' }) partner!: string;
  @ApiProperty({ enum: ['here', 'there'], description: 'Where it was handed over' }) from!: string;
  @ApiProperty({
    enum: [...carriageStandings],
    description:
      '`pending`: on its way; `doubtful`: nobody knows; `stuck`: an operator has to look; `failed`: given up',
  })
  state!: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'What carries it there' }) exchange?: string;
}

export class SubmissionDocumentDto {
  @ApiProperty() id!: string;
  @ApiProperty(personal) name!: string;
  @ApiPropertyOptional() componentCode?: string;
  @ApiPropertyOptional(personal) url?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'For `GET /v1/attachments/{id}`' }) attachment?: string;
}

/** What came from the portal at one time. */
export class SubmissionDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: [...submissionKinds] }) kind!: string;
  @ApiProperty(time) receivedAt!: string;
  @ApiPropertyOptional({ description: 'Its unit, in the code of the portal' }) statedUnit?: string;
  @ApiProperty({ type: [SubmissionDocumentDto] }) documents!: SubmissionDocumentDto[];
  @ApiProperty({
    ...{ type: 'object', additionalProperties: true, 'x-personal': true },
    description: "The procedure's own fields, named as the portal names them, as they came",
  } as object)
  fields!: object;
}

/** As both sides see it. */
export class HandoverDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'H44.01.2026.000123' }) dossier!: string;
  @ApiProperty({ enum: [...inboxKinds], description: '`submission`: a citizen submitted it on the national portal' })
  kind!: string;
  @ApiProperty({
    enum: [...handoverStates],
    description:
      '`open`: nobody there has taken it yet; `accepted`: somebody has, and owes an answer; `withdrawn`: taken back; `taken`: a submission that has been',
  })
  state!: string;
  @ApiPropertyOptional({ type: HandoverViaDto, description: 'Where one end is behind another hub' })
  via?: HandoverViaDto;
  @ApiProperty({ example: 'H44.01', description: 'Of a submission: `dvc-portal`' }) fromUnit!: string;
  @ApiProperty({ example: 'H44.02' }) toUnit!: string;
  @ApiPropertyOptional({ description: 'The unit that was named, where it has ended and `toUnit` took over' })
  addressedTo?: string;
  @ApiPropertyOptional({ description: "Key of the step of the dossier's procedure that it asks for" }) step?: string;
  @ApiProperty(personal) request!: string;
  @ApiProperty({ type: [HandoverDocumentDto] }) documents!: HandoverDocumentDto[];
  @ApiProperty(time) dueAt!: string;
  @ApiPropertyOptional({ ...time, description: "When the answer may be expected, by the receiver's word" })
  expectedAt?: string;
  @ApiProperty({ description: 'The answer came, or is owed, after its time' }) late!: boolean;
  @ApiProperty(time) createdAt!: string;
  @ApiPropertyOptional(time) acceptedAt?: string;
  @ApiPropertyOptional({ ...time, description: 'When it was refused, answered or taken back' }) endedAt?: string;
  @ApiProperty(time) changedAt!: string;
  @ApiPropertyOptional({
    ...personal,
    description: 'Why it was refused; absent where the receiver has become part of the unit that asked',
  })
  reason?: string;
  @ApiPropertyOptional({ type: HandoverAnswerDto }) answer?: HandoverAnswerDto;
  @ApiPropertyOptional({
    type: [HandoverNewsDto],
    description: 'Of one: the latest 50 of what was said of it meanwhile',
  })
  news?: HandoverNewsDto[];
  @ApiPropertyOptional({ type: [SubmissionDto], description: 'Of one submission: all that came, in its order' })
  submissions?: SubmissionDto[];
}

export class HandedOverDto extends HandoverDto {
  @ApiProperty({
    type: [WarningDto],
    description: 'Of the unit that was named: it has ended, and who took over has it',
  })
  warnings!: WarningDto[];
}

export class HandoverListDto {
  @ApiProperty({ type: [HandoverDto] }) items!: HandoverDto[];
  @ApiPropertyOptional() nextCursor?: string;
}
