import { deliveryDirections } from '@lienthong/contracts';
import { Field, Nested } from '../../http/fields/field.decorator.js';
import * as rule from '../../http/fields/rules.js';

const optional = true;
const personal = true;

/** Where somebody can be found. */
export class DeliveryAddressDto {
  @Field(rule.areaCode, { personal, example: '25' }) provinceCode!: string;
  @Field(rule.areaCode, { optional, personal, description: 'Of an address in the codes of before 1 July 2025' })
  districtCode?: string;
  @Field(rule.areaCode, { optional, personal }) communeCode?: string;
  @Field(rule.text(500, 1), { personal, example: 'So 1 pho Mau' }) line!: string;
}

export class DeliveryPartyDto {
  @Field(rule.text(200, 1), { personal, example: 'NGUYEN VAN A' }) name!: string;
  @Field(rule.phone, { personal, example: '0900000000' }) phone!: string;
  @Field(rule.email, { optional, personal }) email?: string;
  @Nested(() => DeliveryAddressDto, { personal }) address!: DeliveryAddressDto;
}

/** Something of a dossier is to be carried. */
export class OrderDeliveryDto {
  @Field(rule.code, { description: 'Dossier code', example: 'H44.01.2026.000123' }) dossier!: string;
  @Field(rule.oneOf(deliveryDirections), {
    description: '`collect`: papers, from the applicant to the agency; `return`: the result, to the applicant',
    example: 'return',
  })
  direction!: string;
  @Nested(() => DeliveryPartyDto, {
    ...{ optional, personal },
    description: "Left out: the dossier's applicant (`collect`), the office of the agreement with the post (`return`)",
  })
  sender?: DeliveryPartyDto;
  @Nested(() => DeliveryPartyDto, { optional, personal, description: 'Left out: the other of the two' })
  receiver?: DeliveryPartyDto;
  @Field(rule.text(1000), { optional, personal, description: 'For the post' }) description?: string;
  @Field(rule.code, { optional, description: 'A waybill number that the post has given out already' })
  itemCode?: string;
}
