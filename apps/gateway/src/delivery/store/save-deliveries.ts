import { sql, type RawBuilder } from 'kysely';
import { recordset } from '@lienthong/store';
import type { Batch } from '../../pipeline/batch.js';
import { dateOf } from '../../store/rows.js';
import { stateOf } from '../rules/delivery.js';

type Write = RawBuilder<unknown> | undefined;

/** Everything about deliveries that a batch has gathered. */
export const saveDeliveries = (batch: Batch): Readonly<Record<string, Write>> => ({
  deliveries: save(batch),
  delivery_rows: saveRows(batch),
});

function save({ post, at }: Batch): Write {
  const rows = post.changed().map((delivery) => ({
    ...{ id: delivery.id, dossier: delivery.dossier, direction: delivery.direction, reference: delivery.reference },
    ...{ account: delivery.account, client: delivery.client, ordered_by: delivery.orderedBy },
    ...{
      party_hash: delivery.partyHash,
      state: stateOf(delivery),
      order_standing: delivery.order,
      seen: delivery.seen,
    },
    scan_state: delivery.scan?.state ?? null,
    scan_at: dateOf(delivery.scan?.at),
    scan_event: delivery.scan?.event ?? null,
    doubt_at: dateOf(delivery.doubt?.at),
    doubt_event: delivery.doubt?.event ?? null,
    call_off: delivery.callOff?.standing ?? null,
    called_off_at: delivery.callOff?.standing === 'done' ? dateOf(delivery.callOff.at) : null,
    item_code: delivery.itemCode ?? null,
    item_code_fault: delivery.itemCodeFault ?? null,
    ...{ exchange: delivery.exchange, cancel_exchange: delivery.cancelExchange ?? null },
    ...{ created_at: dateOf(delivery.createdAt), changed_at: dateOf(at) },
  }));
  if (rows.length === 0) return undefined;
  return sql`
    insert into gateway.delivery (id, dossier, direction, reference, account, client, ordered_by, party_hash, state, order_standing,
      seen, scan_state, scan_at, scan_event, doubt_at, doubt_event, call_off, called_off_at, item_code, item_code_fault, exchange,
      cancel_exchange, created_at, changed_at)
    select r.id, r.dossier, r.direction, r.reference, r.account, r.client, r.ordered_by, r.party_hash, r.state, r.order_standing,
      r.seen, r.scan_state, r.scan_at, r.scan_event, r.doubt_at, r.doubt_event, r.call_off, r.called_off_at, r.item_code,
      r.item_code_fault, r.exchange, r.cancel_exchange, r.created_at, r.changed_at
    from ${recordset(rows, {
      ...{ id: 'uuid', dossier: 'text', direction: 'text', reference: 'text', account: 'text', client: 'text' },
      ...{ ordered_by: 'text', party_hash: 'text', state: 'text', order_standing: 'text', seen: 'bool' },
      ...{ scan_state: 'text', scan_at: 'timestamptz', scan_event: 'text', call_off: 'text' },
      ...{ doubt_at: 'timestamptz', doubt_event: 'text' },
      ...{ called_off_at: 'timestamptz', item_code: 'text', item_code_fault: 'text' },
      ...{ exchange: 'uuid', cancel_exchange: 'uuid', created_at: 'timestamptz', changed_at: 'timestamptz' },
    })}
    on conflict (id) do update set state = excluded.state, order_standing = excluded.order_standing, seen = excluded.seen,
      scan_state = excluded.scan_state, scan_at = excluded.scan_at, scan_event = excluded.scan_event,
      doubt_at = excluded.doubt_at, doubt_event = excluded.doubt_event, call_off = excluded.call_off, called_off_at = excluded.called_off_at, item_code = excluded.item_code,
      item_code_fault = excluded.item_code_fault, cancel_exchange = excluded.cancel_exchange,
      changed_at = excluded.changed_at`;
}

/** A row is kept as it came first; only that its time has come may be told of it later. */
function saveRows({ post }: Batch): Write {
  // One statement cannot write a row twice: of one event the last word, and a confirmation is never taken back.
  const last = new Map(
    [...post.rows]
      .sort((one, other) => Number(one.confirmed) - Number(other.confirmed))
      .map((row) => [`${row.delivery} ${row.event}`, row]),
  );
  const rows = [...last.values()].map((row) => ({
    ...{ delivery: row.delivery, event: row.event, state: row.state, code: row.code },
    ...{ at: dateOf(row.at), received_at: dateOf(row.receivedAt), confirmed: row.confirmed },
    detail_key: Buffer.from(row.detail.key, 'base64'),
    detail_box: Buffer.from(row.detail.box, 'base64'),
  }));
  if (rows.length === 0) return undefined;
  return sql`
    insert into gateway.delivery_row as e (delivery, event, state, code, at, received_at, confirmed, detail_key, detail_box)
    select r.delivery, r.event, r.state, r.code, r.at, r.received_at, r.confirmed, r.detail_key, r.detail_box
    from ${recordset(rows, {
      ...{
        delivery: 'uuid',
        event: 'text',
        state: 'text',
        code: 'text',
        at: 'timestamptz',
        received_at: 'timestamptz',
      },
      ...{ confirmed: 'bool', detail_key: 'bytea', detail_box: 'bytea' },
    })}
    on conflict (delivery, event) do update set confirmed = true where excluded.confirmed and not e.confirmed`;
}
