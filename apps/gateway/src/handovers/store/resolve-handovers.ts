import { sql } from 'kysely';
import type { Tx } from '@lienthong/store';
import { isId } from '../../ids.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { Unit } from '../../pipeline/unit.js';
import { identified, named } from '../../store/lock-subjects.js';
import { handoverOf, handoverSubject } from '../pipeline/handover-unit.js';
import { codeOfForeign } from '../pipeline/stored.js';
import { lastingStates } from '../rules/handover.js';

/** What has to be known of units about handovers before anything is locked. */
export interface HandoverScope {
  /** Also of those that may be there only under their locks. */
  readonly ids: readonly string[];
  /** Handover id → its dossier, of those that are about one of ours. */
  readonly dossierOf: ReadonlyMap<string, string>;
  /** Dossiers whose content may have to be told. */
  readonly dossiers: ReadonlySet<string>;
  /** To be locked beside the units' own subjects. */
  readonly subjects: readonly string[];
}

const nothing: HandoverScope = { ids: [], dossierOf: new Map(), dossiers: new Set(), subjects: [] };

/**
 * Finds the dossiers behind handovers, which never change; and what other hubs hear of, where dossiers are paid.
 *
 * @param items of the inbox that are needed too
 */
export async function resolveHandovers(
  tx: Tx,
  units: readonly Unit[],
  items: readonly string[],
  paying: ReadonlySet<string>,
  { handovers: { hub, steps } }: Pick<PipelineTools, 'handovers'>,
): Promise<HandoverScope> {
  const ids = new Set<string>(items);
  const dossiers = new Set<string>();
  for (const unit of units) {
    const id = unit.kind === 'actOnHandover' ? unit.command.handover : handoverOf(unit.subject);
    if (id !== undefined && isId(id)) ids.add(id);
    if (unit.kind === 'handOver' && hub.viaOf(unit.command.toUnit) !== undefined) dossiers.add(unit.subject);
  }
  const found = [...(ids.size > 0 ? await behind(tx, ids) : []), ...(hub.some ? await carriedOf(tx, paying) : [])];
  if (ids.size === 0 && found.length === 0) return dossiers.size === 0 ? nothing : { ...nothing, dossiers };
  const ours = found.filter(({ dossier }) => codeOfForeign(dossier) === undefined);
  // An answer may let a step begin that goes to another hub, with what has been paid.
  if (hub.some && steps.some) for (const { dossier } of ours) dossiers.add(dossier);
  return {
    ids: [...new Set([...ids, ...found.map(({ id }) => id)])],
    dossierOf: new Map(ours.map(({ id, dossier }) => [id, dossier])),
    dossiers,
    subjects: [...found.map(({ id }) => handoverSubject(id)), ...ours.map(({ dossier }) => dossier)],
  };
}

interface Row {
  readonly id: string;
  readonly dossier: string;
}

async function behind(tx: Tx, ids: ReadonlySet<string>): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select h.id, h.dossier from gateway.handover h where h.id in (select r.id from ${identified(ids)})`.execute(tx);
  return rows;
}

/** Of these dossiers, what units behind another hub owe an answer to. */
async function carriedOf(tx: Tx, dossiers: ReadonlySet<string>): Promise<readonly Row[]> {
  if (dossiers.size === 0) return [];
  const { rows } = await sql<Row>`
    select h.id, h.dossier from gateway.handover h where h.dossier in (select r.subject from ${named([...dossiers])})
      and h.carriage is not null and h.state = any(${[...lastingStates]}::text[])`.execute(tx);
  return rows;
}
