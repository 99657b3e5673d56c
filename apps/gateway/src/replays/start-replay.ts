import { sql, type Kysely } from 'kysely';
import { atOnce, scheduleTimers, type Tx } from '@lienthong/store';
import type { IdempotencyClash } from '../core-words.js';
import { boxAt, type Sealer } from '../pipeline/sealer.js';
import { actKeyOf, callerOf, isOfAnother, type ActKey } from '../store/done-once.js';
import { insertAnswers, lockAndReadAnswer } from '../store/kept-answers.js';
import type { StartReplay } from './core.js';
import { filed, waitsForPerson } from './filed.js';
import { replaySubject, replayTimer } from './replay-rows.js';

export interface StartTools {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
  readonly newId: () => string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly idempotencyMillis: number;
  readonly perSecond: number;
}

export type Started =
  | { readonly kind: 'accepted'; readonly id: string; readonly replayed: boolean }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'open'; readonly replay: string }
  | IdempotencyClash;

/**
 * Writes down what of a class waits for a person now, the most urgent first, and what of it nobody sends again; in one transaction with the
 * timer of the job that sends, and with the answer to a repeat.
 */
export function startReplay(command: StartReplay, tools: StartTools): Promise<Started> {
  const { db, sealer, newId, clock } = tools;
  const { operator, idempotency, mode } = command;
  return db.transaction().execute(async (tx): Promise<Started> => {
    const key = idempotency && actKeyOf(callerOf(operator), idempotency, `replayOf:${command.class}`);
    const before = key && (await earlier(tx, key, tools));
    if (before) return before;
    const id = newId();
    const wrapped = sealer.newWrappedKey();
    const why = sealer.seal(sealer.unwrap(wrapped), command.why, boxAt.replay(id));
    const at = new Date(clock());
    const { rows } = await sql<{ id: string }>`
      insert into gateway.replay (id, class, partner, operation, mode, state, operator, data_key, why, per_second, parked_before,
        began_at, ended_at)
      select ${id}::uuid, p.class, p.partner, p.operation, ${mode}, ${mode === 'dryRun' ? 'done' : 'running'}, ${operator},
        ${wrapped}::bytea, ${why}::bytea, ${tools.perSecond}::float8, (select max(a.n) from gateway.parked_exchange a),
        ${at}::timestamptz, ${mode === 'dryRun' ? at : null}::timestamptz
      from ${filed} where p.class = ${command.class} and ${waitsForPerson} limit 1
      on conflict (class) where ended_at is null do nothing returning id`.execute(tx);
    if (rows.length === 0) return openOne(tx, command.class);
    await takeStock(tx, id, command.class);
    if (mode === 'canary') {
      await scheduleTimers(tx as unknown as Tx, 'gateway', [
        { subject: replaySubject(id), kind: replayTimer, due: atOnce },
      ]);
    }
    if (key) {
      const kept = { ...key, answer: Buffer.from(id, 'utf8') };
      await insertAnswers([kept], new Date(at.getTime() + tools.idempotencyMillis)).execute(tx);
    }
    return { kind: 'accepted', id, replayed: false };
  });
}

async function openOne(tx: Kysely<unknown>, name: string): Promise<Started> {
  const { rows } = await sql<{ id: string }>`
    select r.id from gateway.replay r where r.class = ${name} and r.ended_at is null`.execute(tx);
  return rows[0] ? { kind: 'open', replay: rows[0].id } : { kind: 'notFound' };
}

async function takeStock(tx: Kysely<unknown>, id: string, name: string): Promise<void> {
  await sql`
    with listed as (
      insert into gateway.replay_item (replay, n, exchange, subject, version, state, reason)
      select ${id}::uuid, row_number() over (order by p.due, p.exchange), p.exchange, e.subject, s.version,
        case when s.surely_not_done then 'planned' else 'notReplayable' end,
        case when s.surely_not_done then null else 'exchange.unresolved' end
      from ${filed} join gateway.exchange e on e.id = p.exchange where p.class = ${name} and ${waitsForPerson}
      returning state)
    update gateway.replay r set planned = c.planned, not_replayable = c.others from (
      select count(*) filter (where l.state = 'planned')::int4 as planned,
        count(*) filter (where l.state <> 'planned')::int4 as others from listed l) c
    where r.id = ${id}::uuid`.execute(tx);
}

/** What was begun under this key, where it is still there. */
async function earlier(tx: Kysely<unknown>, key: ActKey, { clock }: StartTools): Promise<Started | undefined> {
  const before = await lockAndReadAnswer(tx, key.id, new Date(clock()));
  if (!before) return undefined;
  if (isOfAnother(before, key)) return { kind: 'idempotencyMismatch' };
  const { rows } = await sql<{ id: string }>`
    select r.id::text as id from gateway.replay r where r.id = ${before.answer.toString('utf8')}::uuid`.execute(tx);
  return rows[0] && { kind: 'accepted', id: rows[0].id, replayed: true };
}
