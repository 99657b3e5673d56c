import { sql } from 'kysely';
import type { Store } from '@lienthong/store';

/** From now on any statement that changes or removes events of dossiers fails, and with it the transaction that holds it. */
export async function letEventsOnlyBeAppended(store: Store): Promise<void> {
  const db = store.db('gateway');
  await sql`create or replace function gateway.refuse_change() returns trigger language plpgsql as
    $$ begin raise exception 'events of dossiers are only appended; refused: %', tg_op; end $$`.execute(db);
  await sql`create or replace trigger only_appended before update or delete or truncate on gateway.dossier_event
    for each statement execute function gateway.refuse_change()`.execute(db);
}
