import { sql, type Kysely } from 'kysely';
import type { FeedPlace } from '../../feed/store/place.js';
import { boxAt, type Sealer } from '../../pipeline/sealer.js';
import { given, isoOf } from '../../store/rows.js';
import type { EndpointState, EndpointView } from '../core.js';

/** What is sealed of an endpoint. */
export interface SealedEndpoint {
  readonly url: string;
  readonly secret: string;
  readonly previous?: string;
}

/** An endpoint as it stands in its row, opened. */
export interface StoredEndpoint extends SealedEndpoint {
  readonly id: string;
  readonly client: string;
  readonly wrappedKey: Buffer;
  readonly state: EndpointState;
  readonly version: number;
  /** Up to where the feed has been sent. */
  readonly place: FeedPlace;
  /** A test that is still to be sent. */
  readonly test?: string;
  readonly previousUntil?: string;
  /** In a row. */
  readonly failures: number;
  readonly failingSince?: string;
  readonly lastOutcome?: string;
  readonly lastSentAt?: string;
  readonly createdAt: string;
  readonly changedAt: string;
}

interface EndpointRow extends FeedPlace {
  readonly id: string;
  readonly client: string;
  readonly data_key: Buffer;
  readonly sealed: Buffer;
  readonly state: string;
  readonly version: number;
  readonly test: string | null;
  readonly previous_until: Date | null;
  readonly failures: number;
  readonly failing_since: Date | null;
  readonly last_outcome: string | null;
  readonly last_sent_at: Date | null;
  readonly created_at: Date;
  readonly changed_at: Date;
}

/** Endpoints of a client, or one of them, or one of anybody; the oldest first. */
export async function readEndpoints(
  db: Kysely<unknown>,
  sealer: Sealer,
  { client, id, after, limit = 1 }: { client?: string; id?: string; after?: string | undefined; limit?: number },
  lock = false,
): Promise<readonly StoredEndpoint[]> {
  const { rows } = await sql<EndpointRow>`
    select w.* from gateway.webhook_endpoint w where true
      ${client === undefined ? sql`` : sql`and w.client = ${client}`}
      ${id === undefined ? sql`` : sql`and w.id = ${id}::uuid`}
      ${after === undefined ? sql`` : sql`and w.id > ${after}::uuid`}
    order by w.id limit ${limit}::int4 ${lock ? sql`for update` : sql``}`.execute(db);
  return rows.map((row) => endpointOfRow(row, sealer));
}

const endpointOfRow = (row: EndpointRow, sealer: Sealer): StoredEndpoint => ({
  ...{ id: row.id, client: row.client, wrappedKey: row.data_key, version: row.version, failures: row.failures },
  ...(JSON.parse(sealer.open(sealer.unwrap(row.data_key), row.sealed, boxAt.webhook(row.id))) as SealedEndpoint),
  state: row.state as EndpointState,
  place: { era: row.era, turn: row.turn, n: row.n },
  ...given('test', row.test),
  ...given('previousUntil', isoOf(row.previous_until)),
  ...given('failingSince', isoOf(row.failing_since)),
  ...given('lastOutcome', row.last_outcome),
  ...given('lastSentAt', isoOf(row.last_sent_at)),
  ...{ createdAt: row.created_at.toISOString(), changedAt: row.changed_at.toISOString() },
});

/** Writes an endpoint over the version that it was made from; false where another has written meanwhile. */
export async function writeEndpoint(db: Kysely<unknown>, sealer: Sealer, endpoint: StoredEndpoint): Promise<boolean> {
  const { id, url, secret, previous, place, version } = endpoint;
  const held: SealedEndpoint = { url, secret, ...given('previous', previous) };
  const sealed = sealer.seal(sealer.unwrap(endpoint.wrappedKey), JSON.stringify(held), boxAt.webhook(id));
  const { numAffectedRows } = await sql`
    insert into gateway.webhook_endpoint as w (id, client, data_key, sealed, state, version, era, turn, n, test, previous_until,
      failures, failing_since, last_outcome, last_sent_at, created_at, changed_at)
    select ${id}::uuid, ${endpoint.client}, ${endpoint.wrappedKey}::bytea, ${sealed}::bytea, ${endpoint.state},
      ${version + 1}::int8, ${place.era}::int4, ${place.turn}::int8, ${place.n}::int8, ${endpoint.test ?? null}::uuid,
      ${endpoint.previousUntil ?? null}::timestamptz, ${endpoint.failures}::int4, ${endpoint.failingSince ?? null}::timestamptz,
      ${endpoint.lastOutcome ?? null}, ${endpoint.lastSentAt ?? null}::timestamptz, ${endpoint.createdAt}::timestamptz,
      ${endpoint.changedAt}::timestamptz
    where ${version}::int8 = 0 or exists (select from gateway.webhook_endpoint o where o.id = ${id}::uuid)
    on conflict (id) do update set sealed = excluded.sealed, state = excluded.state, version = excluded.version, era = excluded.era,
      turn = excluded.turn, n = excluded.n, test = excluded.test, previous_until = excluded.previous_until,
      failures = excluded.failures, failing_since = excluded.failing_since, last_outcome = excluded.last_outcome,
      last_sent_at = excluded.last_sent_at, changed_at = excluded.changed_at
    where w.version = ${version}::int8`.execute(db);
  return numAffectedRows === 1n;
}

export const viewOf = ({ id, url, state, createdAt, changedAt, ...more }: StoredEndpoint): EndpointView => ({
  ...{ id, url, state, createdAt, changedAt },
  ...given('previousSecretUntil', more.previousUntil),
  ...given('failingSince', more.failingSince),
  ...given('lastOutcome', more.lastOutcome),
  ...given('lastSentAt', more.lastSentAt),
});
