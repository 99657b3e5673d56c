import { dossierStatuses, returnWays } from '@lienthong/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { entryKinds } from '../save-register.js';

const personal = { 'x-personal': true } as object;

class RegisterProcedureDto {
  @ApiProperty() code!: string;
  @ApiProperty() name!: string;
}

class RegisterItemDto {
  @ApiProperty({ type: 'integer', description: 'Of its kind on this day, in the order of entering: it never changes' })
  number!: number;
  @ApiProperty({ enum: [...entryKinds] }) entry!: string;
  @ApiProperty({
    format: 'date-time',
    description: 'As the agency states it; when it was heard of where it states none',
  })
  at!: string;
  @ApiProperty({ description: "The agency's system that stated it; `gateway`: it has seen the post deliver" })
  by!: string;
  @ApiProperty() dossier!: string;
  @ApiPropertyOptional() receiptNumber?: string;
  @ApiPropertyOptional({ type: RegisterProcedureDto }) procedure?: RegisterProcedureDto;
  @ApiPropertyOptional({ description: 'Name', ...personal }) applicant?: string;
  @ApiPropertyOptional({ enum: [...dossierStatuses], description: 'As the agency states it now' }) status?: string;
  @ApiPropertyOptional({ format: 'date-time' }) dueAt?: string;
  @ApiPropertyOptional({ enum: [...returnWays] }) returnBy?: string;
}

class RegisterTotalsDto {
  @ApiProperty({ type: 'integer' }) received!: number;
  @ApiProperty({ type: 'integer' }) returned!: number;
}

export class RegisterDto {
  @ApiProperty() unit!: string;
  @ApiProperty({ format: 'date' }) day!: string;
  @ApiProperty({ type: RegisterTotalsDto, description: 'Of the whole day' }) totals!: RegisterTotalsDto;
  @ApiProperty({ type: [RegisterItemDto] }) items!: RegisterItemDto[];
  @ApiPropertyOptional() nextCursor?: string;
}
