import { ApiProperty } from '@nestjs/swagger';
import { ExchangeDto } from '../http/exchange.dto.js';

/** What was started, and how far it has come. */
class StartedDto {
  @ApiProperty({
    type: [String],
    description: 'Every exchange of this request (of this revision, when nothing started)',
  })
  exchanges!: string[];
  @ApiProperty({ type: [ExchangeDto], description: 'Those that have ended or need a person; filled by `Prefer: wait`' })
  settled!: ExchangeDto[];
  @ApiProperty({ type: [String], description: 'Those still under way, as far as this answer knows' })
  pending!: string[];
}

export class PutDossierAnswerDto extends StartedDto {
  @ApiProperty() code!: string;
  @ApiProperty({ type: 'integer' }) revision!: number;
  @ApiProperty() etag!: string;
  @ApiProperty({ enum: ['accepted', 'same'], description: '`same`: this revision was known with the same content' })
  result!: string;
  @ApiProperty({ description: 'The dossier was not known before' }) created!: boolean;
}

export class AddStepAnswerDto extends StartedDto {
  @ApiProperty() code!: string;
  @ApiProperty() key!: string;
  @ApiProperty({ enum: ['accepted', 'same'] }) result!: string;
}
