import { sql, type Kysely } from 'kysely';
import { recordset } from '@lienthong/store';
import type { Sealer } from '../pipeline/sealer.js';
import type { ReplayState } from './core.js';
import { whyOf } from './replay-rows.js';
import type { StageStanding } from './stages.js';

export interface ReplayTools {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

export interface Run {
  readonly id: string;
  readonly class: string;
  readonly partner: string;
  readonly operation: string;
  readonly operator: string;
  readonly why: string;
  readonly state: ReplayState;
  readonly per_second: number;
  readonly planned: number;
  readonly taken: number;
  readonly after_n: number;
  /** 0: none has begun. */
  readonly stage: number;
  readonly parked_before: string;
}

export interface Planned {
  readonly n: number;
  readonly exchange: string;
  readonly subject: string;
  readonly version: number;
}

export interface TakenItem {
  readonly n: number;
  readonly state: 'sent' | 'notSent';
  readonly command?: string;
  readonly reason?: string;
}

export interface Failure {
  readonly exchange: string;
  readonly class: string | null;
}

/** What has become of what was sent, once that is known. What was removed since had ended. */
const became = sql`
  case when c.state = 'refused' or s.id is null or s.state in ('superseded', 'abandoned') then 'setAside'
    when s.state = 'settled' and s.outcome = 'done' then 'succeeded'
    when s.state in ('settled', 'parked') and s.version > i.version then 'failed' end`;

/** One replay that is under way, as its rows tell it. Every write may come a second time. */
export class ReplayRun {
  constructor(
    private readonly id: string,
    private readonly tools: ReplayTools,
  ) {}

  /** Undefined once it has ended. */
  async read(): Promise<Run | undefined> {
    const { db, sealer } = this.tools;
    const { rows } = await sql<Omit<Run, 'why'> & { readonly data_key: Buffer; readonly why: Buffer }>`
      select r.id, r.class, r.partner, r.operation, r.operator, r.data_key, r.why, r.state, r.per_second, r.planned, r.taken, r.after_n,
        r.stage, r.parked_before::text as parked_before
      from gateway.replay r where r.id = ${this.id}::uuid and r.ended_at is null`.execute(db);
    const [row] = rows;
    return row && { ...row, why: whyOf(row, sealer) };
  }

  async conclude(): Promise<void> {
    await sql`
      with told as (
        select i.n, ${became} as state, case when c.state = 'refused' then c.reason when s.id is null then 'exchange.notFound'
          when s.state = 'parked' or s.outcome = 'refused' then s.cause else 'exchange.' || s.state end as reason
        from gateway.replay_item i left join gateway.command c on c.id = i.command
        left join gateway.exchange_state s on s.id = i.exchange
        where i.replay = ${this.id}::uuid and i.state = 'sent'),
      concluded as (
        update gateway.replay_item i set state = t.state, reason = case when t.state = 'succeeded' then null else t.reason end
        from told t where i.replay = ${this.id}::uuid and i.n = t.n and i.state = 'sent' and t.state is not null
        returning i.stage, i.state)
      update gateway.replay_stage g set succeeded = g.succeeded + k.succeeded, failed = g.failed + k.failed,
        set_aside = g.set_aside + k.set_aside
      from (
        select d.stage, count(*) filter (where d.state = 'succeeded')::int4 as succeeded,
          count(*) filter (where d.state = 'failed')::int4 as failed,
          count(*) filter (where d.state = 'setAside')::int4 as set_aside
        from concluded d group by d.stage) k
      where g.replay = ${this.id}::uuid and g.stage = k.stage`.execute(this.tools.db);
  }

  /**
   * Whatever has failed at this operation of the partner since the replay was asked for, whoever had sent it. Of what others were refused
   * only the same class: refusals for other reasons are answers to what agencies state every day.
   */
  async failure({ class: ofClass, partner, operation, parked_before }: Run): Promise<Failure | undefined> {
    const { rows } = await sql<Failure>`
      (select p.exchange, p.class from gateway.parked_exchange p
        where p.partner = ${partner} and p.operation = ${operation} and p.n > ${parked_before}::int8
          and (p.fate <> 'refused' or p.class = ${ofClass}) order by p.n limit 1)
      union all
      (select i.exchange, p.class from gateway.replay_stage g join gateway.replay_item i on i.replay = g.replay
        left join gateway.parked_exchange p on p.exchange = i.exchange
        where g.replay = ${this.id}::uuid and g.failed > 0 and i.stage = g.stage and i.state = 'failed' limit 1)
      limit 1`.execute(this.tools.db);
    return rows[0];
  }

