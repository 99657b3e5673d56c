import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { submissionKinds } from '@lienthong/contracts';
import { Field } from '../../http/fields/field.decorator.js';
import * as rule from '../../http/fields/rules.js';

export class UnplacedSubmissionDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'G22.99-261122-00001', description: 'Code of the dossier, which is there once it is placed' })
  dossier!: string;
  @ApiProperty({ example: 'tinh', description: 'Name of the address at which it came' }) account!: string;
  @ApiPropertyOptional({
    ...{ example: 'huyen' },
    description:
      'The address at which this dossier was submitted before: what came at another one waits for an operator',
  })
  submitter?: string;
  @ApiProperty({ enum: [...submissionKinds] }) kind!: string;
  @ApiProperty({ type: 'string', format: 'date-time' }) receivedAt!: string;
  @ApiPropertyOptional({ example: '000.99.99.H44', description: 'Its unit, in the code of the portal' })
  statedUnit?: string;
  @ApiPropertyOptional({ example: '1.003560' }) procedure?: string;
}

export class UnplacedSubmissionListDto {
  @ApiProperty({ type: [UnplacedSubmissionDto] }) items!: UnplacedSubmissionDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

export class PlaceSubmissionDto {
  @Field(rule.code, { description: 'Code of the unit that is to have it', example: 'H44.01' }) unit!: string;
}

export class PlacedSubmissionDto {
  @ApiProperty({ format: 'uuid' }) submission!: string;
  @ApiProperty({ example: 'G22.99-261122-00001' }) dossier!: string;
  @ApiProperty({ example: 'H44.01', description: 'The unit that has it: the one that was named, or who took over' })
  unit!: string;
}
