import { paymentMethods } from '@lienthong/contracts';
import { Field } from '../../http/fields/field.decorator.js';
import * as rule from '../../http/fields/rules.js';
import { isId } from '../../ids.js';

const optional = true;
const personal = true;
const feeCodes: rule.Rule = {
  check: (value) => {
    if (!Array.isArray(value)) return { code: 'type.array' };
    if (value.length === 0) return { code: 'list.empty' };
    return value.length > 50 ? { code: 'list.tooLong', params: { max: 50 } } : undefined;
  },
  schema: { type: 'array', items: rule.code.schema, minItems: 1, maxItems: 50, uniqueItems: true },
};
const reason = { optional, personal, description: 'For whoever looks at it later' };

const uuid: rule.Rule = {
  check: (value) => {
    if (typeof value !== 'string') return { code: 'type.string' };
    return isId(value) ? undefined : { code: 'id.invalid' };
  },
  schema: { type: 'string', format: 'uuid' },
};

/** A payment of fees of one dossier. */
export class OpenPaymentDto {
  @Field(rule.code, { description: 'Dossier code', example: 'H44.01.2026.000123' }) dossier!: string;
  @Field(feeCodes, { description: 'Codes of fees that the dossier has', example: ['LP01'] }) fees!: string[];
  @Field(rule.oneOf(paymentMethods), { example: 'bankQr' }) method!: string;
  @Field(rule.integer(0), {
    ...{ optional, example: 50_000 },
    description: 'VND, as the caller knows it; refused when it is not the sum of the fees',
  })
  amount?: number;
  @Field(rule.timestamp, {
    ...{ optional, example: '2026-11-27T17:00:00+07:00' },
    description:
      'When the payment closes; usually 24 hours from now (`payments.openHours`), at most 366 days ahead (`payments.longestOpenDays`)',
  })
  expiresAt?: string;
  @Field(rule.url, { optional, description: "Where the payment platform's page leads back to" }) returnUrl?: string;
}

export class RefundRequestDto {
  @Field(rule.text(2000, 1), reason) reason?: string;
}

export class RefundRejectionDto {
  @Field(rule.text(2000, 1), { personal, description: 'Why not, for who asked' }) reason!: string;
}

export class RefundSentDto {
  @Field(rule.text(100, 1), { description: "The bank's number of the transfer back", example: 'FT26327000777' })
  bankReference!: string;
}

export class RefundFailureDto {
  @Field(rule.text(2000, 1), { personal, description: 'Why it did not arrive, as the bank says' }) reason!: string;
  @Field(uuid, {
    ...{ optional },
    description:
      'The credit with which it came back, where it had left the account: of the same account and amount, and of nobody',
  })
  credit?: string;
}

export class RefundDoneDto {
  @Field(rule.text(2000, 1), { personal, description: 'What shows that the money has arrived' }) evidence!: string;
}

export class AssignCreditDto {
  @Field(uuid, { description: 'The payment that this money is meant for' }) payment!: string;
  @Field(rule.text(2000, 1), reason) reason?: string;
}
