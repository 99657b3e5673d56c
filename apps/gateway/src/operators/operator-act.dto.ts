import { Field } from '../http/fields/field.decorator.js';
import * as rule from '../http/fields/rules.js';

const optional = true;
const expectedVersion = { optional, description: 'Version of the exchange that the operator saw' };

export class RetryDto {
  @Field(rule.integer(0), expectedVersion) expectedVersion?: number;
}

export class ResolveDto {
  @Field(rule.oneOf(['done', 'notDone']), { description: 'What the evidence says' }) finding!: string;
  @Field(rule.text(2000, 1), { personal: true, description: 'Where the evidence is' }) evidence!: string;
  @Field(rule.integer(0), expectedVersion) expectedVersion?: number;
}

export class AbandonDto {
  @Field(rule.text(2000, 1), { personal: true }) reason!: string;
  @Field(rule.integer(0), {
    optional,
    description:
      'Version of the exchange that the operator saw. Without it the exchange is given up whatever a call that is out makes of it, unless that ends it',
  })
  expectedVersion?: number;
}
