import { ApiProperty } from '@nestjs/swagger';
import { ExchangeDto, PendingExchangeDto } from '../http/exchange.dto.js';
import { WarningDto } from '../http/warning.dto.js';

/** What was started, and how far it has come: each of `exchanges` is in `settled` or in `pending`. */
class StartedDto {
  @ApiProperty({
    type: [String],
    description:
      'Every exchange of this request, also when it was stated before: of this revision, of this step. A replay (`Idempotency-Replayed`) repeats the first answer; with `Prefer: wait` it tells what has become of the exchanges. Those removed long after their end are left out',
  })
  exchanges!: string[];
  @ApiProperty({
    type: [ExchangeDto],
    description: 'Those that have ended, as stored; without `Prefer: wait` none that this request has just started',
  })
  settled!: ExchangeDto[];
  @ApiProperty({
    type: [PendingExchangeDto],
    description:
      'The others, as far as this answer knows: still under way, or `parked` until a person acts, which is never waited for',
  })
  pending!: PendingExchangeDto[];
}

export class PutDossierAnswerDto extends StartedDto {
  @ApiProperty() code!: string;
  @ApiProperty({ type: 'integer' }) revision!: number;
  @ApiProperty() etag!: string;
  @ApiProperty({ enum: ['accepted', 'same'], description: '`same`: this revision was known with the same content' })
  result!: string;
  @ApiProperty({ description: 'The dossier was not known before' }) created!: boolean;
  @ApiProperty({ type: [WarningDto], description: 'Codes of other times, and those that nothing has' })
  warnings!: WarningDto[];
}

export class AddStepAnswerDto extends StartedDto {
  @ApiProperty() code!: string;
  @ApiProperty() key!: string;
  @ApiProperty({ enum: ['accepted', 'same'] }) result!: string;
}
