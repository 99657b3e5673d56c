import { sql, type RawBuilder } from 'kysely';
import { sealContext } from '@lienthong/contracts';
import { recordset, type BatchResult } from '@lienthong/store';
import type { LaneState } from '../journey/lane.js';
import { labelText, type Batch, type HeldSubject } from '../pipeline/batch.js';
import { announcement } from '../pipeline/message.js';
import { boxAt } from '../pipeline/sealer.js';
import type { PipelineTools } from '../pipeline/tools.js';
import { dropAttachmentUses, saveAttachmentUses, saveNaming } from '../attachments/store/attachment-uses.js';
import { saveDisagreements } from '../disagreements/store/save-disagreements.js';
import { saveDeliveries } from '../delivery/store/save-deliveries.js';
import { saveFeed } from '../feed/store/save-feed.js';
import { saveHandovers } from '../handovers/store/save-handovers.js';
import { passesSoon, savePassingKeys } from '../identity/store/passing-keys.js';
import { saveChecks } from '../identity/store/save-checks.js';
import { saveOwedPushes } from '../reconciliation/status-pushes/owed-push.js';
import { saveUntold } from '../going-live/untold-dossiers.js';
import { saveRegister } from '../registers/save-register.js';
import { saveParked } from '../replays/save-parked.js';
import { saveMoney } from '../money/store/save-money.js';
import { saveSubmissions } from '../submissions/store/save-submissions.js';
import { saveRowReadings, saveUnreadable } from '../unreadable/save-unreadable.js';
import { insertAnswers } from './kept-answers.js';
import { dateOf, listText } from './rows.js';
import { saveCommands } from './save-commands.js';
import { saveProjection } from './save-projection.js';
import { tableOf } from './table.js';

type Write = RawBuilder<unknown> | undefined;
type Writes = Readonly<Record<string, Write>>;

/** What everything a batch has gathered is written by; adds the announcements of its new exchanges to its messages. */
export function saveBatch(batch: Batch, tools: PipelineTools): NonNullable<BatchResult<unknown>['writes']> {
  const subjects = [...batch.subjects.values()];
  const named = new Map([...batch.attachmentUses, ...batch.moreAttachmentUses]);
  const writes: Readonly<Record<string, Write>> = {
    subjects: saveSubjects(subjects.filter((held) => !batch.newSubjects.has(held))),
    new_subjects: insertSubjects([...batch.newSubjects]),
    ...saveDossiers(subjects, batch, tools),
    bodies: saveBodies(batch, tools),
    ...saveUntold(subjects),
    register: saveRegister(batch.newEvents),
    ...saveLanes(subjects),
    steps: saveSteps(batch),
    exchanges: saveExchanges(batch, tools),
    events: saveEvents(batch, tools),
    feed: saveFeed(batch),
    ...saveProjection(batch),
    ...saveParked(batch),
    ...saveCommands(batch),
    ...saveMoney(batch, tools),
    ...saveChecks(batch, tools),
    ...saveDeliveries(batch),
    ...saveDisagreements(batch),
    attachment_uses: saveAttachmentUses(named),
    attachment_uses_dropped: dropAttachmentUses(batch.attachmentUses),
    attachments_named: saveNaming(named, new Date(batch.at)),
    ...saveHandovers(batch, tools),
    ...saveSubmissions(batch),
    owed_pushes: saveOwedPushes(batch.newExchanges, batch.toldAgain),
    unreadable_rows: saveUnreadable(batch.unreadable),
    row_readings: saveRowReadings(batch.rowReadings),
    passing_keys: savePassingKeys(batch.identity.offered),
    answers: saveAnswers(batch, tools),
    counters: saveCounters(batch, tools),
  };
  const needed = Object.entries(writes).filter(
    (entry): entry is [string, RawBuilder<unknown>] => entry[1] !== undefined,
  );
  return Object.fromEntries(needed);
}

function saveSubjects(subjects: readonly HeldSubject[]): Write {
  const rows = subjects
    .filter((held) => held.lastEvent !== held.loadedLastEvent)
    .map((held) => ({ subject: held.subject, last_event: held.lastEvent }));
  if (rows.length === 0) return undefined;
  return sql`update gateway.subject t set last_event = r.last_event
    from ${recordset(rows, { subject: 'text', last_event: 'int4' })} where t.subject = r.subject`;
}

function insertSubjects(subjects: readonly HeldSubject[]): Write {
  if (subjects.length === 0) return undefined;
  const rows = subjects.map((held) => ({
    ...{ subject: held.subject, data_key: held.wrappedKey, last_event: held.lastEvent },
  }));
  return sql`
    insert into gateway.subject (subject, data_key, last_event)
    select r.subject, r.data_key, r.last_event
    from ${recordset(rows, { subject: 'text', data_key: 'bytea', last_event: 'int4' })}`;
}