  async standing({ stage, planned, taken }: Run): Promise<StageStanding> {
    const { rows } = await sql<{ sent: number; succeeded: number; doubtful: number }>`
      select g.sent - g.set_aside as sent, g.succeeded, (
        select count(*) from gateway.replay_item i join gateway.exchange_state s on s.id = i.exchange
        where i.replay = g.replay and i.state = 'sent' and s.state in ('unknown', 'resolving'))::int4 as doubtful
      from gateway.replay_stage g where g.replay = ${this.id}::uuid and g.stage = ${stage}::int4`.execute(
      this.tools.db,
    );
    return { stage, left: planned - taken, ...rows[0]! };
  }

  async portion({ after_n }: Run, most: number): Promise<readonly Planned[]> {
    const { rows } = await sql<Planned>`
      select i.n, i.exchange, i.subject, i.version from gateway.replay_item i
      where i.replay = ${this.id}::uuid and i.n > ${after_n}::int4 and i.state = 'planned'
      order by i.n limit ${most}::int4`.execute(this.tools.db);
    return rows;
  }

  /** What of a portion is on its way; what another process has written down of it stays. */
  async take({ after_n }: Run, stage: number, items: readonly TakenItem[]): Promise<void> {
    const rows = items.map(({ n, state, command, reason }) => ({
      ...{ n, state, command: command ?? null, reason: reason ?? null },
    }));
    const last = items.at(-1)?.n ?? after_n;
    await sql`
      with taken as (
        update gateway.replay_item i set state = r.state, stage = ${stage}::int4, command = r.command, reason = r.reason
        from ${recordset(rows, { n: 'int4', state: 'text', command: 'uuid', reason: 'text' })}
        where i.replay = ${this.id}::uuid and i.n = r.n and i.state = 'planned' returning i.state),
      counted as (
        select count(*)::int4 as all, count(*) filter (where t.state = 'sent')::int4 as sent from taken t),
      staged as (
        update gateway.replay_stage g set sent = g.sent + c.sent, not_sent = g.not_sent + c.all - c.sent
        from counted c where g.replay = ${this.id}::uuid and g.stage = ${stage}::int4)
      update gateway.replay r set taken = r.taken + c.all, after_n = greatest(r.after_n, ${last}::int4)
      from counted c where r.id = ${this.id}::uuid`.execute(this.tools.db);
  }

  async beginStage(stage: number): Promise<void> {
    const at = new Date(this.tools.clock());
    await sql`
      with before as (
        update gateway.replay_stage g set ended_at = ${at}::timestamptz
        where g.replay = ${this.id}::uuid and g.stage = ${stage - 1}::int4 and g.ended_at is null),
      begun as (
        insert into gateway.replay_stage (replay, stage, began_at) values (${this.id}::uuid, ${stage}::int4, ${at}::timestamptz)
        on conflict do nothing)
      update gateway.replay r set stage = ${stage}::int4 where r.id = ${this.id}::uuid and r.stage < ${stage}::int4`.execute(
      this.tools.db,
    );
  }

  /** When it ended, epoch milliseconds, while something that it sent has no outcome yet. */
  async openSinceEnd(): Promise<number | undefined> {
    const { rows } = await sql<{ ended_at: Date }>`
      select r.ended_at from gateway.replay r where r.id = ${this.id}::uuid and r.ended_at is not null
        and exists (select from gateway.replay_item i where i.replay = r.id and i.state = 'sent')`.execute(
      this.tools.db,
    );
    return rows[0]?.ended_at.getTime();
  }

  async end(state: ReplayState, failure?: Failure): Promise<void> {
    const at = new Date(this.tools.clock());
    await sql`
      with last as (
        update gateway.replay_stage g set ended_at = ${at}::timestamptz
        where g.replay = ${this.id}::uuid and g.ended_at is null)
      update gateway.replay r set state = ${state}, ended_at = ${at}::timestamptz, recurred = ${failure?.exchange ?? null}::uuid,
        recurred_class = ${failure?.class ?? null}
      where r.id = ${this.id}::uuid and r.ended_at is null`.execute(this.tools.db);
  }
}
