import { sql } from 'kysely';
import type { Db } from './log-table.js';

/** The next offset that a group is to handle of a topic. */
export interface Position {
  readonly group: string;
  readonly topic: string;
  readonly offset: number;
}

/** The group's positions; a topic that is new to the group begins with the oldest record kept. */
export async function startPositions(db: Db, group: string, topics: readonly string[]): Promise<readonly Position[]> {
  await sql`
    insert into bus.position ("group", topic, "offset")
    select ${group}, name, coalesce((select min("offset") from bus.record where record.topic = name), next_offset)
    from bus.topic where name = any(${[...topics]}::text[])
    on conflict do nothing`.execute(db);
  return (await readPositions(db, group)).filter(({ topic }) => topics.includes(topic));
}

export async function readPositions(db: Db, group: string): Promise<readonly Position[]> {
  const { rows } = await sql<Position>`
    select "group", topic, "offset" from bus.position where "group" = ${group}`.execute(db);
  return rows.map((row) => ({ ...row, offset: Number(row.offset) }));
}

/** Positions only ever grow. */
export async function savePositions(db: Db, positions: readonly Position[]): Promise<void> {
  await sql`
    update bus.position set "offset" = new."offset"
    from json_to_recordset(${JSON.stringify(positions)}::text::json) as new("group" text, topic text, "offset" bigint)
    where position."group" = new."group" and position.topic = new.topic and position."offset" < new."offset"`.execute(
    db,
  );
}
