import { sql, type RawBuilder } from 'kysely';
import { recordset } from '@lienthong/store';
import type { Batch } from '../pipeline/batch.js';
import { dateOf } from './rows.js';

/** Operators' acts: new ones, and what became of earlier ones. */
export function saveCommands(batch: Batch): Readonly<Record<string, RawBuilder<unknown> | undefined>> {
  return { new_commands: insertCommands(batch), commands: updateCommands(batch) };
}

function insertCommands(batch: Batch): RawBuilder<unknown> | undefined {
  if (batch.newCommands.length === 0) return undefined;
  const rows = batch.newCommands.map((command) => {
    // Proposed and confirmed in one batch: the row is born in its last state.
    const change = batch.changedCommands.get(command.id);
    return {
      id: command.id,
      exchange: command.exchange,
      subject: command.subject,
      kind: command.kind,
      operator: command.operator,
      finding: command.finding ?? null,
      stated: command.stated ?? null,
      state: change?.state ?? command.state,
      expected_version: command.expectedVersion,
      or_newer: command.orNewer,
      confirms: command.confirms ?? null,
      at: dateOf(command.at),
    };
  });
  return sql`
    insert into gateway.command (id, exchange, subject, kind, operator, finding, stated, state, expected_version, or_newer, confirms, at)
    select r.id, r.exchange, r.subject, r.kind, r.operator, r.finding, r.stated, r.state, r.expected_version, r.or_newer, r.confirms, r.at
    from ${recordset(rows, {
      id: 'uuid',
      exchange: 'uuid',
      subject: 'text',
      kind: 'text',
      operator: 'text',
      finding: 'text',
      stated: 'bytea',
      state: 'text',
      expected_version: 'int4',
      or_newer: 'bool',
      confirms: 'uuid',
      at: 'timestamptz',
    })}`;
}

function updateCommands(batch: Batch): RawBuilder<unknown> | undefined {
  const born = new Set(batch.newCommands.map((command) => command.id));
  const rows = [...batch.changedCommands]
    .filter(([id]) => !born.has(id))
    .map(([id, change]) => ({ id, state: change.state, reason: change.reason ?? null, at: dateOf(change.at) }));
  if (rows.length === 0) return undefined;
  return sql`
    update gateway.command c set state = r.state, reason = r.reason, answered_at = r.at
    from ${recordset(rows, { id: 'uuid', state: 'text', reason: 'text', at: 'timestamptz' })} where c.id = r.id`;
}
