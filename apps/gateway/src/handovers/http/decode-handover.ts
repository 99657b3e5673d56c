import { decodeBody } from '../../http/decode.js';
import { faultsOfFiles } from '../../http/fields/one-place.js';
import { parseTimestamp } from '../../http/fields/timestamp.js';
import { invalid } from '../../http/problem.js';
import type { ActOnHandover, HandOver, HandoverDocument, AskedKind } from '../core.js';
import { AnswerHandoverDto, HandOverDto, RefuseHandoverDto, ReportHandoverDto } from './handover.dto.js';

/** Bodies that are of the DTOs' shapes. */
interface HandOverBody {
  readonly toUnit: string;
  readonly kind: AskedKind;
  readonly request: string;
  readonly dueAt?: string | null;
  readonly step?: string | null;
  readonly documents?: readonly HandoverDocument[] | null;
}
interface AnswerBody {
  readonly text: string;
  readonly documents?: readonly HandoverDocument[] | null;
}

const utcOf = (time: string): string => new Date(parseTimestamp(time)!).toISOString();
const documentsOf = ({ documents }: { readonly documents?: readonly HandoverDocument[] | null }) =>
  documents ? { documents } : {};

/** The DTO's shape, and each document in one place. */
function decodeWithDocuments<T extends object>(dto: new () => T, body: unknown): T {
  const stated = decodeBody(dto, body);
  const faults = faultsOfFiles(stated, 'documents');
  if (faults.length > 0) throw invalid(faults);
  return stated;
}

/** The body of `POST …/handovers`, checked. Throws `request.invalid` with every place that is wrong. */
export function decodeHandOver(
  body: unknown,
): Pick<HandOver, 'toUnit' | 'kind' | 'request'> & Partial<Pick<HandOver, 'dueAt' | 'step' | 'documents'>> {
  const stated = decodeWithDocuments(HandOverDto, body) as unknown as HandOverBody;
  const { toUnit, kind, request, dueAt, step } = stated;
  const due = dueAt ? { dueAt: utcOf(dueAt) } : {};
  return { toUnit, kind, request, ...due, ...(step ? { step } : {}), ...documentsOf(stated) };
}

type Said = Pick<ActOnHandover, 'text' | 'documents' | 'expectedAt'>;

export function decodeReport(body: unknown): Said {
  const stated = decodeWithDocuments(ReportHandoverDto, body) as unknown as AnswerBody & {
    readonly expectedAt?: string | null;
  };
  const { text, expectedAt } = stated;
  return { text, ...documentsOf(stated), ...(expectedAt ? { expectedAt: utcOf(expectedAt) } : {}) };
}

export const decodeRefusal = (body: unknown): Said => ({ text: decodeBody(RefuseHandoverDto, body).reason });

export function decodeAnswer(body: unknown): Said {
  const stated = decodeWithDocuments(AnswerHandoverDto, body) as unknown as AnswerBody;
  return { text: stated.text, ...documentsOf(stated) };
}
