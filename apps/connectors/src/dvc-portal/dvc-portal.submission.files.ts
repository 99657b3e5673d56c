import { Readable } from 'node:stream';
import { receiveFile, contentTypeOfName, type Blobs, type FileFault, type FileLimits } from '@lienthong/blobs';
import type { DepositTools, InboundFacts, RefusedReading, SubmissionFact } from '@lienthong/connector-kit';
import { sealContext, stableId, type SubmittedFile } from '@lienthong/contracts';

export interface FilePlace {
  /** Where files go; without it those that bring some are told to come again. */
  readonly blobs: Blobs | undefined;
  readonly limits: FileLimits;
}

/** Each file under a key of its own, in the place that both sides share. What is told says where it lies. */
export async function depositFiles(
  [fact]: InboundFacts,
  parts: FilePlace,
  account: string,
  { newDataKey }: DepositTools,
): Promise<InboundFacts | RefusedReading> {
  const submission = fact as SubmissionFact;
  const stored = new Map<string, SubmittedFile>();
  try {
    for (const { document, base64 } of submission.files) {
      const place = submission.detail.documents.findIndex(({ id }) => id === document);
      const { name } = submission.detail.documents[place]!;
      const attachment = stableId('attachment', account, submission.submissionId, place);
      const laid = await layDown({ attachment, name, base64 }, parts, newDataKey);
      if ('code' in laid) {
        await removeAll(stored.values(), parts.blobs);
        return refusedFile(place + 1, laid, submission);
      }
      stored.set(document, laid);
    }
  } catch (error) {
    await removeAll(stored.values(), parts.blobs);
    throw error;
  }
  const documents = submission.detail.documents.map((document) => {
    const file = stored.get(document.id);
    return file ? { ...document, file } : document;
  });
  return [{ ...submission, detail: { ...submission.detail, documents }, files: [] }];
}

interface Brought {
  readonly attachment: string;
  readonly name: string;
  readonly base64: string;
}

async function layDown(
  { attachment, name, base64 }: Brought,
  { blobs, limits }: FilePlace,
  newDataKey: DepositTools['newDataKey'],
): Promise<SubmittedFile | FileFault> {
  if (!blobs)
    throw new Error('there is no place for files: neither attachments.folder nor attachments.s3 is configured');
  const contentType = contentTypeOfName(name);
  if (contentType === undefined) return { code: 'typeForbidden' };
  const { key, wrapped } = newDataKey();
  const file = await receiveFile(
    { content: inPieces(base64), base64: true, contentType, key, context: sealContext.attachment(attachment) },
    blobs,
    limits,
  );
  if (file.kind === 'refused') return file.fault;
  if (file.kind === 'incomplete') throw new Error('a file that is in memory broke off');
  const { address, sealedBytes, bytes: size, sha256 } = file;
  return { attachment, address, sealedBytes, key: wrapped.toString('base64'), contentType, size, sha256 };
}

const pieceLength = 64 * 1024;

/** A piece at a time: others are served in between. */
function inPieces(text: string): AsyncIterable<Uint8Array> {
  function* pieces(): Generator<Uint8Array> {
    for (let at = 0; at < text.length; at += pieceLength) yield Buffer.from(text.slice(at, at + pieceLength), 'utf8');
  }
  return Readable.from(pieces());
}

const refusedFile = (nth: number, fault: FileFault, { code, record }: SubmissionFact): RefusedReading => ({
  ...{ kind: 'refused', ground: 'content', cause: `portal.document.${nth}.${fault.code}` },
  shown: { record, masked: JSON.stringify({ code, document: nth, fault }) },
});

/** Files of something that had been told before. What cannot be removed is swept one day: nobody knows of it. */
export async function discardFiles(facts: InboundFacts, blobs: Blobs | undefined): Promise<void> {
  const files = facts.flatMap((fact) =>
    fact.kind === 'submission' ? fact.detail.documents.flatMap(({ file }) => file ?? []) : [],
  );
  await removeAll(files, blobs);
}

async function removeAll(files: Iterable<SubmittedFile>, blobs: Blobs | undefined): Promise<void> {
  for (const { address } of files) await blobs?.delete(address).catch(() => undefined);
}
