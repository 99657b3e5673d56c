import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { OnBusEvent } from '../events.js';
import { faultOf } from '../fault-of.js';
import type { Db } from './log-table.js';

/** What every group has handled is kept until it is older than `millis` or a topic holds more than `bytes`. */
export interface Retention {
  readonly millis: number;
  readonly bytes: number;
}
export const defaultRetention: Retention = { millis: 7 * 24 * 3_600_000, bytes: 1024 ** 3 };

const batchRecords = 1_000;
/** After so many deleted records the table is vacuumed: the embedded database has nobody who does it unasked. */
const vacuumAfter = 20_000;

/** Deletes old records in small steps, now and then. */
export class Upkeep {
  private readonly timer: NodeJS.Timeout;
  /** Where each topic's records begin, so that a look does not wade through what has been deleted. */
  private readonly oldest = new Map<string, number>();
  private sinceVacuum = 0;
  private sweeping: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly db: Db,
    private readonly retention: Retention,
    everyMillis: number,
    private readonly onEvent?: OnBusEvent,
  ) {
    this.timer = setInterval(() => void this.sweep(), everyMillis).unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.sweeping;
  }

  private sweep(): Promise<void> {
    return (this.sweeping ??= this.sweepTopics()
      .catch((error: unknown) => this.onEvent?.({ kind: 'upkeep.failed', fault: faultOf(error) }))
      .finally(() => (this.sweeping = undefined)));
  }

  private async sweepTopics(): Promise<void> {
    const { rows } = await sql<{ name: string }>`select name from bus.topic`.execute(this.db);
    for (const { name } of rows) await this.sweepTopic(name);
    if (this.sinceVacuum >= vacuumAfter && !this.stopped) {
      this.sinceVacuum = 0;
      await sql`vacuum bus.record`.execute(this.db);
    }
  }

  private async sweepTopic(topic: string): Promise<void> {
    let dropped = 0;
    for (let last = batchRecords; last === batchRecords && !this.stopped; dropped += last) {
      last = await this.dropOldest(topic);
      await nextTurn();
    }
    this.sinceVacuum += dropped;
    if (dropped > 0) this.onEvent?.({ kind: 'records.dropped', topic, records: dropped });
  }

  /** Both bounds grow with the offset, so only the oldest records need to be looked at. */
  private async dropOldest(topic: string): Promise<number> {
    const from = this.oldest.get(topic) ?? 0;
    const { rows } = await sql<{ next: number | null; records: number }>`
      with candidate as (
        select record."offset" from (
          select "offset", byte_at, appended_at from bus.record
          where topic = ${topic} and "offset" >= ${from} order by "offset" limit ${batchRecords}
        ) record, bus.topic
        where topic.name = ${topic}
          and record."offset" < (select coalesce(min("offset"), topic.next_offset) from bus.position where topic = ${topic})
          and (record.appended_at < now() - ${this.retention.millis}::float8 * interval '1 ms'
            or record.byte_at < topic.next_byte - ${this.retention.bytes}::float8)
      ), gone as (
        delete from bus.record using candidate
        where record.topic = ${topic} and record."offset" = candidate."offset" returning record."offset"
      )
      select max("offset") + 1 as next, count(*)::int as records from gone`.execute(this.db);
    const { next, records } = rows[0] ?? { next: null, records: 0 };
    if (next !== null) this.oldest.set(topic, Number(next));
    return Number(records);
  }
}
