import { sql, type Kysely } from 'kysely';
import { vietnamDay } from '@lienthong/contracts';
import { nextDaily, type Job } from '@lienthong/store';
import type { HandoverRules } from './handover-rules.js';
import { handoverSubject, type HandoverUnit } from './pipeline/handover-unit.js';
import { lastingStates } from './rules/handover.js';

/** Kind of the daily timer; due at every start too, with which a changed table of units takes effect. */
export const rerouteTimer = 'handover.reroute';
/** A unit ends with a day. */
const startsAt = '00:01';

export type RerouteUnit = Extract<HandoverUnit, { readonly kind: 'rerouteHandover' }>;

export interface RerouteJobOptions {
  readonly db: Kysely<unknown>;
  readonly rules: HandoverRules;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Commits all that can be; of the others, why not. */
  readonly submit: (units: readonly RerouteUnit[]) => Promise<readonly unknown[]>;
  /** Handovers that are submitted together (200). */
  readonly atOnce?: number;
}

/** Written out, so that the index of what is owed serves. */
const owed = sql.raw(`h.state in (${lastingStates.map((state) => `'${state}'`).join(', ')})`);

/** Brings what waits at units that have ended to those that took over. Fails after the last one where one cannot be brought. */
export function rerouteJob({ db, rules, clock, submit, atOnce = 200 }: RerouteJobOptions): Job {
  return async ({ signal }) => {
    const day = vietnamDay(clock());
    const { rows: receivers } = await sql<{ to_unit: string }>`
      select distinct h.to_unit from gateway.handover h where ${owed}`.execute(db);
    const faults: unknown[] = [];
    for (const { to_unit: unit } of receivers) {
      if (signal.aborted) break;
      const route = rules.routeOf(unit, day);
      if (route.kind !== 'to' || route.unit === unit) continue;
      // Each is looked at once, whatever comes of it.
      let last: string | undefined;
      do {
        const after = last === undefined ? sql`` : sql`and h.id > ${last}::uuid`;
        const { rows } = await sql<{ id: string }>`
          select h.id from gateway.handover h where ${owed} and h.to_unit = ${unit} ${after}
          order by h.id limit ${atOnce}::int4`.execute(db);
        if (rows.length > 0) {
          const units = rows.map(({ id }) => ({ kind: 'rerouteHandover' as const, subject: handoverSubject(id) }));
          faults.push(...(await submit(units)));
        }
        last = rows.length < atOnce ? undefined : rows.at(-1)?.id;
      } while (last !== undefined && !signal.aborted);
    }
    if (faults.length > 0)
      throw new AggregateError(faults, `${faults.length} handovers of ended units stay where they are`);
    return { next: nextDaily(new Date(clock()), startsAt) };
  };
}
