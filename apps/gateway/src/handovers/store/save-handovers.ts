import { sql, type RawBuilder } from 'kysely';
import { cancelTimers, recordset, scheduleTimers, type Tx } from '@lienthong/store';
import type { Batch } from '../../pipeline/batch.js';
import { boxAt } from '../../pipeline/sealer.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { dateOf } from '../../store/rows.js';
import { handoverSubject } from '../pipeline/handover-unit.js';
import type { StoredHandover } from '../pipeline/stored.js';

type Write = RawBuilder<unknown> | undefined;

/** Reminders stand as long as the handover does. */
export async function setHandoverTimers(tx: Tx, { handed }: Batch): Promise<void> {
  // One handover may be both in one batch: made, and answered.
  const ended = new Set(handed.endedTimers.map(({ subject }) => subject));
  await scheduleTimers(
    tx,
    'gateway',
    handed.timers.filter(({ subject }) => !ended.has(subject)),
  );
  await cancelTimers(tx, 'gateway', handed.endedTimers);
}

/** Everything about handovers that a batch has gathered. */
export const saveHandovers = (batch: Batch, tools: PipelineTools): Readonly<Record<string, Write>> => {
  const changed = batch.handed.changed();
  return {
    new_handovers: insert(
      changed.filter(({ newAsked }) => newAsked),
      batch,
      tools,
    ),
    handovers: update(
      changed.filter(({ newAsked }) => !newAsked),
      batch,
      tools,
    ),
    handover_notes: insertNotes(batch, tools),
  };
};

function insertNotes(batch: Batch, tools: PipelineTools): Write {
  const { notes } = batch.handed;
  if (notes.length === 0) return undefined;
  const rows = notes.map(({ id, handover, by, said }) => ({
    ...{ id, handover, by, at: dateOf(batch.at) },
    box: seal(said, boxAt.handoverNote(handover, id), { id: handover }, batch, tools),
  }));
  return sql`
    insert into gateway.handover_note (handover, id, at, by, box) select r.handover, r.id, r.at, r.by, r.box
    from ${recordset(rows, { id: 'uuid', handover: 'uuid', by: 'text', at: 'timestamptz', box: 'bytea' })}`;
}

function insert(handovers: readonly StoredHandover[], batch: Batch, tools: PipelineTools): Write {
  if (handovers.length === 0) return undefined;
  const rows = handovers.map((handover) => ({
    ...{ id: handover.id, dossier: handover.dossier, kind: handover.kind, from_unit: handover.fromUnit },
    ...{ client: handover.client, created_at: dateOf(handover.createdAt), step: handover.step ?? null },
    asked: seal(handover.newAsked, boxAt.handoverAsked(handover.id), handover, batch, tools),
    ...changing(handover, batch, tools),
  }));
  return sql`
    insert into gateway.handover (id, dossier, kind, state, from_unit, to_unit, addressed_to, client, due_at, expected_at, reminded, carriage, step, asked, said,
      created_at, accepted_at, ended_at, changed_at)
    select r.id, r.dossier, r.kind, r.state, r.from_unit, r.to_unit, r.addressed_to, r.client, r.due_at, r.expected_at, r.reminded, r.carriage, r.step, r.asked, r.said,
      r.created_at, r.accepted_at, r.ended_at, r.changed_at
    from ${recordset(rows, {
      ...{ id: 'uuid', dossier: 'text', kind: 'text', from_unit: 'text', client: 'text', step: 'text' },
      ...{ created_at: 'timestamptz', asked: 'bytea', ...changingTypes },
    })}`;
}

function update(handovers: readonly StoredHandover[], batch: Batch, tools: PipelineTools): Write {
  if (handovers.length === 0) return undefined;
  const rows = handovers.map((handover) => ({ id: handover.id, ...changing(handover, batch, tools) }));
  return sql`
    update gateway.handover h set state = r.state, due_at = r.due_at, expected_at = r.expected_at, to_unit = r.to_unit, addressed_to = r.addressed_to, reminded = r.reminded,
      carriage = r.carriage,
      said = coalesce(r.said, h.said), accepted_at = r.accepted_at, ended_at = r.ended_at, changed_at = r.changed_at
    from ${recordset(rows, { id: 'uuid', ...changingTypes })} where h.id = r.id`;
}

const changingTypes = {
  ...({ due_at: 'timestamptz', expected_at: 'timestamptz' } as const),
  ...({
    state: 'text',
    to_unit: 'text',
    addressed_to: 'text',
    reminded: 'text',
    carriage: 'text',
    said: 'bytea',
  } as const),
  ...({ accepted_at: 'timestamptz', ended_at: 'timestamptz', changed_at: 'timestamptz' } as const),
};

const changing = (handover: StoredHandover, batch: Batch, tools: PipelineTools) => ({
  ...{ due_at: dateOf(handover.dueAt), expected_at: dateOf(handover.expectedAt) },
  ...{ state: handover.state, to_unit: handover.toUnit, addressed_to: handover.addressedTo ?? null },
  reminded: handover.reminded ?? null,
  carriage: handover.carriage ? JSON.stringify(handover.carriage) : null,
  said: handover.newSaid ? seal(handover.newSaid, boxAt.handoverSaid(handover.id), handover, batch, tools) : null,
  ...{ accepted_at: dateOf(handover.acceptedAt), ended_at: dateOf(handover.endedAt), changed_at: dateOf(batch.at) },
});

const seal = (
  value: unknown,
  context: string,
  { id }: Pick<StoredHandover, 'id'>,
  { subjects }: Batch,
  { sealer }: PipelineTools,
): Buffer => sealer.seal(subjects.get(handoverSubject(id))!.key, JSON.stringify(value), context);
