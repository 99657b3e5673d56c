import { deliveryDirections, trackedStates } from '@lienthong/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WarningDto } from '../../http/warning.dto.js';
import { deliveryStates } from '../core.js';

const time = { type: 'string', format: 'date-time' } as const;
const words: object = { 'x-personal': true, description: "The post's own words" };

export class DeliveryEventDto {
  @ApiProperty({ ...time, description: "When it happened, by the post's word" }) at!: string;
  @ApiProperty({ enum: [...trackedStates], description: '`unknown`: a code of which nobody has told us the meaning' })
  state!: string;
  @ApiProperty({ description: "The post's own code", example: '4' }) code!: string;
  @ApiProperty(time) receivedAt!: string;
  @ApiProperty({ description: 'False: its time lies in the future, and it changed nothing' }) confirmed!: boolean;
  @ApiPropertyOptional(words) message?: string;
  @ApiPropertyOptional(words) notes?: string;
  @ApiPropertyOptional(words) office?: string;
}

export class RefusedPlaceDto {
  @ApiProperty({ example: '/receiver/address/provinceCode' }) pointer!: string;
  @ApiProperty({ example: 'post-office.areaUnknown' }) code!: string;
}

export class DeliveryRefusalDto {
  @ApiProperty({ description: 'In Vietnamese, with who acts' }) detail!: string;
  @ApiPropertyOptional({ example: 'post-office.areaUnknown' }) cause?: string;
  @ApiPropertyOptional({ example: 'agency' }) whoActs?: string;
  @ApiPropertyOptional({ type: [RefusedPlaceDto] }) fields?: RefusedPlaceDto[];
}

export class DeliveryDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'H44.01.2026.000123' }) dossier!: string;
  @ApiProperty({ enum: [...deliveryDirections] }) direction!: string;
  @ApiProperty({
    enum: [...deliveryStates],
    description:
      '`requested`: the post is being asked; `unknown`: nobody knows yet whether it has the order; `failed`: could not be handed over; `returned`: came back to its sender',
  })
  state!: string;
  @ApiProperty({ description: 'Under which the post knows it' }) reference!: string;
  @ApiProperty({ description: 'The agreement with the post' }) account!: string;
  @ApiProperty({ enum: ['client', 'gateway'], description: '`gateway`: ordered with the completion of the dossier' })
  orderedBy!: string;
  @ApiPropertyOptional({ example: 'EA123456785VN' }) itemCode?: string;
  @ApiPropertyOptional({ enum: ['form', 'checkDigit'], description: 'Odd by UPU S10; a warning only' })
  itemCodeFault?: string;
  @ApiPropertyOptional({ type: DeliveryRefusalDto, description: 'Of an order that was refused' })
  refusal?: DeliveryRefusalDto;
  @ApiProperty({ format: 'uuid', description: 'The order with the post' }) exchange!: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'The request to take it back' }) cancelExchange?: string;
  @ApiProperty(time) createdAt!: string;
  @ApiProperty(time) changedAt!: string;
  @ApiProperty({ type: [DeliveryEventDto], description: 'What the post has told, in the order of its own time' })
  events!: DeliveryEventDto[];
}

export class OrderedDeliveryDto extends DeliveryDto {
  @ApiProperty({ type: [WarningDto], description: 'Of the addresses that were stated: codes of other times' })
  warnings!: WarningDto[];
}

export class DeliveryListDto {
  @ApiProperty({ type: [DeliveryDto] }) items!: DeliveryDto[];
  @ApiPropertyOptional() nextCursor?: string;
}
