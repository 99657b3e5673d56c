import type { IdempotencyClash } from '../../core-words.js';
import { actKeyOf, isOfAnother, type DoneOnceTools } from '../../store/done-once.js';
import { insertAnswers, lockAndReadAnswer } from '../../store/kept-answers.js';
import type { BulkUpload, KeptUpload, UploadKey } from './bulk-upload.js';

const subject = 'dossiers:bulk';

/**
 * An upload in lines, and what its key stands for. Of the first only its marks and the outcomes are kept: its answer is made again
 * from the lines, which the repeat brings.
 */
export async function bulkOnce<Done>(
  { db, clock, idempotencyMillis, inFlight }: DoneOnceTools,
  { client, idempotency }: BulkUpload,
  work: (under?: UploadKey) => Promise<Done>,
): Promise<Done | IdempotencyClash> {
  if (!idempotency) return work();
  const caller = `client/${client}`;
  const key = actKeyOf(caller, idempotency, subject);
  return inFlight.run(caller, idempotency, async (): Promise<Done | IdempotencyClash> => {
    const before = await db.transaction().execute((tx) => lockAndReadAnswer(tx, key.id, new Date(clock())));
    if (before && isOfAnother(before, key)) return { kind: 'idempotencyMismatch' };
    return work({
      key: idempotency.key,
      ...(before ? { before: uploadOf(before.answer) } : {}),
      keep: async (upload) => {
        await insertAnswers([{ ...key, answer: answerOf(upload) }], new Date(clock() + idempotencyMillis)).execute(db);
      },
    });
  });
}

const answerOf = ({ marks: { whole, stretches }, outcomes }: KeptUpload): Buffer =>
  Buffer.from(JSON.stringify({ whole, stretches: stretches.toString('base64'), outcomes }), 'utf8');

function uploadOf(answer: Buffer): KeptUpload {
  const { whole, stretches, outcomes } = JSON.parse(answer.toString('utf8')) as Record<string, string>;
  return { marks: { whole: whole!, stretches: Buffer.from(stretches!, 'base64') }, outcomes: outcomes! };
}
