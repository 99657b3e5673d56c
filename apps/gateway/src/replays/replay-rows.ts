import { sql, type Kysely } from 'kysely';
import { isId } from '../ids.js';
import type { Page, Paged } from '../core-words.js';
import { boxAt, type Sealer } from '../pipeline/sealer.js';
import { given, isoOf } from '../store/rows.js';
import { cutPage, decodeCursor } from '../views/cursor.js';
import type {
  ReplayFilter,
  ReplayItemFilter,
  ReplayItemState,
  ReplayItemView,
  ReplayMode,
  ReplayStageView,
  ReplayState,
  ReplayView,
} from './core.js';

/** Kind of the timer that sets a replay going; its subject names the replay. */
export const replayTimer = 'replay';
const prefix = 'replay:';
export const replaySubject = (id: string): string => prefix + id;
export const replayOf = (subject: string): string => subject.slice(prefix.length);

interface Row {
  readonly id: string;
  readonly class: string;
  readonly mode: ReplayMode;
  readonly state: ReplayState;
  readonly operator: string;
  readonly data_key: Buffer;
  readonly why: Buffer;
  readonly per_second: number;
  readonly planned: number;
  readonly not_replayable: number;
  readonly began_at: Date;
  readonly ended_at: Date | null;
  readonly stopped_by: string | null;
  readonly recurred: string | null;
  readonly recurred_class: string | null;
}

interface StageRow {
  readonly replay: string;
  readonly stage: number;
  readonly began_at: Date;
  readonly ended_at: Date | null;
  readonly sent: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly set_aside: number;
  readonly not_sent: number;
}

const columns = sql`r.id, r.class, r.mode, r.state, r.operator, r.data_key, r.why, r.per_second, r.planned, r.not_replayable,
  r.began_at, r.ended_at, r.stopped_by, r.recurred, r.recurred_class`;

export async function readReplay(db: Kysely<unknown>, sealer: Sealer, id: string): Promise<ReplayView | undefined> {
  if (!isId(id)) return undefined;
  const { rows } = await sql<Row>`select ${columns} from gateway.replay r where r.id = ${id}::uuid`.execute(db);
  return (await withStages(db, sealer, rows))[0];
}

/** The newest first. */
export async function listReplays(
  db: Kysely<unknown>,
  sealer: Sealer,
  { class: ofClass, state }: ReplayFilter,
  page: Page,
): Promise<Paged<ReplayView>> {
  const scope = { list: 'replays', class: ofClass, state };
  const before = decodeCursor(scope, page.cursor, 'string');
  const { rows } = await sql<Row>`
    select ${columns} from gateway.replay r where true
      ${before !== undefined && isId(before) ? sql`and r.id < ${before}::uuid` : sql``}
      ${ofClass === undefined ? sql`` : sql`and r.class = ${ofClass}`}
      ${state === undefined ? sql`` : sql`and r.state = ${state}`}
    order by r.id desc limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => last.id);
  return { ...shown, items: await withStages(db, sealer, shown.items) };
}

async function withStages(db: Kysely<unknown>, sealer: Sealer, rows: readonly Row[]): Promise<ReplayView[]> {
  if (rows.length === 0) return [];
  const found = await sql<StageRow>`
    select g.replay, g.stage, g.began_at, g.ended_at, g.sent, g.succeeded, g.failed, g.set_aside, g.not_sent
    from gateway.replay_stage g where g.replay = any(${rows.map(({ id }) => id)}::uuid[]) order by g.stage`.execute(db);
  const stages = Map.groupBy(found.rows, ({ replay }) => replay);
  return rows.map((row) => viewOf(row, stages.get(row.id) ?? [], sealer));
}

export const whyOf = ({ id, data_key, why }: Pick<Row, 'id' | 'data_key' | 'why'>, sealer: Sealer): string =>
  sealer.open(sealer.unwrap(data_key), why, boxAt.replay(id));

const viewOf = (row: Row, stages: readonly StageRow[], sealer: Sealer): ReplayView => ({
  ...{ id: row.id, class: row.class, mode: row.mode, state: row.state, by: row.operator, why: whyOf(row, sealer) },
  ...{ perSecond: row.per_second, planned: row.planned, notReplayable: row.not_replayable },
  beganAt: row.began_at.toISOString(),
  ...given('endedAt', isoOf(row.ended_at)),
  ...given('stoppedBy', row.stopped_by),
  ...(row.recurred === null ? {} : { recurrence: { exchange: row.recurred, class: row.recurred_class ?? row.class } }),
  stages: stages.map(stageOf),
});

const stageOf = ({ stage, sent, succeeded, failed, ...row }: StageRow): ReplayStageView => ({
  ...{ stage, beganAt: row.began_at.toISOString(), ...given('endedAt', isoOf(row.ended_at)) },
  ...{ sent, succeeded, failed, setAside: row.set_aside, notSent: row.not_sent },
});

interface ItemRow {
  readonly n: number;
  readonly exchange: string;
  readonly subject: string;
  readonly state: ReplayItemState;
  readonly stage: number | null;
  readonly reason: string | null;
}

/** In the order in which they are sent. */
export async function listReplayItems(
  db: Kysely<unknown>,
  id: string,
  { state }: ReplayItemFilter,
  page: Page,
): Promise<Paged<ReplayItemView> | undefined> {
  if (!isId(id)) return undefined;
  const scope = { list: 'replayItems', id: id.toLowerCase(), state };
  const behind = decodeCursor(scope, page.cursor, 'number');
  const known = await sql`select from gateway.replay r where r.id = ${id}::uuid`.execute(db);
  if (known.rows.length === 0) return undefined;
  const { rows } = await sql<ItemRow>`
    select i.n, i.exchange, i.subject, i.state, i.stage, i.reason from gateway.replay_item i
    where i.replay = ${id}::uuid and i.n > ${behind ?? 0}::int4
      ${state === undefined ? sql`` : sql`and i.state = ${state}`}
    order by i.n limit ${page.limit + 1}::int4`.execute(db);
  const shown = cutPage(rows, page, scope, (last) => last.n);
  return {
    ...shown,
    items: shown.items.map(({ exchange, subject, state: its, stage, reason }) => ({
      ...{ exchange, subject, state: its },
      ...given('stage', stage),
      ...given('reason', reason),
    })),
  };
}
