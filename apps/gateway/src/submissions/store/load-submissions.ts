import { sql } from 'kysely';
import type { Tx } from '@lienthong/store';
import type { Batch } from '../../pipeline/batch.js';
import type { Unit } from '../../pipeline/unit.js';
import { identified, named } from '../../store/lock-subjects.js';
import { reading, type Reading } from '../../store/reading.js';
import { handoverSubject } from '../../handovers/pipeline/handover-unit.js';
import { submissionColumns, submissionOfRow, type SubmissionRow } from './submission-rows.js';

/** What has to be known of units about submissions before anything is locked. */
export interface SubmissionScope {
  /** Submissions that are told of, or placed. */
  readonly ids: readonly string[];
  /** Dossier → its item in the inbox. */
  readonly items: ReadonlyMap<string, string>;
  /** Dossiers whose content is needed. */
  readonly dossiers: readonly string[];
  /** To be locked beside the units' own subjects. */
  readonly subjects: readonly string[];
}

const nothing: SubmissionScope = { ids: [], items: new Map(), dossiers: [], subjects: [] };

/** The store is asked only where a unit speaks of one. */
export async function resolveSubmissions(tx: Tx, units: readonly Unit[]): Promise<SubmissionScope> {
  const told = units.flatMap((unit) => (unit.kind === 'submitted' || unit.kind === 'placeSubmission' ? [unit] : []));
  const acted = units.flatMap((unit) => (unit.kind === 'actOnHandover' ? [unit.command.handover] : []));
  if (told.length === 0 && acted.length === 0) return nothing;
  const { rows } = await sql<{ id: string; dossier: string }>`
    select h.id::text as id, h.dossier from gateway.handover h
    where h.kind = 'submission' and (h.dossier in (select r.subject from ${named(told.map(({ subject }) => subject))})
      or h.id in (select r.id from ${identified(acted)}))`.execute(tx);
  return {
    ids: told.map((unit) => (unit.kind === 'submitted' ? unit.submitted.submission : unit.command.submission)),
    items: new Map(rows.map(({ id, dossier }) => [dossier, id])),
    dossiers: [...new Set([...told.map(({ subject }) => subject), ...rows.map(({ dossier }) => dossier)])],
    subjects: rows.flatMap(({ id, dossier }) => [handoverSubject(id), dossier]),
  };
}

/** Two gateways that hear of one dossier at the same instant: whoever was not the first begins anew. */
class MadeMeanwhile extends Error {
  readonly code = '40001';

  constructor() {
    super('another gateway has made the inbox item of a dossier meanwhile');
    this.name = 'MadeMeanwhile';
  }
}

/** Asks once more under the locks which items there are. */
export function checkItems({ ids, items, dossiers }: SubmissionScope): Reading | undefined {
  if (ids.length === 0) return undefined;
  return reading(
    sql<{ id: string; dossier: string }>`
      select h.id::text as id, h.dossier from gateway.handover h
      where h.kind = 'submission' and h.dossier in (select r.subject from ${named(dossiers)})`,
    (rows) => {
      if (rows.some(({ id, dossier }) => items.get(dossier) !== id)) throw new MadeMeanwhile();
    },
  );
}

export function readSubmissions({ ids }: SubmissionScope, { submitted }: Batch): Reading | undefined {
  if (ids.length === 0) return undefined;
  return reading(
    sql<SubmissionRow>`
      select ${sql.raw(submissionColumns)} from gateway.submission p where p.id in (select r.id from ${identified(ids)})`,
    (rows) => rows.forEach((row) => submitted.load(submissionOfRow(row))),
  );
}

/** At which address each of these dossiers was submitted first, placed or not. */
export function readSubmitters({ ids, items, dossiers }: SubmissionScope, { submitted }: Batch): Reading | undefined {
  if (ids.length === 0) return undefined;
  return reading(
    sql<{ dossier: string; partner: string; account: string }>`
      select distinct on (f.dossier) f.dossier, f.partner, f.account from (
        select p.dossier, p.partner, p.account, p.n from gateway.submission p
          where p.handover in (select r.id from ${identified([...items.values()])})
        union all
        select p.dossier, p.partner, p.account, p.n from gateway.submission p
          where p.handover is null and p.dossier in (select r.subject from ${named(dossiers)})) f
      order by f.dossier, f.n`,
    (rows) => rows.forEach(({ dossier, partner, account }) => submitted.submitters.set(dossier, { partner, account })),
  );
}
