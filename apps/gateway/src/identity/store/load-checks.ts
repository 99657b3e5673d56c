import { sql, type RawBuilder } from 'kysely';
import { recordset, type Tx } from '@lienthong/store';
import { citizenCheckSubject } from '@lienthong/contracts';
import type { Batch } from '../../pipeline/batch.js';
import { boxAt } from '../../pipeline/sealer.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { Unit } from '../../pipeline/unit.js';
import { identified } from '../../store/lock-subjects.js';
import { reading, type Reading } from '../../store/reading.js';
import { checkOf } from '../pipeline/check-unit.js';
import { openStates, type AskedCheck } from '../pipeline/stored.js';
import type { KnownFacts } from '../rules/check.js';
import type { EarlierCheck } from '../rules/reuse.js';
import { presentPassingKey } from './passing-keys.js';
import { checkColumns, checkOfRow, type CheckRow } from './check-rows.js';

/** What has to be known of checks before anything is locked. */
export interface CheckScope {
  readonly checks: readonly string[];
  /** Dossiers for whose sake somebody asks or was asked; to be locked with the units' own subjects. */
  readonly dossiers: ReadonlySet<string>;
  /** Check → its dossier, where it has one. */
  readonly dossierOf: ReadonlyMap<string, string>;
  /** Subjects of checks that wait for one of `checks`; to be locked too. */
  readonly waiting: readonly string[];
  /** Those that some of `checks` wait for; read only. */
  readonly firsts: readonly string[];
  /** Hashes of persons about whom somebody may come to be asked: to be locked after all subjects. */
  readonly persons: readonly string[];
}

const nothing: CheckScope = {
  checks: [],
  dossiers: new Set(),
  dossierOf: new Map(),
  waiting: [],
  firsts: [],
  persons: [],
};

/** Told with the answer; more hardly ever wait for one, and they look for themselves before long. */
const toldAtMost = 20;

const open = sql.raw(`k.state in (${openStates.map((state) => `'${state}'`).join(', ')})`);

/** Finds the dossiers and the persons behind checks. Nothing is asked where no unit is about one. */
export async function resolveChecks(tx: Tx, units: readonly Unit[]): Promise<CheckScope> {
  const checks = new Set(units.flatMap(({ subject }) => checkOf(subject) ?? []));
  const asked = units.flatMap((unit) => (unit.kind === 'askCitizen' ? (unit.command.dossier ?? []) : []));
  const persons = units.flatMap((unit) => (unit.kind === 'askCitizen' ? [unit.person] : []));
  if (checks.size === 0) return { ...nothing, dossiers: new Set(asked), persons: [...new Set(persons)] };
  const { rows } = await sql<{ id: string; dossier: string | null; person: string; first: string | null }>`
    select k.id, k.dossier, k.person, case when ${open} then k.reused_from end as first from gateway.citizen_check k
    where k.id in (select r.id from ${identified(checks)})
    union all
    select w.* from ${identified(checks)} cross join lateral (
      select k.id, k.dossier, k.person, k.reused_from from gateway.citizen_check k
      where k.reused_from = r.id and ${open} order by k.id limit ${toldAtMost}::int4) w`.execute(tx);
  const dossierOf = new Map(rows.flatMap(({ id, dossier }) => (dossier === null ? [] : [[id, dossier] as const])));
  const own = new Set(rows.map(({ id }) => id));
  return {
    checks: [...own],
    ...{ dossiers: new Set([...asked, ...dossierOf.values()]), dossierOf },
    waiting: [...own].filter((id) => !checks.has(id)).map(citizenCheckSubject),
    firsts: [...new Set(rows.flatMap(({ first }) => (first === null || own.has(first) ? [] : [first])))],
    // Whoever waits asks for itself where its first comes to nothing.
    persons: [...new Set([...persons, ...rows.flatMap(({ first, person }) => (first === null ? [] : [person]))])],
  };
}

/** Checks that something happens to, and others of persons about whom somebody may come to be asked. */
export function readChecks(
  { checks, firsts, persons }: CheckScope,
  batch: Batch,
  tools: PipelineTools,
): readonly (Reading | undefined)[] {
  const wanted = personsOf(persons);
  return [
    readOwn([...checks, ...firsts], batch, tools),
    readEarlier(wanted, batch, tools),
    readUnderWay(wanted, batch, tools),
    wanted || checks.length > 0 ? readPassing(batch) : undefined,
  ];
}

/** Somebody may be asked. */
const readPassing = ({ identity }: Batch): Reading =>
  reading(presentPassingKey, ([row]) => {
    identity.passing = row && { id: row.id, publicKey: row.public_key };
  });

type OwnRow = CheckRow & { readonly data_key: Buffer };

function readOwn(ids: readonly string[], batch: Batch, tools: PipelineTools): Reading | undefined {
  if (ids.length === 0) return undefined;
  return reading(
    sql<OwnRow>`
      select ${sql.raw(checkColumns)}, t.data_key from gateway.citizen_check k
      join gateway.subject t on t.subject = 'citizenCheck:' || k.id::text
      where k.id in (select r.id from ${identified(ids)})`,
    (rows) => rows.forEach((row) => take(row, batch, tools)),
  );
}

function take(row: OwnRow, { identity }: Batch, tools: PipelineTools): void {
  const { id, asked, facts, data_key } = row;
  const key = () => tools.sealer.unwrap(data_key);
  identity.checks.set(id, checkOfRow(row));
  identity.asked.set(id, () => askedIn(asked, id, key(), tools));
  if (facts) identity.facts.set(id, () => factsIn(facts, id, key(), tools));
}

/** Checks of these persons that are being answered: more than a few are hardly ever under way. */
const underWayAtMost = 5;

function readUnderWay(
  persons: RawBuilder<unknown> | undefined,
  batch: Batch,
  tools: PipelineTools,
): Reading | undefined {
  if (!persons) return undefined;
  return reading(
    sql<OwnRow>`
      select k.*, t.data_key from ${persons} cross join lateral (
        select ${sql.raw(checkColumns)} from gateway.citizen_check k
        where k.person = r.person and ${open} and k.reused_from is null
        order by k.id desc limit ${underWayAtMost}::int4) k
      join gateway.subject t on t.subject = 'citizenCheck:' || k.id::text`,
    (rows) => rows.forEach((row) => take(row, batch, tools)),
  );
}

/** Hashes of persons as `r(person)`. */
function personsOf(hashes: readonly string[]): RawBuilder<unknown> | undefined {
  const persons = hashes.map((person) => ({ person }));
  return persons.length === 0 ? undefined : recordset(persons, { person: 'text' });
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

function readEarlier(
  wanted: RawBuilder<unknown> | undefined,
  { identity, at }: Batch,
  tools: PipelineTools,
): Reading | undefined {
  if (!wanted) return undefined;
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
