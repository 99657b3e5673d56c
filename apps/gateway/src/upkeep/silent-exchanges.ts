import { sql, type Kysely } from 'kysely';
import { firstIdOf, walkById, type Announcer, type Load, type Round, type Silent } from '@lienthong/store';
import { announcement } from '../pipeline/message.js';
import { loadAnnounceables } from '../store/announceable.js';
import { ended } from '../store/ended.js';

export interface SilentExchangesOptions {
  readonly db: Kysely<unknown>;
  readonly announcer: Announcer;
  readonly firstMillis: number;
  /** Rows per look at the store. */
  readonly chunk: number;
}

/**
 * Announces again the exchanges that have shown no event for a while: a lost topic, or a record lost between the sides, costs
 * time and nothing else. The connectors answer a duplicate with the exchange's present state.
 *
 * No index on what changes is needed: exchanges never heard of lie above a watermark over the time-ordered key; those heard
 * of and still open are few and have their own.
 */
export async function announceSilentExchanges(
  round: Round,
  options: SilentExchangesOptions,
): Promise<{ announced: number; watermark: string }> {
  const { db } = options;
  const load: Load = async (ids) => (await loadAnnounceables(db, ids)).map(announcement);
  // First what is known to be open: without a watermark (a restored store) the other walk is long.
  const open = await openOnes(round, load, options);
  const { announced, watermark } = await neverHeardOf(round, load, options);
  return { announced: open + announced, watermark };
}

function openOnes(round: Round, load: Load, { db, announcer, chunk }: SilentExchangesOptions): Promise<number> {
  const open = (from: string) => sql<Silent>`
    select s.id, s.changed_at as heard_at from gateway.exchange_state s
    where s.state not in ${ended} and s.id > ${from}::uuid
    order by s.id limit ${chunk}::int4`;
  return walkById(open, { db, chunk, ...round }, (rows) => announcer.announce(rows, load, round));
}

async function neverHeardOf(
  round: Round,
  load: Load,
  { db, announcer, firstMillis, chunk }: SilentExchangesOptions,
): Promise<{ announced: number; watermark: string }> {
  const until = firstIdOf(round.now - firstMillis);
  let from = round.watermark;
  let watermark: string | undefined;
  let announced = 0;
  do {
    const { rows } = await sql<Silent & { last: boolean }>`
      with chunk as materialized (
        select id, created_at from gateway.exchange where id > ${from}::uuid and id < ${until}::uuid order by id limit ${chunk}::int4)
      (select c.id, c.created_at as heard_at, false as last from chunk c
        where not exists (select from gateway.exchange_state s where s.id = c.id) order by c.id)
      union all (select c.id, c.created_at, true from chunk c order by c.id desc limit 1)`.execute(db);
    const end = rows.at(-1);
    if (!end) break;
    const silent = rows.filter((row) => !row.last);
    // The watermark stays below the first that was never heard of.
    watermark ??= silent[0] && idBefore(silent[0].id);
    announced += await announcer.announce(silent, load, round);
    from = end.id;
  } while (await round.goesOn());
  return { announced, watermark: watermark ?? from };
}

/** A key just below this one. */
function idBefore(id: string): string {
  const number = BigInt(`0x${id.replaceAll('-', '')}`) - 1n;
  const hex = number.toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
