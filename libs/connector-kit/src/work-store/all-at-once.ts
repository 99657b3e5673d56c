import { sql, type RawBuilder } from 'kysely';
import { reached } from '@lienthong/contracts';
import type { BatchResult } from '@lienthong/store';
import { insertWork, lockedLeases, storeAttempts, storeSideCalls, updateWork } from './statements.js';
import type { Accept, Change, Unit, UnitResult } from './units.js';
import type { BatchWriter } from './writer.js';

/** Units of the usual kind, apart; `undefined` when there is another one among them. */
export function plain(units: readonly Unit[]): Plain | undefined {
  const accepts: Accept[] = [];
  const changes: Change[] = [];
  for (const unit of units) {
    if (unit.kind === 'accept' && !unit.begins) accepts.push(unit);
    else if (unit.kind === 'change' && !unit.answers) changes.push(unit);
    else return undefined;
  }
  return { units, accepts, changes };
}

export interface Plain {
  readonly units: readonly Unit[];
  readonly accepts: readonly Accept[];
  readonly changes: readonly Change[];
}

/**
 * Everything in one statement, expecting that no announcement is a duplicate, every lease ours and every version the one decided
 * on. Where that is not so nothing is written, and the batch is gone through with care.
 */
export function writeAll(writer: BatchWriter, { units, accepts, changes }: Plain): BatchResult<UnitResult> {
  const writes: Record<string, RawBuilder<unknown>> = {};
  const expects: RawBuilder<boolean>[] = [];
  if (accepts.length > 0) {
    writes['accepted'] = insertWork(writer, accepts);
    expects.push(sql<boolean>`(select count(*) from accepted) = ${accepts.length}::int8`);
    reached('consumer.beforeCommit');
  }
  if (changes.length > 0) {
    writes['leases'] = lockedLeases(
      writer.owner,
      changes.map(({ work }) => work.shard),
    );
    writes['changed'] = updateWork(changes, true);
    const attempts = storeAttempts(writer.owner, changes);
    if (attempts) writes['attempts'] = attempts;
    const questions = storeSideCalls(
      writer.owner,
      changes.flatMap(({ question }) => question ?? []),
    );
    if (questions) writes['questions'] = questions;
    expects.push(sql<boolean>`(select count(*) from changed) = ${changes.length}::int8`);
    reached('outcome.beforeCommit');
  }
  return { results: units.map(() => 'stored'), messages: changes.flatMap((unit) => unit.messages), writes, expects };
}
