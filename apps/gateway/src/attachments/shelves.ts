import { sql, type Kysely } from 'kysely';
import { sweepOrphans, type Blobs } from '@lienthong/blobs';
import { portionRemoved, recordset, type Shelf } from '@lienthong/store';
import type { CoreSettings } from '../settings.js';
import { assertOwnPlace } from './own-place.js';

type Times = Pick<CoreSettings, 'attachmentMillis' | 'unnamedAttachmentMillis' | 'orphanedFileMillis'>;

/** Nobody takes so long between putting a file and writing it down. */
const writtenDownMillis = 24 * 3_600_000;
/** Every file is looked at, so seldom. */
const orphansEveryMillis = 24 * 3_600_000;

/** Files whose time has come: the row with its key first, in one transaction; then the bytes, which nobody can open any more. */
function attachmentShelf(
  db: Kysely<unknown>,
  blobs: Blobs,
  { unnamedAttachmentMillis, attachmentMillis }: Times,
  now: () => number,
): Shelf {
  return {
    what: 'attachments',
    removeSome: async (_from, limit) => {
      const at = now();
      const named = new Date(at - attachmentMillis);
      const unnamed = new Date(at - unnamedAttachmentMillis);
      const removed = await sql<{ address: string }>`
        with old as materialized (
          (select a.id from gateway.attachment a
            where a.named_at is null and a.created_at < ${unnamed}::timestamptz
            order by a.created_at limit ${limit}::int4)
          union all
          (select a.id from gateway.attachment a where a.named_at < ${named}::timestamptz
            order by a.named_at limit ${limit}::int4)
          limit ${limit}::int4),
        gone as (
          delete from gateway.attachment a using old
          where a.id = old.id and (a.named_at is null or a.named_at < ${named}::timestamptz)
          returning a.id, a.address),
        uses as (delete from gateway.attachment_use u using gone where u.attachment = gone.id)
        select gone.address from gone`.execute(db);
      for (const { address } of removed.rows) await blobs.delete(address);
      return portionRemoved({ numAffectedRows: BigInt(removed.rows.length) }, limit);
    },
  };
}

/** Files of which this store has known nothing for long: a process was killed in between. */
function orphanShelf(db: Kysely<unknown>, blobs: Blobs, { orphanedFileMillis }: Times, now: () => number): Shelf {
  let nextAt = 0;
  return {
    what: 'orphanedFiles',
    removeSome: async (from, limit) => {
      const at = now();
      const putBefore = at - writtenDownMillis;
      if (from === undefined) {
        if (at < nextAt) return { removed: 0 };
        // Another folder may have been mounted meanwhile, and what lies there is another's.
        await assertOwnPlace(db, blobs);
        await blobs.removeUnfinished(putBefore);
      }
      const times = { now: at, putBefore, unknownBefore: at - orphanedFileMillis };
      const swept = await sweepOrphans(blobs, (addresses) => knownOf(addresses, db), times, limit, from);
      if (swept.next === undefined) nextAt = at + orphansEveryMillis;
      return swept;
    },
  };
}

/** What is removed of files, where there is a place for them. */
export const fileShelves = (
  db: Kysely<unknown>,
  blobs: Blobs | undefined,
  times: Times,
  now: () => number,
): readonly Shelf[] => (blobs ? [attachmentShelf(db, blobs, times, now), orphanShelf(db, blobs, times, now)] : []);

async function knownOf(addresses: readonly string[], db: Kysely<unknown>): Promise<ReadonlySet<string>> {
  const rows = addresses.map((address) => ({ address }));
  const found = await sql<{ address: string }>`
    select a.address from gateway.attachment a join ${recordset(rows, { address: 'text' })} on r.address = a.address`.execute(
    db,
  );
  return new Set(found.rows.map(({ address }) => address));
}
