import type { BroughtFile, RawJson, RawObject } from '@lienthong/connector-kit';
import { isRawObject } from '@lienthong/connector-kit';
import {
  applicantKinds,
  isDossierCode,
  stableId,
  type ApplicantKind,
  type SubmissionDetail,
  type SubmittedContent,
  type SubmittedDocument,
} from '@lienthong/contracts';
import { present, textOf, unreadable } from '../reading/fields.js';
import { rawJson } from '../reading/raw-json.js';
import { vietnamTime } from '../reading/fields.js';
import type { DvcInbound, DvcInboundAccount } from './dvc-portal.submission.config.js';
import { fileNameOf } from './dvc-portal.submission.file-name.js';
import type { DvcTables } from './dvc-portal.tables.mapping.js';

type Names = DvcInbound['fields'];

export interface Submission {
  readonly detail: SubmissionDetail;
  readonly files: readonly BroughtFile[];
}

/**
 * What was submitted, in our own words where they say the same. What every procedure has of its own, and what cannot be read as what it
 * should be, stays as it came.
 *
 * @param place what makes this submission another than others
 */
export function toSubmission(
  data: RawObject,
  { fields: names, maxFiles, maxFieldsBytes }: DvcInbound,
  tables: DvcTables,
  { units }: DvcInboundAccount,
  place: string,
): Submission {
  const taken = new Set<string>([names.documents]);
  const read = <T>(name: string, as: (text: string) => T | undefined): T | undefined => {
    const text = textOf(data.get(name));
    const value = text === undefined ? undefined : as(text.trim());
    if (value !== undefined) taken.add(name);
    return value;
  };
  for (const name of [names.code, names.supplementCode, names.reference]) taken.add(name);
  const content = contentOf(read, names, tables);
  const statedUnit = read(names.unit, whole);
  const { documents, files } = documentsOf(data.get(names.documents), names, maxFiles, place);
  const rest = new Map([...data].filter(([name]) => !taken.has(name)));
  const fields = rawJson(rest);
  if (Buffer.byteLength(fields, 'utf8') > maxFieldsBytes) throw unreadable('fieldsTooLarge');
  const unit = statedUnit !== undefined && Object.hasOwn(units, statedUnit) ? units[statedUnit] : undefined;
  return { detail: { content, ...present({ unit, statedUnit }), documents, fields }, files };
}

type Read = <T>(name: string, as: (text: string) => T | undefined) => T | undefined;

/** A text of a length that stands anywhere. */
const whole = (text: string): string | undefined => (text.length <= 500 ? text : undefined);
const codeOnly = (text: string): string | undefined => (isDossierCode(text) ? text : undefined);
const digits = (text: string): string | undefined => (/^(?:\d{9}|\d{12})$/.test(text) ? text : undefined);

function contentOf(read: Read, names: Names, tables: DvcTables): SubmittedContent {
  const procedure = read(names.procedure, codeOnly);
  const field = read(names.field, codeOnly);
  const applicant = present({
    kind: read(names.applicantKind, (code) => kindOf(code, tables)),
    name: read(names.applicantName, whole),
    personalNumber: read(names.personalNumber, digits),
    taxCode: read(names.taxCode, whole),
    phone: read(names.phone, whole),
    email: read(names.email, whole),
    portalAccount: read(names.portalAccount, whole),
  });
  return {
    ...(procedure === undefined
      ? {}
      : { procedure: { code: procedure, ...present({ name: read(names.procedureName, whole) }) } }),
    ...(field === undefined ? {} : { field: { code: field, ...present({ name: read(names.fieldName, whole) }) } }),
    applicant,
    ...present({ submittedAt: read(names.submittedAt, vietnamTime), summary: read(names.summary, (text) => text) }),
  };
}

/** The first of our words that goes out under this code. */
const kindOf = (code: string, { applicantKind }: DvcTables): ApplicantKind | undefined =>
  applicantKinds.find((kind) => applicantKind[kind] === code);

function documentsOf(
  list: RawJson | undefined,
  names: Names,
  maxFiles: number,
  place: string,
): { readonly documents: SubmittedDocument[]; readonly files: BroughtFile[] } {
  if (list === undefined || list === null || list === '') return { documents: [], files: [] };
  if (!Array.isArray(list)) throw unreadable('documentsNotAList');
  const items = list as readonly RawJson[];
  if (items.length > maxFiles) throw unreadable('documentsTooMany');
  const documents: SubmittedDocument[] = [];
  const files: BroughtFile[] = [];
  items.forEach((item, index) => {
    if (!isRawObject(item)) throw unreadable(`document.${index + 1}.malformed`);
    const document = documentOf(item, index, names, place, new Set(documents.map(({ id }) => id)));
    documents.push(document);
    const base64 = textOf(item.get(names.documentFile));
    if (base64 !== undefined) files.push({ document: document.id, base64 });
    else if (document.url === undefined) throw unreadable(`document.${index + 1}.empty`);
  });
  return { documents, files };
}

function documentOf(
  item: RawObject,
  index: number,
  names: Names,
  place: string,
  others: ReadonlySet<string>,
): SubmittedDocument {
  const stated = codeOnly(textOf(item.get(names.documentId))?.trim() ?? '');
  const own = stableId('document', place, index).slice(0, 13);
  const url = textOf(item.get(names.documentUrl))?.trim();
  if (url !== undefined && !/^https?:\/\/[^\s]{1,2000}$/.test(url))
    throw unreadable(`document.${index + 1}.urlMalformed`);
  return {
    id: stated === undefined || others.has(stated) ? own : stated,
    name: fileNameOf(textOf(item.get(names.documentName)) ?? '', index + 1),
    ...present({ componentCode: codeOnly(textOf(item.get(names.documentComponent))?.trim() ?? ''), url }),
  };
}
