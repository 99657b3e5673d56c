import { dossierStatuses } from '@lienthong/contracts';
import { Field } from '../http/fields/field.decorator.js';
import * as rule from '../http/fields/rules.js';

const optional = true;
const personal = true;

/** One processing step of a dossier. */
export class StepDto {
  @Field(rule.code, { description: 'Makes the step unique within its dossier', example: 'b1' }) key!: string;
  @Field(rule.text(500, 1), { personal, description: 'Who did it' }) by!: string;
  @Field(rule.text(500), { optional }) position?: string;
  @Field(rule.text(500), { optional }) department?: string;
  @Field(rule.text(5000, 1), { personal }) content!: string;
  @Field(rule.oneOf(dossierStatuses), { example: 'processing' }) status!: string;
  @Field(rule.timestamp, { example: '2026-11-20T10:00:00+07:00' }) at!: string;
  @Field(rule.timestamp, { optional }) startedAt?: string;
  @Field(rule.timestamp, { optional }) dueAt?: string;
}
