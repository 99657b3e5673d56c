import { citizenFields, type AskingOfficer, type CitizenClaims, type CitizenField } from '@lienthong/contracts';
import { required } from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { invalid, Problem } from '../../http/problem.js';
import { faultsOf, placed, type PlacedFault } from '../../http/validate.js';
import { isId } from '../../ids.js';
import type { AskCitizen, CitizenQuestion } from '../core.js';
import { CitizenCheckRequestDto } from './citizen-check.dto.js';

/** A body that is of the DTO's shape. */
interface Body {
  readonly dossier?: string | null;
  readonly procedure: string;
  readonly officer: AskingOfficer;
  readonly personalNumber: string;
  readonly fullName: string;
  readonly birthDate: string;
  readonly claims?: (CitizenClaims & { readonly phone?: string }) | null;
  readonly fields?: readonly CitizenField[] | null;
  readonly by?: CitizenQuestion['by'] | null;
}

export type StatedCheck = Pick<AskCitizen, 'dossier' | 'procedure' | 'officer' | 'question'>;

/** The body of `POST /v1/citizen-checks`, checked. Throws `request.invalid` with every place that is wrong. */
export function decodeCheck(body: unknown): StatedCheck {
  const faults = [...faultsOf(CitizenCheckRequestDto, required(body)), ...faultsOfFields(body)];
  if (faults.length > 0) throw invalid(faults);
  const stated = body as Body;
  const { phone, ...claims } = given<CitizenClaims & { phone?: string }>(stated.claims ?? {});
  const question: CitizenQuestion = {
    by: stated.by ?? 'person',
    ...{ personalNumber: stated.personalNumber, fullName: stated.fullName, birthDate: stated.birthDate },
    claims,
    ...(phone === undefined ? {} : { phone }),
    fields: stated.fields ?? [],
  };
  const tooMuch = question.by === 'numberAndName' ? faultsBesideName(question) : [];
  if (tooMuch.length > 0) throw invalid(tooMuch);
  const { dossier } = stated;
  return { ...(dossier ? { dossier } : {}), procedure: stated.procedure, officer: given(stated.officer), question };
}

/** `null` says the same as nothing. */
const given = <T extends object>(stated: T): T =>
  Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== null)) as T;

const oneField = rule.oneOf(citizenFields);

function faultsOfFields(body: unknown): PlacedFault[] {
  const fields = (body as { readonly fields?: unknown } | null | undefined)?.fields;
  if (!Array.isArray(fields)) return [];
  return fields.slice(0, citizenFields.length).flatMap((field: unknown, at) => {
    const fault = oneField.check(field) ?? (fields.indexOf(field) < at ? ({ code: 'list.twice' } as const) : undefined);
    return fault ? [placed(`/fields/${at}`, fault)] : [];
  });
}

function faultsBesideName({ claims, fields, phone }: CitizenQuestion): PlacedFault[] {
  const claimed = Object.keys(claims).length > 0 || phone !== undefined;
  return [
    ...(claimed ? [placed('/claims', { code: 'check.nameOnly' })] : []),
    ...(fields.length > 0 ? [placed('/fields', { code: 'check.nameOnly' })] : []),
  ];
}

/** An id in the path; what cannot be one of ours is not found, and no store is asked. */
export function decodeCheckId(text: string): string {
  if (!isId(text)) throw new Problem('citizenCheck.notFound');
  return text.toLowerCase();
}
