import type { Kysely } from 'kysely';
import type { Sealer } from '../pipeline/sealer.js';
import { submitApart, type SubmitAll } from '../pipeline/submit-apart.js';
import type { UnitOf } from '../pipeline/unit.js';
import type { PacedReader } from '../reconciliation/paced-reader.js';
import { eachApart } from './each-apart.js';
import { unattributed, type DisagreementUnit } from './pipeline/disagreement-unit.js';
import type { StoredDisagreement } from './pipeline/stored.js';
import { areNews, changesOf } from './rules/changes.js';
import { findDisagreements } from './rules/find-disagreements.js';
import type { Finding, Settling } from './rules/finding.js';
import { aboutOf, unknownToUs } from './rules/unknown-to-us.js';
import { readClaims, type ReadClaims } from './store/read-claims.js';
import { readUnattributed, unattributedStretch, type UnattributedWalk } from './store/read-unattributed.js';
import { markWeighed } from './store/walk.js';
import { readOpen, readOpenUnattributed } from './views/read-disagreements.js';

export interface CompareTools {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
  readonly reader: Pick<PacedReader, 'turn'>;
  readonly submitAll: SubmitAll;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly settling: Settling;
}

export interface Compared {
  readonly claims: ReadClaims;
  readonly findings: readonly Finding[];
}

export interface Comparison {
  readonly compared: readonly Compared[];
  /** Of single dossiers that could not be compared; the others were. */
  readonly faults: readonly unknown[];
}

/** Compares what is stored of these dossiers, and keeps what has changed between them; nothing is written where nothing has. */
export async function compareDossiers(codes: readonly string[], tools: CompareTools): Promise<Comparison> {
  if (codes.length === 0) return { compared: [], faults: [] };
  const { db, sealer, reader, clock, settling } = tools;
  await reader.turn();
  const { claims: all, answers, faults: unread } = await readClaims(db, sealer, codes);
  const open = Map.groupBy(await readOpen(db, codes), ({ dossier }) => dossier);
  const moment = { now: clock(), settling };
  const { results: compared, faults: uncompared } = eachApart(all, (claims) => ({
    claims,
    findings: findDisagreements(claims, moment),
  }));
  const units = compared.flatMap(({ claims: { code }, findings }) => unitFor(code, findings, open.get(code) ?? []));
  const unkept = await faultsOf(units, tools);
  // Also where it failed: else the answers of such dossiers fill every round. The walk through all comes by them again.
  await markWeighed(db, answers);
  return { compared, faults: [...unread, ...uncompared, ...unkept] };
}

/** The next stretch of what partners volunteered that no dossier here is known for, and of what is known of it. */
export async function compareUnattributed(
  walk: UnattributedWalk,
  most: number,
  tools: CompareTools,
): Promise<{ readonly next: UnattributedWalk; readonly faults: readonly unknown[] }> {
  const { db, clock, settling } = tools;
  const moment = { now: clock(), settling };
  const { names, next } = await unattributedStretch(db, walk, most);
  const findings = (await readUnattributed(db, names)).map((one) => unknownToUs(one, moment));
  const lookedAt = [...new Set(names.map(aboutOf))];
  const units = unitFor(unattributed, findings, await readOpenUnattributed(db, lookedAt));
  return {
    next,
    faults: await faultsOf(
      units.map((unit) => ({ ...unit, lookedAt })),
      tools,
    ),
  };
}

/** One that fails is tried again with the next comparison, and is none of its neighbours' business. */
export async function faultsOf(
  units: readonly DisagreementUnit[],
  { submitAll }: Pick<CompareTools, 'submitAll'>,
): Promise<readonly unknown[]> {
  if (units.length === 0) return [];
  const results = await submitApart(units, submitAll);
  return results.flatMap((result) => ('fault' in result ? [result.fault] : []));
}

/** @throws {AggregateError} with all of them, where there are any. */
export function throwGathered(faults: readonly unknown[]): void {
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} comparisons failed; all others were made`);
}

function unitFor(
  subject: string,
  findings: readonly Finding[],
  open: readonly StoredDisagreement[],
): readonly UnitOf<'compared'>[] {
  return areNews(changesOf(findings, open)) ? [{ kind: 'compared', subject, findings }] : [];
}
