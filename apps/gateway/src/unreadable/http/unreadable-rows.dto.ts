import { actors, rowReadingResults } from '@lienthong/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class RowReadingDto {
  @ApiProperty({ type: 'string', format: 'date-time' }) at!: string;
  @ApiProperty({ description: 'The operator who asked for it' }) by!: string;
  @ApiProperty({ enum: ['asked', ...rowReadingResults] }) result!: string;
  @ApiPropertyOptional({ example: 'post-office.timeMalformed' }) reason?: string;
}

export class UnreadableRowDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'post-office' }) partner!: string;
  @ApiProperty({ example: 'post-office' }) provider!: string;
  @ApiProperty({ example: 'feed' }) account!: string;
  @ApiProperty({ example: 'post-office.timeMalformed' }) cause!: string;
  @ApiProperty({ description: 'Vietnamese: what is wrong with it, what follows, who acts' }) detail!: string;
  @ApiProperty({ enum: [...actors] }) whoActs!: string;
  @ApiProperty({ type: 'string', format: 'date-time' }) receivedAt!: string;
  @ApiProperty({ type: 'integer', description: 'Length of the row as it came' }) bytes!: number;
  @ApiProperty({ description: 'The row as it came, values of personal fields replaced; at most 2,048 characters' })
  masked!: string;
  @ApiProperty({
    enum: ['unreadable', 'asked', 'handled'],
    description:
      '`asked`: to be read again, not answered yet. `handled`: what it says has been taken as if it had come now',
  })
  state!: string;
  @ApiProperty({ type: [RowReadingDto] }) readings!: RowReadingDto[];
}

export class UnreadableRowListDto {
  @ApiProperty({ type: [UnreadableRowDto] }) items!: UnreadableRowDto[];
  @ApiPropertyOptional() nextCursor?: string;
}
