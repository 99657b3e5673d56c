import { createHash } from 'node:crypto';
import {
  isRawObject,
  shownSecret,
  strictJson,
  type InboundReading,
  type InboundRequest,
  type InboundRoute,
  type RawJson,
  type RawObject,
  type SubmissionFact,
} from '@lienthong/connector-kit';
import { isDossierCode } from '@lienthong/contracts';
import { Refusal, unproved, unreadable } from '../reading/fields.js';
import { answerSubmission, comeAgain } from './dvc-portal.submission.answers.js';
import type { DvcInbound, DvcInboundAccount } from './dvc-portal.submission.config.js';
import { depositFiles, discardFiles, type FilePlace } from './dvc-portal.submission.files.js';
import { toSubmission } from './dvc-portal.submission.mapping.js';
import { outlineOf, withoutFiles } from './dvc-portal.submission.record.js';
import type { DvcTables } from './dvc-portal.tables.mapping.js';
import { submissionEnvelope } from './dvc-portal.wire.js';

const provider = 'dvc-portal';

export interface SubmissionParts extends FilePlace {
  readonly inbound: DvcInbound;
  readonly tables: DvcTables;
}

/** Where the portal pushes what citizens submit. */
export function submissionRoute(parts: SubmissionParts, account: DvcInboundAccount): InboundRoute {
  const { inbound } = parts;
  return {
    method: 'POST',
    path: `portal/${account.name}/dossiers`,
    ...{ provider, account: account.name, maxBytes: inbound.maxBytes },
    ...(account.secretHeader === undefined ? {} : { secretHeaders: [account.secretHeader] }),
    headProof: { isShown: (head) => faultOfProof(account, head) === undefined, sparesBody: true },
    read: (request) => readSubmission(parts, account, request),
    deposit: (facts, tools) => depositFiles(facts, parts, account.name, tools),
    discard: (facts) => discardFiles(facts, parts.blobs),
    answer: answerSubmission(inbound),
    comeAgain: comeAgain(inbound),
  };
}

/** Proof first: what is not the portal's is not shown to anybody. */
function readSubmission(
  { inbound, tables }: SubmissionParts,
  account: DvcInboundAccount,
  request: InboundRequest,
): InboundReading {
  let body: RawObject | undefined;
  try {
    const unprovedBy = faultOfProof(account, request);
    if (unprovedBy !== undefined) throw unproved(unprovedBy);
    const read = strictJson(request.body);
    if (!read.ok) throw unreadable(read.cause);
    if (!isRawObject(read.value)) throw unreadable('json.notAnObject');
    body = read.value;
    return { kind: 'facts', facts: [factOf(body, inbound, tables, account, request)] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const refused = { kind: 'refused', ground: error.ground, cause: `portal.${error.reason}` } as const;
    if (error.ground === 'proof') return refused;
    return { ...refused, shown: shownOf(body, inbound, request) };
  }
}

/** What is kept and seen of what cannot be read. */
function shownOf(body: RawObject | undefined, { fields }: DvcInbound, request: InboundRequest) {
  if (!body) return { record: request.body, masked: `(${request.body.byteLength} bytes, no JSON object)` };
  return { record: withoutFiles(body, fields), masked: outlineOf(body, fields) };
}

const faultsOfProof = {
  missing: 'secretMissing',
  doubled: 'secretTwice',
  wrong: 'secretWrong',
  right: undefined,
} as const;

/** The secret stands in a header: nothing of a body is needed to tell. */
function faultOfProof(
  { secrets, secretHeader = 'authorization' }: DvcInboundAccount,
  head: Pick<InboundRequest, 'headers'>,
): 'secretMissing' | 'secretTwice' | 'secretWrong' | undefined {
  return secrets && faultsOfProof[shownSecret(head, { secrets, header: secretHeader })];
}

function factOf(
  body: RawObject,
  inbound: DvcInbound,
  tables: DvcTables,
  account: DvcInboundAccount,
  request: InboundRequest,
): SubmissionFact {
  const { fields: names } = inbound;
  const inner = body.get(submissionEnvelope.data);
  const data = isRawObject(inner) ? inner : body;
  const supplementCode = data.get(names.supplementCode);
  const supplement = supplementCode !== undefined || isTrue(body.get(submissionEnvelope.updating));
  const code = supplementCode ?? data.get(names.code);
  if (typeof code !== 'string') throw unreadable('codeMissing');
  if (!isDossierCode(code)) throw unreadable('codeNotAllowed');
  const digest = createHash('sha256').update(request.body).digest('hex');
  const reference = referenceIn(body.get(names.reference) ?? data.get(names.reference));
  const submissionId = reference === undefined ? `content/${code}/${digest.slice(0, 32)}` : `ref/${reference}`;
  const { detail, files } = toSubmission(data, inbound, tables, account, `${account.name}/${submissionId}`);
  return {
    ...{ kind: 'submission', submissionId, digest, code, submitted: supplement ? 'supplement' : 'whole' },
    ...{ detail, files, record: withoutFiles(body, names) },
  };
}

const isTrue = (value: RawJson | undefined): boolean =>
  value === true || (typeof value === 'string' && value.toLowerCase() === 'true');

function referenceIn(value: RawJson | undefined): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text === '') return undefined;
  if (!/^[\x21-\x7e]{1,100}$/.test(text)) throw unreadable('refIdMalformed');
  return text;
}
