import { sql, type Kysely } from 'kysely';
import { isId } from '../ids.js';
import type { UnitOf } from '../pipeline/unit.js';
import { compareDossiers, throwGathered, type CompareTools } from './compare-dossiers.js';
import type { AskPortalAnswer, DisagreementCore, RepairAnswer } from './core.js';
import { dismiss, type DismissTools } from './dismiss.js';
import { whyNot } from './rules/may-act.js';
import { listDisagreements, readDisagreement } from './views/read-disagreements.js';

export interface DisagreementCoreTools extends CompareTools, DismissTools {
  readonly ask: (unit: UnitOf<'askPortal'>) => Promise<AskPortalAnswer>;
  readonly repair: (unit: UnitOf<'repairDisagreement'>) => Promise<RepairAnswer>;
}

export function disagreementCore(tools: DisagreementCoreTools): DisagreementCore {
  const { db, ask, repair } = tools;
  return {
    list: (filter, page) => listDisagreements(tools, filter, page),
    get: async (id) => (isId(id) ? readDisagreement(tools, id.toLowerCase()) : undefined),
    async repair(command) {
      const disagreement = command.disagreement.toLowerCase();
      const dossier = isId(disagreement) ? await dossierOf(db, disagreement) : undefined;
      if (dossier === undefined) return { kind: 'notFound' };
      // What belongs to no dossier has no repair here; the view says where it is mended.
      if (dossier === null) {
        const known = await readDisagreement(tools, disagreement);
        return whyNot(known, command.ifMatch, 'tellPortal') ?? { kind: 'notFound' };
      }
      return repair({ kind: 'repairDisagreement', subject: dossier, command: { ...command, disagreement } });
    },
    dismiss: async (command) =>
      isId(command.id) ? dismiss({ ...command, id: command.id.toLowerCase() }, tools) : { kind: 'notFound' },
    askPortal: (command) => ask({ kind: 'askPortal', subject: command.dossier, command }),
    async compare(code) {
      throwGathered((await compareDossiers([code], tools)).faults);
      const { items } = await listDisagreements(tools, { dossier: code }, { limit: 200 });
      return items;
    },
  };
}

/** Null: it belongs to none. Undefined: there is no such disagreement. */
async function dossierOf(db: Kysely<unknown>, id: string): Promise<string | null | undefined> {
  const { rows } = await sql<{ dossier: string | null }>`
    select g.dossier from gateway.disagreement g where g.id = ${id}::uuid`.execute(db);
  return rows[0]?.dossier;
}
