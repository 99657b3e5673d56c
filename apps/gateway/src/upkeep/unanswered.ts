import { sql, type Kysely, type RawBuilder } from 'kysely';
import {
  beforeFirstId,
  firstIdOf,
  walkById,
  type Announcer,
  type Load,
  type Round,
  type Silent,
} from '@lienthong/store';
import { loadExpected } from '../money/store/load-expected.js';
import { commandMessage } from '../pipeline/message.js';
import { loadCommands } from '../store/announceable.js';

export interface UnansweredOptions {
  readonly db: Kysely<unknown>;
  readonly announcer: Announcer;
  /** Rows per look at the store. */
  readonly chunk: number;
}

/** How long payments are said again that have ended. */
const expectedMillis = 2 * 24 * 3_600_000;

/** Says again what operators commanded and nobody has answered, and what is to be expected. */
export async function announceUnanswered(round: Round, options: UnansweredOptions): Promise<{ announced: number }> {
  return { announced: (await commands(round, options)) + (await expected(round, options)) };
}

async function commands(round: Round, { db, announcer, chunk }: UnansweredOptions): Promise<number> {
  const { rows } = await sql<Silent>`
    select c.id, c.at as heard_at from gateway.command c where c.state = 'sent' order by c.id limit ${chunk}::int4`.execute(
    db,
  );
  const load: Load = async (ids) => (await loadCommands(db, ids)).map(commandMessage);
  return announcer.announce(rows, load, round);
}

/**
 * Nobody answers to what is to be expected: it is said again while a payment is open, and for two days in any case. Two walks,
 * so that neither meets the payments of all years.
 */
async function expected(round: Round, { db, announcer, chunk }: UnansweredOptions): Promise<number> {
  const load: Load = (ids) => loadExpected(db, ids);
  const payments = (from: string, state: RawBuilder<boolean>): Promise<number> => {
    const ask = (after: string) => sql<Silent>`
      select p.id, p.changed_at as heard_at from gateway.payment p
      where p.id > ${after}::uuid and ${state} order by p.id limit ${chunk}::int4`;
    const { goesOn } = round;
    return walkById(ask, { db, chunk, from, goesOn }, (rows) => announcer.announce(rows, load, round));
  };
  const open = await payments(beforeFirstId, sql`p.state in ('initiating', 'open', 'unknown')`);
  const ended = sql<boolean>`p.state not in ('initiating', 'open', 'unknown')`;
  return open + (await payments(firstIdOf(round.now - expectedMillis), ended));
}
