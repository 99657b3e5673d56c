import { sql, type Kysely } from 'kysely';
import { sealContext, type FieldFault, type TrackingDetail, type WhoActs } from '@lienthong/contracts';
import { beforeFirstId } from '@lienthong/store';
import type { Page, Paged } from '../../core-words.js';
import type { Sealer } from '../../pipeline/sealer.js';
import { identified } from '../../store/lock-subjects.js';
import { given } from '../../store/rows.js';
import { cutPage, decodeCursor } from '../../views/cursor.js';
import type { DeliveryEvent, DeliveryFilter, DeliveryState, DeliveryView } from '../core.js';
import { refusalSentence } from './delivery-timeline.messages.js';
import { deliveryColumns, deliveryOfRow, type DeliveryRow } from '../store/delivery-rows.js';

export interface DeliveryViews {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
}

interface WholeRow extends DeliveryRow {
  readonly unit: string;
  readonly cause: string | null;
  readonly who_acts: string | null;
  readonly fields: string | null;
}

const whole = sql.raw(`select ${deliveryColumns}, d.unit, s.cause, s.who_acts, s.fields
  from gateway.delivery v join gateway.dossier d on d.code = v.dossier left join gateway.exchange_state s on s.id = v.exchange`);

export async function readDelivery(views: DeliveryViews, id: string): Promise<DeliveryView | undefined> {
  const { rows } = await sql<WholeRow>`${whole} where v.id = ${id}::uuid`.execute(views.db);
  return (await viewsOf(views, rows))[0];
}

/** Deliveries of dossiers of these units, or of all, in the order of their ids. */
export async function listDeliveries(
  views: DeliveryViews,
  filter: DeliveryFilter,
  page: Page,
): Promise<Paged<DeliveryView>> {
  const { dossier, state, units } = filter;
  const scope = { list: 'deliveries', dossier, state };
  const after = decodeCursor(scope, page.cursor, 'string') ?? beforeFirstId;
  const { rows } = await sql<WholeRow>`
    ${whole} where v.id > ${after}::uuid
      ${units === undefined ? sql`` : sql`and d.unit = any(${[...units]}::text[])`}
      ${dossier === undefined ? sql`` : sql`and v.dossier = ${dossier}`}
      ${state === undefined ? sql`` : sql`and v.state = ${state}`}
    order by v.id limit ${page.limit + 1}::int4`.execute(views.db);
  const shown = cutPage(rows, page, scope, (last) => last.id);
  return { ...shown, items: await viewsOf(views, shown.items) };
}

async function viewsOf(views: DeliveryViews, rows: readonly WholeRow[]): Promise<readonly DeliveryView[]> {
  if (rows.length === 0) return [];
  const events = await eventsOf(
    views,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => viewOf(row, events.get(row.id) ?? []));
}

function viewOf(row: WholeRow, events: readonly DeliveryEvent[]): DeliveryView {
  const { id, dossier, direction, reference, account, orderedBy, itemCode, itemCodeFault, exchange, cancelExchange } =
    deliveryOfRow(row);
  const refusal = {
    detail: refusalSentence(row.cause ?? undefined, row.who_acts ?? undefined),
    ...given('cause', row.cause),
    ...given('whoActs', row.who_acts as WhoActs | null),
    ...given('fields', row.fields === null ? null : (JSON.parse(row.fields) as FieldFault[])),
  };
  return {
    ...{ id, dossier, unit: row.unit, direction, state: row.state as DeliveryState, reference, account, orderedBy },
    ...given('itemCode', itemCode),
    ...given('itemCodeFault', itemCodeFault),
    ...(row.state === 'refused' ? { refusal } : {}),
    exchange,
    ...given('cancelExchange', cancelExchange),
    ...{ createdAt: row.created_at.toISOString(), changedAt: row.changed_at.toISOString(), events },
  };
}

interface EventRow {
  readonly delivery: string;
  readonly event: string;
  readonly state: string;
  readonly code: string;
  readonly at: Date;
  readonly received_at: Date;
  readonly confirmed: boolean;
  readonly detail_key: Buffer;
  readonly detail_box: Buffer;
}

/** Of one delivery at most; no parcel is scanned so often. */
const mostEvents = 200;

/** By delivery, by the post's own time. */
async function eventsOf(
  { db, sealer }: DeliveryViews,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly DeliveryEvent[]>> {
  const { rows } = await sql<EventRow>`
    select e.* from ${identified(ids)} cross join lateral (
      select e.delivery, e.event, e.state, e.code, e.at, e.received_at, e.confirmed, e.detail_key, e.detail_box
      from gateway.delivery_row e where e.delivery = r.id order by e.at desc, e.event desc limit ${mostEvents}::int4) e
    order by e.at, e.event`.execute(db);
  const found = new Map<string, DeliveryEvent[]>();
  for (const row of rows) found.set(row.delivery, [...(found.get(row.delivery) ?? []), eventOf(row, sealer)]);
  return found;
}

function eventOf(row: EventRow, sealer: Sealer): DeliveryEvent {
  const { message, notes, office } = detailOf(row, sealer);
  return {
    at: row.at.toISOString(),
    ...{ state: row.state, code: row.code, receivedAt: row.received_at.toISOString(), confirmed: row.confirmed },
    ...given('message', message),
    ...given('notes', notes),
    ...given('office', office),
  };
}

/** Words that nobody can open any more are not shown; the rest of the row is. */
function detailOf({ event, detail_key, detail_box }: EventRow, sealer: Sealer): TrackingDetail {
  try {
    return JSON.parse(
      sealer.open(sealer.unwrap(detail_key), detail_box, sealContext.tracking(event)),
    ) as TrackingDetail;
  } catch {
    return {};
  }
}
