import { ApiProperty } from '@nestjs/swagger';

export class AttachmentDto {
  @ApiProperty({ format: 'uuid', description: 'For `documents[].attachment`' }) id!: string;
  @ApiProperty({ example: 'don.pdf', 'x-personal': true } as object) name!: string;
  @ApiProperty({ example: 'application/pdf' }) contentType!: string;
  @ApiProperty({ type: 'integer', description: 'Bytes of the file itself' }) size!: number;
  @ApiProperty({ description: 'Of the file itself, hex', pattern: '^[0-9a-f]{64}$' }) sha256!: string;
  @ApiProperty({ format: 'date-time' }) createdAt!: string;
}
