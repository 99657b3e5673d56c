import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Field } from '../../http/fields/field.decorator.js';
import * as rule from '../../http/fields/rules.js';

const time = { type: 'string', format: 'date-time' } as const;

export class CreateWebhookEndpointDto {
  @Field(rule.url, { description: 'Where events are sent, by POST; https', example: 'https://agency.example/events' })
  url!: string;
}

export class RecoverWebhookEndpointDto {
  @Field(rule.timestamp, { description: 'What was recorded from then on is sent again, and then whatever follows' })
  since!: string;
}

export class WebhookEndpointDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uri' }) url!: string;
  @ApiProperty({ enum: ['active', 'disabled'], description: '`disabled`: given up; `recovery` begins anew' })
  state!: string;
  @ApiProperty(time) createdAt!: string;
  @ApiProperty(time) changedAt!: string;
  @ApiPropertyOptional({ ...time, description: 'Till then every event is signed with the secret before, too' })
  previousSecretUntil?: string;
  @ApiPropertyOptional({ ...time, description: 'Nothing has been taken since' }) failingSince?: string;
  @ApiPropertyOptional({ description: 'Status, or why there was none', example: '200' }) lastOutcome?: string;
  @ApiPropertyOptional(time) lastSentAt?: string;
}

export class WebhookEndpointSecretDto extends WebhookEndpointDto {
  @ApiProperty({ description: 'Shown here and never again; signs by Standard Webhooks', example: 'whsec_…' })
  secret!: string;
}

export class WebhookEndpointListDto {
  @ApiProperty({ type: [WebhookEndpointDto] }) items!: WebhookEndpointDto[];
  @ApiPropertyOptional() nextCursor?: string;
}
