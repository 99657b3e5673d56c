import { actors, citizenVerdicts, fieldVerdicts, fixers } from '@lienthong/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CandidateDto, WarningDto } from '../../http/warning.dto.js';
import { checkStates } from '../core.js';

const time = { type: 'string', format: 'date-time' } as const;
const personal: object = { 'x-personal': true };

export class FieldVerdictDto {
  @ApiProperty({ example: 'permanentAddress' }) name!: string;
  @ApiProperty({
    enum: [...fieldVerdicts],
    description:
      '`ambiguous`: an address in a commune that was divided; neither right nor wrong before somebody says more',
  })
  verdict!: string;
  @ApiProperty({ description: 'Stable; all of them stand in docs/reference/mismatches.md', example: 'address.former' })
  code!: string;
  @ApiPropertyOptional({ enum: [...fixers], description: 'Who mends it; absent where nothing needs mending' })
  fixBy?: string;
  @ApiPropertyOptional({ description: 'Vietnamese, for a clerk; holds no value of a person' }) hint?: string;
  @ApiPropertyOptional({
    ...personal,
    ...{ type: [CandidateDto], description: 'Areas in force of which the claimed commune, that was divided, is one' },
  })
  candidates?: CandidateDto[];
}

export class CheckReceiptDto {
  @ApiProperty({ ...personal, description: 'Under whose identity the base recorded the access' }) officer!: string;
  @ApiProperty({ type: [String], description: 'Ids of the requests that the base was given' }) requests!: string[];
  @ApiProperty(time) checkedAt!: string;
}

export class TroublePlaceDto {
  @ApiProperty({ example: '/birthDate' }) pointer!: string;
  @ApiProperty({ example: 'birthDate.malformed' }) code!: string;
  @ApiProperty({ description: 'Vietnamese' }) detail!: string;
}

export class CheckTroubleDto {
  @ApiProperty({ enum: ['population', 'telecom'] }) partner!: string;
  @ApiPropertyOptional({ format: 'uuid' }) exchange?: string;
  @ApiProperty({ example: 'population.fault' }) cause!: string;
  @ApiProperty({ description: 'Vietnamese, for a clerk: what is the matter, what follows, who acts' }) detail!: string;
  @ApiProperty({ enum: [...actors] }) whoActs!: string;
  @ApiPropertyOptional({ type: [TroublePlaceDto], description: 'Places of the request' }) errors?: TroublePlaceDto[];
}

/** What is known of a check. It is not found any more once what the base said is no longer valid. */
export class CitizenCheckDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiPropertyOptional({ example: 'H44.01.2026.000123' }) dossier?: string;
  @ApiProperty({ example: '1.003560' }) procedure!: string;
  @ApiProperty({
    enum: [...checkStates],
    description: '`unknown`: no clear answer yet; `parked`: a person decides; `refused`: see `troubles`',
  })
  state!: string;
  @ApiPropertyOptional({
    enum: [...citizenVerdicts],
    description:
      '`noMatch`: number, name and birth date together are not on record, and the base does not say which of them',
  })
  verdict?: string;
  @ApiProperty({ type: [FieldVerdictDto] }) fields!: FieldVerdictDto[];
  @ApiPropertyOptional({ enum: [...fixers], description: 'With `noMatch`' }) fixBy?: string;
  @ApiPropertyOptional({ description: 'With `noMatch`: what to look at first' }) hint?: string;
  @ApiPropertyOptional({
    ...personal,
    ...{ type: 'object', additionalProperties: true },
    description: 'Values that were wanted, are held, and that this client may have for this procedure',
  })
  released?: object;
  @ApiPropertyOptional({ type: CheckReceiptDto }) receipt?: CheckReceiptDto;
  @ApiPropertyOptional({
    ...time,
    ...{ type: String, nullable: true },
    description: 'Until when verdict and values may be used again; null with `noMatch`, which never is',
  })
  validUntil?: string | null;
  @ApiPropertyOptional({ format: 'uuid', description: 'The check whose look-up answered; nobody was asked again' })
  reusedFrom?: string;
  @ApiPropertyOptional({
    format: 'uuid',
    description:
      'A check of the same person and client that is being answered: its answer will be that of this one, too',
  })
  waitsFor?: string;
  @ApiProperty({ type: [CheckTroubleDto], description: 'What stands in the way' }) troubles!: CheckTroubleDto[];
  @ApiProperty(time) createdAt!: string;
}

export class AskedCitizenCheckDto extends CitizenCheckDto {
  @ApiProperty({ type: [WarningDto], description: 'Claimed addresses in codes of other times, or that nothing has' })
  warnings!: WarningDto[];
}
