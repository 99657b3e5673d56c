import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { Said, StoredHandover } from './stored.js';
import { lineOf, tellBoth } from './tell.js';

/** What is said of a handover that goes on as it was. */
export interface News {
  readonly by: string;
  readonly said?: Said | undefined;
  /** The receiver says when its answer may be expected. */
  readonly expectedAt?: string | undefined;
  /** Who handed it over says by when it is owed from now on. */
  readonly dueAt?: string | undefined;
}

/** Both sides are told how far it is; the words stand in a note. The handover as it is then. */
export function tellNews<T extends StoredHandover>(
  before: T,
  { by, said, expectedAt, dueAt }: News,
  batch: Batch,
  tools: PipelineTools,
): T {
  const { at } = batch;
  const note = said && { id: tools.newId(), handover: before.id, by, said };
  if (note) batch.handed.notes.push(note);
  const dates = { ...(expectedAt === undefined ? {} : { expectedAt }), ...(dueAt === undefined ? {} : { dueAt }) };
  const after = { ...before, ...dates };
  const line = lineOf('updated', after, tools, { at, by });
  const shown = {
    ...(note ? { note: note.id } : {}),
    ...(expectedAt === undefined ? {} : { expectedAt }),
    ...(after.dueAt === before.dueAt ? {} : { dueMoved: 1 }),
  };
  tellBoth({ ...line, args: { ...line.args, ...shown } }, after, batch);
  return after;
}
