import { unreadableRowSubject, type RowReRead } from '@lienthong/contracts';
import type { ActOnThing } from '../core-words.js';
import { isId } from '../ids.js';
import type { Sealer } from '../pipeline/sealer.js';
import { doneOnce, type DoneOnceTools } from '../store/done-once.js';
import type { ReReadRowAnswer } from './core.js';
import { readUnreadable } from './list-unreadable.js';
import { isReadByItself } from './unreadable.messages.js';
import type { ReReadRowUnit } from './unreadable-unit.js';

export interface ReReadTools extends DoneOnceTools {
  readonly sealer: Sealer;
  readonly newId: () => string;
  readonly submit: (unit: ReReadRowUnit) => Promise<unknown>;
}

/**
 * Asks the connectors, who keep the bytes, to read a row again. While nobody has answered it is the same reading that is asked for
 * once more; what has been handled is not asked for.
 */
export async function reReadRow(command: ActOnThing, tools: ReReadTools): Promise<ReReadRowAnswer> {
  const id = command.id.toLowerCase();
  const act = () => ask(id, command.operator, tools);
  return doneOnce(tools, command, unreadableRowSubject(id), act, async () => {
    const known = isId(id) ? await readUnreadable(tools.db, tools.sealer, id) : undefined;
    return known ? { kind: 'asked', row: known.row, replayed: false } : { kind: 'notFound' };
  });
}

async function ask(id: string, operator: string, tools: ReReadTools): Promise<ReReadRowAnswer> {
  const { db, sealer, newId, clock, submit } = tools;
  const known = isId(id) ? await readUnreadable(db, sealer, id) : undefined;
  if (!known) return { kind: 'notFound' };
  const { row, open, notReadable } = known;
  if (row.state === 'handled') return { kind: 'handled', row, replayed: false };
  if (notReadable || !isReadByItself(row.cause)) return { kind: 'notReadable' };
  const asked: RowReRead = {
    ...{ row: row.id, subject: unreadableRowSubject(row.id), reading: open ?? newId() },
    ...{ operator, at: new Date(clock()).toISOString() },
  };
  await submit({ kind: 'reReadRow', subject: asked.subject, asked });
  return { kind: 'asked', row: (await readUnreadable(db, sealer, id))!.row, replayed: false };
}
