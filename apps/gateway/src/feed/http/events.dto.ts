import { ApiProperty } from '@nestjs/swagger';
import { feedTypeNames } from '../core.js';

/** What happened, in the words of CloudEvents 1.0. */
export class EventDto {
  @ApiProperty({ enum: ['1.0'] }) specversion!: string;
  @ApiProperty({ description: 'Stays the same however often it is read or sent', example: '0.7312.88' }) id!: string;
  @ApiProperty({ enum: feedTypeNames.map((type) => `vn.lienthong.${type}`) }) type!: string;
  @ApiProperty({ example: 'urn:lienthong:gateway' }) source!: string;
  @ApiProperty({
    description: 'Code of the dossier, or `citizenCheck:` and the id of a check that was made for no dossier',
    example: 'H44.01.2026.000123',
  })
  subject!: string;
  @ApiProperty({ type: 'string', format: 'date-time', description: 'When it happened' }) time!: string;
  @ApiProperty({ enum: ['application/json'] }) datacontenttype!: string;
  @ApiProperty({
    description: 'Names the type with the version of its shape',
    example: 'urn:lienthong:schema:dossier.statusChanged:1',
  })
  dataschema!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: ['string', 'integer'] },
    description: 'Codes, states and ids, and no personal value; `href` is where whoever is entitled reads the rest',
    example: {
      dossier: 'H44.01.2026.000123',
      unit: 'H44.01',
      revision: 7,
      status: 'completed',
      href: '/v1/dossiers/…',
    },
  })
  data!: Record<string, string | number>;
}

export class EventListDto {
  @ApiProperty({ type: [EventDto] }) items!: EventDto[];
  @ApiProperty({
    description: 'For `after` of the next request, also where there are no items: it says up to where has been looked',
  })
  nextCursor!: string;
}
