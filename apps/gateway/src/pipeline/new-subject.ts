import { untouched, type Batch, type HeldSubject } from './batch.js';
import type { PipelineTools } from './tools.js';

/** A subject with a key and lanes of its own, whose row is made with this transaction. */
export function newSubject(subject: string, batch: Batch, { sealer }: PipelineTools): HeldSubject {
  const held = untouched(subject, sealer.newWrappedKey(), sealer);
  batch.subjects.set(subject, held);
  batch.newSubjects.add(held);
  return held;
}
