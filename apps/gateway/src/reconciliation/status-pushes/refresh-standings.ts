import { sql, type Kysely } from 'kysely';
import { recordset } from '@lienthong/store';
import type { ExchangeState, OutcomeKind } from '@lienthong/contracts';
import { openChangeDetail } from '../../pipeline/change-detail.js';
import type { Sealer } from '../../pipeline/sealer.js';
import type { PacedReader } from '../paced-reader.js';
import { repeatsOfPush, standingOfPush, type PushKnown, type PushStanding } from './push-standing.js';
import type { TellAgain } from './push-unit.js';

interface OpenPush {
  readonly subject: string;
  readonly number: number;
  readonly unit: string;
  readonly exchange: string;
  readonly standing: PushStanding;
  readonly repeats: number;
  /** Its exchange is still kept. */
  readonly kept: boolean;
  readonly state: ExchangeState | null;
  readonly outcome: OutcomeKind | null;
  readonly surely_not_done: boolean | null;
  readonly changed_at: Date | null;
  /** Refused for a fault of the agency's, which has stated the dossier anew since. */
  readonly mended: boolean;
  readonly unknowns: number;
  readonly found: number;
  /** Its last attempt. */
  readonly ended_at: Date | null;
  readonly version: number | null;
  readonly detail_key: Buffer | null;
  readonly detail_box: Buffer | null;
}

interface Found {
  readonly standing: PushStanding;
  readonly repeats: number;
  /** Nobody and nothing changes it any more. */
  readonly over: boolean;
  readonly told_at: Date | null;
}

export interface LostPush {
  readonly unit: string;
  readonly again: TellAgain;
}

export interface RefreshTools {
  readonly db: Kysely<unknown>;
  readonly reader: PacedReader;
  readonly sealer: Sealer;
}

/** What is to be done about pushes that surely never arrived. */
export interface Untold {
  /** Have ended: to be told again. */
  readonly lost: readonly LostPush[];
  /** Exchanges that wait for a person, and that what the agency says now may mend: to be given up, and told again. */
  readonly mended: readonly string[];
}

/** Writes down how each push stands that was not over before. Yields, page by page, what is to be done about some of them. */
export async function* refreshStandings({ db, reader, sealer }: RefreshTools): AsyncGenerator<Untold> {
  for await (const page of reader.pages((last: OpenPush | undefined, rows) => readOpen(db, last, rows))) {
    const found = page.map((push) => ({ push, now: foundOf(push, sealer) }));
    await write(
      db,
      found.filter(({ push, now }) => now.over || now.standing !== push.standing || now.repeats !== push.repeats),
    );
    const lost = found.filter(({ now }) => now.standing === 'lost');
    yield {
      lost: lost.map(({ push: { unit, ...push } }) => ({ unit, again: tellAgainOf(push) })),
      mended: page.filter(({ mended }) => mended).map(({ exchange }) => exchange),
    };
  }
}

const tellAgainOf = ({ subject, number, exchange }: Omit<TellAgain, 'kind'>): TellAgain => ({
  ...{ kind: 'tellAgain', subject, number, exchange },
});

async function readOpen(db: Kysely<unknown>, last: OpenPush | undefined, rows: number): Promise<readonly OpenPush[]> {
  const behind = last ? sql`and (p.subject, p.number) > (${last.subject}, ${last.number}::int8)` : sql``;
  const found = await sql<OpenPush>`
    select p.subject, p.number::int4 as number, d.unit, p.exchange::text as exchange, p.standing, p.repeats, e.id is not null as kept,
      coalesce(s.state = 'parked' and s.outcome = 'refused' and s.surely_not_done and s.who_acts = 'agency'
        and e.revision < d.revision, false) as mended,
      s.state, s.outcome, s.surely_not_done, s.changed_at, l.ended_at, l.version, l.detail_key, l.detail_box, (
        select count(*) from gateway.exchange_attempt a where a.exchange = p.exchange and a.outcome = 'unknown'
      )::int4 as unknowns, (
        select count(*) from gateway.command c where c.exchange = p.exchange and c.kind = 'resolve' and c.state = 'done'
      )::int4 as found
    from gateway.status_push p join gateway.dossier d on d.code = p.subject
    left join gateway.exchange e on e.id = p.exchange
    left join gateway.exchange_state s on s.id = p.exchange
    left join lateral (
      select a.ended_at, a.version, a.detail_key, a.detail_box from gateway.exchange_attempt a
      where a.exchange = p.exchange order by a.attempt desc limit 1) l on true
    where not p.over ${behind} order by p.subject, p.number limit ${rows}::int4`.execute(db);
  return found.rows;
}

function foundOf(push: OpenPush, sealer: Sealer): Found {
  // Never: what is not over is looked at long before its exchange is forgotten. Whether it arrived, nobody could say.
  if (!push.kept) return { standing: 'doubtful', repeats: push.repeats, over: true, told_at: null };
  const known = knownOf(push, sealer);
  const standing = standingOfPush(known);
  const ended = known.state === 'settled' || known.state === 'abandoned';
  return {
    ...{ standing, repeats: repeatsOfPush(known), over: ended && standing !== 'lost' },
    told_at: standing === 'acknowledged' ? (push.ended_at ?? push.changed_at) : null,
  };
}

function knownOf(push: OpenPush, sealer: Sealer): PushKnown {
  const { state, outcome, surely_not_done: surelyNotDone, unknowns, found } = push;
  if (state === null) return { state: 'waiting', surelyNotDone: true };
  const told = state === 'settled' && outcome === 'done' ? toldBy(push, sealer) : undefined;
  return {
    state,
    ...(outcome ? { outcome } : {}),
    surelyNotDone: surelyNotDone === true,
    // What a person has found out is no doubt any more.
    doubts: Math.max(0, unknowns - found),
    ...(told === undefined ? {} : { told }),
  };
}

/** False where the configuration had nothing sent; undefined where the answer cannot be read any more. */
function toldBy(
  { exchange, version, detail_key: key, detail_box: box }: OpenPush,
  sealer: Sealer,
): boolean | undefined {
  if (!key || !box || version === null) return undefined;
  try {
    const told = openChangeDetail(sealer, { exchange, version }, key, box).facts?.['told'];
    return typeof told === 'boolean' ? told : undefined;
  } catch {
    return undefined;
  }
}

async function write(
  db: Kysely<unknown>,
  found: readonly { readonly push: OpenPush; readonly now: Found }[],
): Promise<void> {
  if (found.length === 0) return;
  const rows = found.map(({ push: { subject, number, exchange }, now }) => ({ subject, number, exchange, ...now }));
  // Not where it has been told again since it was read.
  await sql`
    update gateway.status_push p set standing = r.standing, repeats = r.repeats, over = r.over, told_at = r.told_at
    from ${recordset(rows, {
      ...{ subject: 'text', number: 'int8', exchange: 'uuid', standing: 'text', repeats: 'int4', over: 'bool' },
      told_at: 'timestamptz',
    })} where p.subject = r.subject and p.number = r.number and p.exchange = r.exchange`.execute(db);
}
