import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const time = { type: 'string', format: 'date-time' } as const;

export class ReadingDto {
  @ApiProperty(time) at!: string;
  @ApiProperty({ description: 'The operator who asked for it' }) by!: string;
  @ApiProperty({ enum: ['handled', 'stillUnreadable'] }) result!: string;
  @ApiPropertyOptional({ example: 'message.shape: version, attempts, number or at' }) reason?: string;
}

export class QuarantinedMessageDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: 'Why it could not be handled when it came', example: 'exchange.unknown' })
  reason!: string;
  @ApiProperty({ description: 'Vietnamese: what follows, who acts' }) detail!: string;
  @ApiProperty(time) receivedAt!: string;
  @ApiPropertyOptional({
    type: 'integer',
    description: 'Length of the message; absent where it is too large to be shown',
  })
  bytes?: number;
  @ApiPropertyOptional({
    description:
      'As it came; everything but names, codes and short numbers of ours is replaced; at most 2,048 characters',
  })
  masked?: string;
  @ApiProperty({ enum: ['quarantined', 'handled'] }) state!: string;
  @ApiProperty({ type: [ReadingDto] }) readings!: ReadingDto[];
}

export class QuarantinedMessageListDto {
  @ApiProperty({ type: [QuarantinedMessageDto] }) items!: QuarantinedMessageDto[];
  @ApiPropertyOptional() nextCursor?: string;
}
