import { sql } from 'kysely';
import { recordset, type Tx } from '@lienthong/store';
import { citizenCheckSubject } from '@lienthong/contracts';
import type { Batch } from '../../pipeline/batch.js';
import { boxAt } from '../../pipeline/sealer.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { Unit } from '../../pipeline/unit.js';
import { identified } from '../../store/lock-subjects.js';
import { reading, type Reading } from '../../store/reading.js';
import { checkOf } from '../pipeline/check-unit.js';
import type { AskedCheck } from '../pipeline/stored.js';
import type { KnownFacts } from '../rules/check.js';
import type { EarlierCheck } from '../rules/reuse.js';
import { checkColumns, checkOfRow, type CheckRow } from './check-rows.js';

/** What has to be known of checks before anything is locked. */
export interface CheckScope {
  readonly checks: readonly string[];
  /** Dossiers for whose sake somebody asks or was asked; to be locked with the units' own subjects. */
  readonly dossiers: ReadonlySet<string>;
  /** Check → its dossier, where it has one. */
  readonly dossierOf: ReadonlyMap<string, string>;
}

const nothing: CheckScope = { checks: [], dossiers: new Set(), dossierOf: new Map() };

/** Finds the dossiers behind checks. Nothing is asked where no unit is about one. */
export async function resolveChecks(tx: Tx, units: readonly Unit[]): Promise<CheckScope> {
  const checks = new Set(units.flatMap(({ subject }) => checkOf(subject) ?? []));
  const asked = units.flatMap((unit) => (unit.kind === 'askCitizen' ? (unit.command.dossier ?? []) : []));
  if (checks.size === 0) return asked.length === 0 ? nothing : { ...nothing, dossiers: new Set(asked) };
  const { rows } = await sql<{ id: string; dossier: string | null }>`
    select k.id, k.dossier from gateway.citizen_check k where k.id in (select r.id from ${identified(checks)})`.execute(
    tx,
  );
  const dossierOf = new Map(rows.flatMap(({ id, dossier }) => (dossier === null ? [] : [[id, dossier] as const])));
  return { checks: rows.map(({ id }) => id), dossiers: new Set([...asked, ...dossierOf.values()]), dossierOf };
}

/** Checks that something happens to, and earlier ones of persons about whom somebody asks. */
export function readChecks(
  units: readonly Unit[],
  { checks }: CheckScope,
  batch: Batch,
  tools: PipelineTools,
): readonly (Reading | undefined)[] {
  return [readOwn(checks, batch, tools), readEarlier(units, batch, tools)];
}

function readOwn(ids: readonly string[], { identity, subjects }: Batch, tools: PipelineTools): Reading | undefined {
  if (ids.length === 0) return undefined;
  return reading(
    sql<CheckRow>`
      select ${sql.raw(checkColumns)} from gateway.citizen_check k where k.id in (select r.id from ${identified(ids)})`,
    (rows) => {
      for (const row of rows) {
        const { id, asked, facts } = row;
        const keyOf = () => subjects.get(citizenCheckSubject(id))!.key;
        identity.checks.set(id, checkOfRow(row));
        identity.asked.set(id, () => askedIn(asked, id, keyOf(), tools));
        if (facts) identity.facts.set(id, () => factsIn(facts, id, keyOf(), tools));
      }
    },
  );
}

interface EarlierRow {
  readonly id: string;
  readonly person: string;
  readonly asked: Buffer;
  readonly facts: Buffer;
  readonly data_key: Buffer;
}

/** Look-ups of one person: more have hardly been made while any of them was valid. */
const earlierAtMost = 10;

function readEarlier(units: readonly Unit[], { identity, at }: Batch, tools: PipelineTools): Reading | undefined {
  const persons = new Set(units.flatMap((unit) => (unit.kind === 'askCitizen' ? [unit.person] : [])));
  if (persons.size === 0) return undefined;
  const wanted = recordset(
    [...persons].map((person) => ({ person })),
    { person: 'text' },
  );
  return reading(
    sql<EarlierRow>`
      select k.id, k.person, k.asked, k.facts, t.data_key from ${wanted} cross join lateral (
        select c.id, c.person, c.asked, c.facts from gateway.citizen_check c
        where c.person = r.person and c.verdict in ('matched', 'differs') and c.reused_from is null
          and c.kept_until > ${new Date(at)}::timestamptz
        order by c.id desc limit ${earlierAtMost}::int4) k
      join gateway.subject t on t.subject = 'citizenCheck:' || k.id::text order by k.id desc`,
    (rows) => {
      for (const row of rows) {
        const found = earlierOf(row, tools);
        if (found) identity.earlier.set(row.person, [...(identity.earlier.get(row.person) ?? []), found]);
      }
    },
  );
}

/** What cannot be opened any more answers nothing: the base is asked. */
function earlierOf({ id, asked, facts, data_key }: EarlierRow, tools: PipelineTools): EarlierCheck | undefined {
  try {
    const key = tools.sealer.unwrap(data_key);
    return { id, question: askedIn(asked, id, key, tools).question, facts: factsIn(facts, id, key, tools) };
  } catch {
    return undefined;
  }
}

const askedIn = (box: Buffer, id: string, key: unknown, { sealer }: PipelineTools): AskedCheck =>
  JSON.parse(sealer.open(key, box, boxAt.check(id))) as AskedCheck;
const factsIn = (box: Buffer, id: string, key: unknown, { sealer }: PipelineTools): KnownFacts =>
  JSON.parse(sealer.open(key, box, boxAt.checkFacts(id))) as KnownFacts;
