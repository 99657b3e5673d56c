import { Problem } from '../../http/problem.js';
import { marked, sameAs } from './body-marks.js';
import type { BodyMarks, UploadKey } from './bulk-upload.js';
import { LineOutcomes, outcomesIn } from './line-outcomes.js';
import type { RecordingOptions } from './record-lines.js';

export interface Upload {
  readonly body: AsyncIterable<Buffer>;
  readonly lines: Pick<RecordingOptions, 'before' | 'onLine' | 'onWhole'>;
}

/** A body under its key: the first is remembered when it was whole, a repeat lets through only what is the first's; of another, the problem. */
export async function uploadUnder(
  under: UploadKey | undefined,
  body: AsyncIterable<Buffer>,
): Promise<Upload | Problem> {
  if (!under) return { body, lines: {} };
  const { key, before, keep } = under;
  if (!before) return first(key, keep, body);
  try {
    return { body: await begun(sameAs(before.marks, body, key)), lines: { before: outcomesIn(before.outcomes) } };
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function first(key: string, keep: UploadKey['keep'], body: AsyncIterable<Buffer>): Upload {
  const outcomes = new LineOutcomes();
  let marks: BodyMarks | undefined;
  return {
    body: marked(body, key, (known) => (marks = known)),
    lines: {
      onLine: (outcome) => outcomes.add(outcome),
      onWhole: () => keep({ marks: marks!, outcomes: outcomes.toString() }),
    },
  };
}

/** The same, when the first of it has come. */
async function begun<T>(source: AsyncGenerator<T>): Promise<AsyncGenerator<T>> {
  const next = await source.next();
  return (async function* () {
    if (next.done) return;
    yield next.value;
    yield* source;
  })();
}
