import { sql, type Kysely } from 'kysely';

/** Answers stored for an `Idempotency-Key` whose time has come, so many at a time. */
export const forgetAnswers = (db: Kysely<unknown>, now: number, most: number): Promise<unknown> =>
  sql`
    delete from gateway.idempotency where id in (
      select i.id from gateway.idempotency i where i.expires_at < ${new Date(now)}::timestamptz limit ${most}::int4)`.execute(
    db,
  );
