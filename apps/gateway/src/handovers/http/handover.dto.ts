import { Field, ListOf } from '../../http/fields/field.decorator.js';
import * as rule from '../../http/fields/rules.js';
import { handoverKinds } from '../core.js';

const optional = true;
const personal = true;
const mostDocuments = 100;
const words = rule.text(5000, 1);

/** A paper that goes with what is asked or answered. */
export class HandoverDocumentDto {
  @Field(rule.code, { description: 'Tells it apart from the others', example: 'd1' }) id!: string;
  @Field(rule.text(500, 1), { personal, example: 'cong van.pdf' }) name!: string;
  @Field(rule.code, { optional, example: 'TP01' }) componentCode?: string;
  @Field(rule.url, { optional, personal, description: 'Where it lies outside; or `attachment`' }) url?: string;
  @Field(rule.id, {
    optional,
    description:
      'Answer of `POST /v1/attachments`, in place of `url`; both sides may read it. Not where one end is behind another hub',
  })
  attachment?: string;
}

/** A dossier, or something about it, is handed to another unit. */
export class HandOverDto {
  @Field(rule.code, {
    description: 'Code of the receiving unit; one that has ended is followed to its successor',
    example: 'H44.02',
  })
  toUnit!: string;
  @Field(rule.oneOf(handoverKinds), {
    description: '`transfer`: the dossier; `request`: a question about it; `result`: what the other unit waits for',
    example: 'request',
  })
  kind!: string;
  @Field(words, { personal, description: 'What the other unit is to do' }) request!: string;
  @Field(rule.timestamp, { optional, description: 'When the answer is due; left out: as configured' }) dueAt?: string;
  @Field(rule.code, {
    optional,
    description: 'Asks anew for this step of the procedure, which nobody answers as things are (`held`)',
    example: 'planning',
  })
  step?: string;
  @ListOf(() => HandoverDocumentDto, { optional, max: mostDocuments, uniqueBy: 'id' })
  documents?: HandoverDocumentDto[];
}

export class RefuseHandoverDto {
  @Field(words, { personal, description: 'Why; both sides read it' }) reason!: string;
}

export class ReportHandoverDto {
  @Field(words, { personal, description: 'How far it is' }) text!: string;
  @Field(rule.timestamp, { optional, description: 'When the answer may be expected; what is owed by when stays' })
  expectedAt?: string;
  @ListOf(() => HandoverDocumentDto, { optional, max: mostDocuments, uniqueBy: 'id' })
  documents?: HandoverDocumentDto[];
}

export class AnswerHandoverDto {
  @Field(words, { personal, description: 'The answer' }) text!: string;
  @ListOf(() => HandoverDocumentDto, { optional, max: mostDocuments, uniqueBy: 'id' })
  documents?: HandoverDocumentDto[];
}
