import { Field } from '../../http/fields/field.decorator.js';
import * as rule from '../../http/fields/rules.js';

export class DismissDto {
  @Field(rule.text(2000, 1), { personal: true, description: 'Why it is none of ours' }) why!: string;
}