const dossiers = tableOf(
  'gateway.dossier',
  {
    code: 'text',
    unit: 'text',
    client: 'text',
    revision: 'int8',
    content_hash: 'text',
    procedure: 'text',
    origin: 'text',
    status: 'text',
    effective_status: 'text',
    status_since: 'timestamptz',
    submitted_at: 'timestamptz',
    due_at: 'timestamptz',
    facts: 'bytea',
    revision_exchanges: 'text',
    waiting_who: 'text',
    waiting_name: 'text',
    waiting_why: 'text',
    waiting_since: 'timestamptz',
    waiting_target: 'timestamptz',
    handed_to: 'text',
    portal_code: 'text',
    received_at: 'timestamptz',
    returned_at: 'timestamptz',
    untold: 'bool',
    ordered_elsewhere: 'bool',
    steps: 'text',
    payment_turn: 'text',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  ['code'],
  ['created_at'],
);

function saveDossiers(subjects: readonly HeldSubject[], batch: Batch, { sealer }: PipelineTools): Writes {
  const at = new Date(batch.at);
  const rowOf = ({ subject, key, state: { dossier }, loaded }: HeldSubject) => {
    if (!dossier || dossier === loaded.dossier) return [];
    const hasFacts = Object.keys(dossier.facts).length > 0;
    return [
      {
        code: dossier.code,
        unit: dossier.unit,
        client: dossier.client,
        revision: dossier.revision,
        content_hash: dossier.contentHash,
        procedure: dossier.procedure,
        origin: dossier.origin,
        status: dossier.status,
        effective_status: dossier.effectiveStatus,
        status_since: dateOf(dossier.statusSince),
        submitted_at: dateOf(dossier.submittedAt),
        due_at: dateOf(dossier.dueAt),
        facts: hasFacts ? sealer.seal(key, JSON.stringify(dossier.facts), boxAt.facts(subject)) : null,
        revision_exchanges: listText(dossier.revisionExchanges),
        waiting_who: dossier.waitingOn.who,
        waiting_name: dossier.waitingOn.name ?? null,
        waiting_why: dossier.waitingOn.why,
        waiting_since: dateOf(dossier.waitingOn.since),
        waiting_target: dateOf(dossier.waitingOn.target),
        portal_code: dossier.portalCode ?? null,
        handed_to: dossier.handedTo ? JSON.stringify(dossier.handedTo) : null,
        received_at: dateOf(dossier.receivedAt),
        returned_at: dateOf(dossier.returnedAt),
        untold: dossier.untold ?? false,
        ordered_elsewhere: dossier.orderedElsewhere ?? false,
        steps: dossier.steps ? JSON.stringify(dossier.steps) : null,
        payment_turn: dossier.paymentTurn ? JSON.stringify(dossier.paymentTurn) : null,
        created_at: at,
        updated_at: at,
      },
    ];
  };
  const isKnown = ({ loaded }: HeldSubject): boolean => loaded.dossier !== undefined;
  return {
    dossiers: dossiers.insert(subjects.filter((held) => !isKnown(held)).flatMap(rowOf)),
    dossiers_changed: dossiers.update(subjects.filter(isKnown).flatMap(rowOf)),
  };
}

function saveBodies(batch: Batch, { sealer }: PipelineTools): Write {
  const rows = [...batch.bodies].map(([code, content]) => ({
    code,
    revision: content.revision,
    content: sealer.seal(batch.subjects.get(code)!.key, JSON.stringify(content), boxAt.body(code, content.revision)),
  }));
  if (rows.length === 0) return undefined;
  return sql`
    insert into gateway.dossier_body (code, revision, content)
    select r.code, r.revision, r.content from ${recordset(rows, { code: 'text', revision: 'int8', content: 'bytea' })}
    on conflict (code) do update set revision = excluded.revision, content = excluded.content`;
}

const lanes = tableOf(
  'gateway.lane',
  {
    subject: 'text',
    partner: 'text',
    operation: 'text',
    last_number: 'int8',
    last_exchange: 'uuid',
    snapshot_hash: 'text',
    ended_number: 'int8',
    trouble: 'text',
    since: 'timestamptz',
  },
  ['subject', 'partner', 'operation'],
);

function saveLanes(subjects: readonly HeldSubject[]): Writes {
  const changed = subjects.flatMap(({ subject, state, loaded }) =>
    [...state.lanes]
      .filter(([name, lane]) => lane !== loaded.lanes.get(name))
      .map(([name, lane]) => ({ isKnown: loaded.lanes.has(name), row: laneRow(subject, lane) })),
  );
  const rowsOf = (known: boolean) => changed.filter(({ isKnown }) => isKnown === known).map(({ row }) => row);
  return { lanes: lanes.insert(rowsOf(false)), lanes_changed: lanes.update(rowsOf(true)) };
}

const laneRow = (subject: string, lane: LaneState) => ({
  subject,
  partner: lane.partner,
  operation: lane.operation,
  last_number: lane.lastNumber,
  last_exchange: lane.lastExchange ?? null,
  snapshot_hash: lane.snapshotHash ?? null,
  ended_number: lane.endedNumber,
  trouble: lane.trouble ? JSON.stringify(lane.trouble) : null,
  since: dateOf(lane.since),
});

function saveSteps(batch: Batch): Write {
  if (batch.newSteps.length === 0) return undefined;
  const rows = batch.newSteps.map((step) => ({
    subject: step.subject,
    key_hash: step.keyHash,
    content_hash: step.contentHash,
    exchanges: listText(step.exchanges),
  }));
  return sql`
    insert into gateway.dossier_step (subject, key_hash, content_hash, exchanges)
    select r.subject, r.key_hash, r.content_hash, r.exchanges
    from ${recordset(rows, { subject: 'text', key_hash: 'text', content_hash: 'text', exchanges: 'text' })}`;
}

function saveExchanges(batch: Batch, { sealer }: PipelineTools): Write {
  if (batch.newExchanges.length === 0) return undefined;
  const rows = batch.newExchanges.map((draft) => {
    const held = batch.subjects.get(draft.subject)!;
    const { payload: plain, revision, ...rest } = draft;
    const payload = sealer.seal(held.key, JSON.stringify(plain), sealContext.payload(draft.id));
    const passing = passesSoon(draft.subject) ? batch.identity.passing : undefined;
    batch.messages.push(announcement({ ...rest, payload, wrappedKey: held.wrappedKey, passing }));
    return {
      id: draft.id,
      subject: draft.subject,
      partner: draft.partner,
      operation: draft.operation,
      lane: draft.lane,
      number: draft.number,
      after_partner: draft.after?.partner ?? null,
      after_operation: draft.after?.operation ?? null,
      after_number: draft.after?.number ?? null,
      due: dateOf(draft.due),
      client: draft.client,
      revision: revision ?? null,
      traceparent: draft.traceparent ?? null,
      payload,
      created_at: dateOf(draft.createdAt),
    };
  });
  return sql`
    insert into gateway.exchange (id, subject, partner, operation, lane, number, after_partner, after_operation, after_number,
      due, client, revision, traceparent, payload, created_at)
    select r.id, r.subject, r.partner, r.operation, r.lane, r.number, r.after_partner, r.after_operation, r.after_number,
      r.due, r.client, r.revision, r.traceparent, r.payload, r.created_at
    from ${recordset(rows, {
      id: 'uuid',
      subject: 'text',
      partner: 'text',
      operation: 'text',
      lane: 'text',
      number: 'int8',
      after_partner: 'text',
      after_operation: 'text',
      after_number: 'int8',
      due: 'timestamptz',
      client: 'text',
      revision: 'int8',
      traceparent: 'text',
      payload: 'bytea',
      created_at: 'timestamptz',
    })}`;
}

function saveEvents(batch: Batch, { sealer }: PipelineTools): Write {
  if (batch.newEvents.length === 0) return undefined;
  const rows = batch.newEvents.map((event) => ({
    subject: event.subject,
    seq: event.seq,
    at: dateOf(event.at),
    kind: event.kind,
    by: event.by,
    exchange: event.exchange ?? null,
    attempt: event.attempt ?? null,
    outcome: event.outcome ?? null,
    args: event.args ? JSON.stringify(event.args) : null,
    personal: event.personal
      ? sealer.seal(
          batch.subjects.get(event.subject)!.key,
          JSON.stringify(event.personal),
          boxAt.event(event.subject, event.seq),
        )
      : null,
  }));
  return sql`
    insert into gateway.dossier_event (subject, seq, at, kind, by, exchange, attempt, outcome, args, personal)
    select r.subject, r.seq, r.at, r.kind, r.by, r.exchange, r.attempt, r.outcome, r.args, r.personal
    from ${recordset(rows, {
      subject: 'text',
      seq: 'int4',
      at: 'timestamptz',
      kind: 'text',
      by: 'text',
      exchange: 'uuid',
      attempt: 'int4',
      outcome: 'text',
      args: 'text',
      personal: 'bytea',
    })}`;
}

function saveAnswers(batch: Batch, tools: PipelineTools): Write {
  if (batch.newAnswers.size === 0) return undefined;
  const answers = [...batch.newAnswers].map(([id, kept]) => ({ id, ...kept }));
  return insertAnswers(answers, new Date(Date.parse(batch.at) + tools.idempotencyMillis));
}

/** Rows in one order, so that two processes of one slot never wait for each other crosswise. */
function saveCounters(batch: Batch, { counterSlot }: PipelineTools): Write {
  if (batch.counts.size === 0) return undefined;
  const rows = [...batch.counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { count, value }]) => ({ name: count.name, labels: labelText(count.labels), slot: counterSlot, value }));
  return sql`
    insert into gateway.counter as c (name, labels, slot, value)
    select r.name, r.labels, r.slot, r.value
    from ${recordset(rows, { name: 'text', labels: 'text', slot: 'int4', value: 'int8' })} order by r.name, r.labels
    on conflict (name, labels, slot) do update set value = c.value + excluded.value`;
}
