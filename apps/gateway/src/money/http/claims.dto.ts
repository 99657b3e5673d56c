import { claimStates } from '@lienthong/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const time = { type: 'string', format: 'date-time' } as const;

export class PaymentClaimDto {
  @ApiProperty({ example: 'vnpay' }) provider!: string;
  @ApiProperty({ enum: ['confirm', 'query'], description: 'It told us, or was asked' }) source!: string;
  @ApiProperty({
    enum: [...claimStates],
    description: '`pending`: the money is under way, or taken and held for review. Money counts only as `credits` say',
  })
  state!: string;
  @ApiPropertyOptional({ type: 'integer', format: 'int64', description: 'VND' }) amount?: number;
  @ApiPropertyOptional({ description: "The provider's own number of the transaction" }) providerId?: string;
  @ApiProperty({ ...time, description: "By the provider's word" }) at!: string;
  @ApiProperty(time) receivedAt!: string;
}

/** An address, or what the file is recognised by. */
export class PaymentReceiptDto {
  @ApiPropertyOptional({ format: 'uri', 'x-personal': true } as object) url?: string;
  @ApiPropertyOptional({ description: 'Of the PDF, which the connectors keep sealed; hexadecimal' }) sha256?: string;
  @ApiPropertyOptional({ type: 'integer' }) bytes?: number;
}
