import { sql, type Kysely } from 'kysely';
import { recordset, type OutboxMessage, type Tx } from '@lienthong/store';

/** A message that the gateway is told until it has said that it has it, and the row of `connectors.received` that it tells of. */
export interface Telling {
  readonly received: string;
  readonly message: OutboxMessage;
}

const eventOf = ({ headers }: OutboxMessage): string => headers['ce_id']!;

/** Keeps the very words, beside what they tell of, in the transaction that tells them for the first time. */
export async function keepTellings(tx: Tx, tellings: readonly Telling[]): Promise<void> {
  if (tellings.length === 0) return;
  const once = new Map(tellings.map((telling) => [`${eventOf(telling.message)} ${telling.received}`, telling]));
  const rows = [...once.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { received, message }]) => {
      const { topic, key, headers, value } = message;
      return { event: eventOf(message), received, topic, key, headers: JSON.stringify(headers), value };
    });
  await sql`
    insert into connectors.telling (event, received, topic, key, headers, value, told_at)
    select r.event, r.received, r.topic, r.key, r.headers, r.value, connectors.clock_now()
    from ${recordset(rows, {
      ...{ event: 'text', received: 'uuid', topic: 'text', key: 'text', headers: 'text', value: 'bytea' },
    })}
    on conflict (event, received) do nothing`.execute(tx);
}

/** The gateway has it: nothing more to tell. Sorted, so that two processes never wait for each other's rows crosswise. */
export async function endTellings(tx: Tx, events: readonly string[]): Promise<void> {
  if (events.length === 0) return;
  const rows = [...new Set(events)].map((event) => ({ event }));
  await sql`
    with had as materialized (
      select t.event, t.received from connectors.telling t
      where t.event in (select r.event from ${recordset(rows, { event: 'text' })})
      order by t.event, t.received for update)
    delete from connectors.telling t using had where t.event = had.event and t.received = had.received`.execute(tx);
}

interface TellingRow {
  topic: string;
  key: string;
  headers: string;
  value: Uint8Array;
}

/** What is left to tell of these subjects, in its order. */
export async function loadTellings(db: Kysely<unknown>, keys: readonly string[]): Promise<OutboxMessage[]> {
  const wanted = recordset(
    keys.map((key) => ({ key })),
    { key: 'text' },
  );
  const { rows } = await sql<TellingRow>`
    select t.topic, t.key, t.headers, t.value from connectors.telling t
    where t.key in (select r.key from ${wanted}) order by t.told_at, t.event`.execute(db);
  return rows.map(({ topic, key, headers, value }) => ({
    ...{ topic, key, value },
    headers: JSON.parse(headers) as Record<string, string>,
  }));
}
