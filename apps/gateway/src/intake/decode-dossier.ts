import type { DossierContent, ProcessingStep } from '@lienthong/contracts';
import type { UnitTree } from '../access/unit-tree.js';
import { decodeBody, required } from '../http/decode.js';
import { faultsOfFiles } from '../http/fields/one-place.js';
import * as rule from '../http/fields/rules.js';
import { timesInVietnam } from '../http/fields/times.js';
import { invalid } from '../http/problem.js';
import { faultsOf, placed, type PlacedFault } from '../http/validate.js';
import { DossierDto } from './dossier.dto.js';
import { StepDto } from './step.dto.js';

/** What the GET adds to the dossier; clients may send it back, and it is not looked at. */
const readOnlyFields: ReadonlySet<string> = new Set([
  'effectiveStatus',
  'facts',
  'partners',
  'waitingOn',
  'code',
  'etag',
]);

/** The body of a PUT of this dossier, checked. Throws `request.invalid` with every place that is wrong. */
export function decodeDossier(code: string, body: unknown, units: UnitTree): DossierContent {
  const stated = rule.object.check(body) ? body : withoutReadOnly(body as Record<string, unknown>);
  const faults = [
    ...faultsOfCode(code, body),
    ...faultsOf(DossierDto, required(stated)),
    ...faultsOfFiles(stated, 'documents'),
    ...faultsOfFiles(stated, 'results'),
  ];
  if (faults.length > 0) throw invalid(faults);
  const content = timesInVietnam(stated) as DossierContent;
  if (!units.has(content.unit)) throw invalid([placed('/unit', { code: 'unit.unknown' })]);
  return content;
}

/** A body that names another dossier is meant for another address. */
function faultsOfCode(code: string, body: unknown): PlacedFault[] {
  const named = rule.object.check(body) ? undefined : (body as { readonly code?: unknown }).code;
  return named === undefined || named === null || named === code ? [] : [placed('/code', { code: 'code.differs' })];
}

const withoutReadOnly = (body: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !readOnlyFields.has(name)));

export function decodeStep(body: unknown): ProcessingStep {
  return timesInVietnam(decodeBody(StepDto, body)) as unknown as ProcessingStep;
}
