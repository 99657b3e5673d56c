import { citizenFields, type AskingOfficer, type CitizenClaims, type CitizenField } from '@lienthong/contracts';
import { addressWarnings, type Warning } from '../../areas/address-warnings.js';
import { faultsOfItems, required } from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { invalid } from '../../http/problem.js';
import { faultsOf, placed, type PlacedFault } from '../../http/validate.js';
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

export interface StatedCheck {
  readonly asked: Pick<AskCitizen, 'dossier' | 'procedure' | 'officer' | 'question'>;
  readonly warnings: readonly Warning[];
}

/** The body of `POST /v1/citizen-checks`, checked. Throws `request.invalid` with every place that is wrong. */
export function decodeCheck(body: unknown): StatedCheck {
  const faults = [
    ...faultsOf(CitizenCheckRequestDto, required(body)),
    ...faultsOfItems(body, 'fields', oneField, citizenFields.length),
  ];
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
  return {
    asked: { ...(dossier ? { dossier } : {}), procedure: stated.procedure, officer: given(stated.officer), question },
    // Nothing is converted here: addresses are compared by the areas in force, whichever codes they are stated in.
    warnings: addressFields.flatMap((field) => addressWarnings(claims[field], `/claims/${field}`)),
  };
}

const addressFields = ['birthRegistrationPlace', 'hometown', 'permanentAddress', 'currentAddress'] as const;

/** `null` says the same as nothing. */
const given = <T extends object>(stated: T): T =>
  Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== null)) as T;

const oneField = rule.oneOf(citizenFields);

function faultsBesideName({ claims, fields, phone }: CitizenQuestion): PlacedFault[] {
  const claimed = Object.keys(claims).length > 0 || phone !== undefined;
  return [
    ...(claimed ? [placed('/claims', { code: 'check.nameOnly' })] : []),
    ...(fields.length > 0 ? [placed('/fields', { code: 'check.nameOnly' })] : []),
  ];
}
