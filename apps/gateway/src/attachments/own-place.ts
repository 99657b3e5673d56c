import { sql, type Kysely } from 'kysely';
import type { Blobs } from '@lienthong/blobs';
import { StartRefused } from '@lienthong/process';

/** Files of this many rows are looked for where a folder does not say whose it is. */
const looked = 20;

/**
 * Binds a store and its place for files to each other by an id that is kept in both, so that neither meets another's: what a store
 * does not know would be removed one day, and what it knows would be missing.
 * @throws {StartRefused} where they do not belong together, or the place is not there
 */
export async function bindPlace(db: Kysely<unknown>, blobs: Blobs, newId: () => string): Promise<void> {
  await sql`insert into gateway.blob_place (one, id) values (true, ${newId()}::uuid) on conflict do nothing`.execute(
    db,
  );
  const id = await idOf(db);
  let owner = await blobs.owner();
  if (owner === undefined && (await isOurs(db, blobs))) owner = await blobs.claim(id);
  if (owner !== id) throw new StartRefused([sentence(id, owner, blobs.place)]);
}

/** Throws where another place stands now in that of ours. */
export async function assertOwnPlace(db: Kysely<unknown>, blobs: Blobs): Promise<void> {
  const [id, owner] = [await idOf(db), await blobs.owner()];
  if (owner !== id) throw new Error(sentence(id, owner, blobs.place));
}

async function idOf(db: Kysely<unknown>): Promise<string> {
  const { rows } = await sql<{ id: string }>`select id::text as id from gateway.blob_place`.execute(db);
  return rows[0]!.id;
}

/** A place without an owner: fresh beside a fresh store, or a copy of ours that was made without its mark. */
async function isOurs(db: Kysely<unknown>, blobs: Blobs): Promise<boolean> {
  const { rows } = await sql<{ address: string }>`select a.address from gateway.attachment a limit ${looked}`.execute(
    db,
  );
  for (const { address } of rows) if (await blobs.exists(address)) return true;
  return rows.length === 0 && (await blobs.list(Number.POSITIVE_INFINITY, 1)).length === 0;
}

function sentence(id: string, owner: string | undefined, place: string): string {
  const found =
    owner === undefined
      ? `${place} does not say whose files it holds (store-id is missing), and they are not those of this database (${id})`
      : `${place} holds the files of another database (store-id is ${owner}, this one is ${id})`;
  return `attachments: ${found}; whoever operates the gateway mounts or names the folder or bucket and the database that belong together, or, where the files are lost for good, writes ${id} into ${place.replace(/\/$/, '')}/store-id.`;
}
