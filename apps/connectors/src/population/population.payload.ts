import type { Refused } from '@lienthong/connector-kit';
import { citizenCheckSchema, type CitizenCheckPayload, type FieldFault } from '@lienthong/contracts';
import { birthDateOf } from '../matching/birth-date.js';
import { parserOf } from '../payloads.js';
import type { PopulationConfig } from './population.config.js';

export const parseCheck = parserOf<CitizenCheckPayload>(citizenCheckSchema);

/** What would make the base refuse or misunderstand a check, found before a person's data is touched. */
export function refusalOf(config: PopulationConfig, payload: CitizenCheckPayload): Refused | undefined {
  const { personalNumber, fullName, birthDate, officer, serviceCode } = payload;
  const faults: FieldFault[] = [
    ...fault(!/^(?:\d{9}|\d{12})$/.test(personalNumber), '/personalNumber', 'personalNumber.malformed'),
    ...fault(fullName.trim() === '' || unfit(fullName, 200), '/fullName', 'fullName.malformed'),
    ...fault(birthDateOf(birthDate) === undefined, '/birthDate', 'birthDate.malformed'),
    ...fault(unfit(officer.id, 100), '/officer', 'officer.malformed'),
    ...fault(unfit(serviceCode, 100), '/procedure', 'serviceCode.malformed'),
    ...config.officerFields.flatMap((field) =>
      fault(
        (officer[field] ?? '').trim() === '' || unfit(officer[field]!, 100),
        `/officer/${field}`,
        'officer.fieldMissing',
      ),
    ),
  ];
  if (faults.length === 0) return undefined;
  return { outcome: 'refused', cause: 'population.notAcceptable', whoActs: 'agency', fields: faults };
}

const unfit = (text: string, longest: number): boolean =>
  text.length > longest || /[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text);
const fault = (wrong: boolean, pointer: string, code: string): FieldFault[] => (wrong ? [{ pointer, code }] : []);
