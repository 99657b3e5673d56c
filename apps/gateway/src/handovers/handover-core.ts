import { sql, type Kysely } from 'kysely';
import type { IdempotencyClash } from '../core-words.js';
import { isId } from '../ids.js';
import type { Sealer } from '../pipeline/sealer.js';
import type { AnswerOf, UnitOf } from '../pipeline/unit.js';
import type { HandoverCore } from './core.js';
import { handoverSubject, type HandoverUnit } from './pipeline/handover-unit.js';
import { codeOfForeign } from './pipeline/stored.js';
import { isHandedTo, listHandovers } from './views/handovers.js';

export interface HandoverCoreOptions {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
  readonly clock: () => number;
  readonly newId: () => string;
  readonly submit: <K extends HandoverUnit['kind']>(unit: UnitOf<K>) => Promise<AnswerOf[K] | IdempotencyClash>;
}

/** Handovers of one process, over its commit line and its store. */
export function handoverCore({ db, sealer, clock, newId, submit }: HandoverCoreOptions): HandoverCore {
  const views = { db, sealer, clock };
  return {
    async handOver(command) {
      return submit({ kind: 'handOver', subject: command.dossier, handover: newId(), command });
    },
    async actOnHandover(command) {
      if (!isId(command.handover)) return { kind: 'notFound' };
      const handover = command.handover.toLowerCase();
      const found = await sql<{ dossier: string }>`
        select h.dossier from gateway.handover h where h.id = ${handover}::uuid`.execute(db);
      const dossier = found.rows[0]?.dossier;
      if (dossier === undefined) return { kind: 'notFound' };
      // What came from behind another hub is about no dossier of ours.
      const subject = codeOfForeign(dossier) === undefined ? dossier : handoverSubject(handover);
      return submit({ kind: 'actOnHandover', subject, command: { ...command, handover } });
    },
    listHandovers: (filter, page) => listHandovers(views, filter, page),
    isHandedTo: (dossier, units) => isHandedTo(db, dossier, units),
  };
}
