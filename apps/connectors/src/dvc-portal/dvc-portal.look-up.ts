import type { Outcome, SendCall } from '@lienthong/connector-kit';
import type { DossierStatus, PortalLookUp, PortalLookUpFacts } from '@lienthong/contracts';
import type { DvcPortalClient } from './dvc-portal.client.js';
import type { DvcPortalConfig } from './dvc-portal.config.js';
import { lookUp } from './dvc-portal.envelope.mapping.js';
import type { KnownDossiers } from './dvc-portal.known.js';
import { outcomeOfRead } from './dvc-portal.outcome.js';
import { valueAt } from './dvc-portal.value-at.js';

export interface LookUpParts {
  readonly config: Pick<DvcPortalConfig, 'unitCode' | 'tables' | 'lookUp'>;
  readonly client: Pick<DvcPortalClient, 'questions'>;
  readonly known: Pick<KnownDossiers, 'add' | 'gone'>;
}

/** One attempt of `lookUpDossier`: does the portal have it? Nothing is sent that could have an effect. */
export async function askForDossier(
  { config, client, known }: LookUpParts,
  { items, http, signal, now }: Pick<SendCall<PortalLookUp>, 'items' | 'http' | 'signal' | 'now'>,
): Promise<Outcome> {
  const { code } = items[0].payload;
  const reply = await client.questions(http, signal).read('lookUp', lookUp(config.unitCode, code));
  if ('ended' in reply) return reply.ended;
  switch (reply.verdict.says) {
    case 'success':
      return found(seenIn(reply.verdict.result, config), code, known);
    case 'exists':
      return found({ there: true }, code, known);
    case 'notFound':
      return found({ there: false }, code, known);
    default:
      return outcomeOfRead(reply.verdict, reply.answer, now);
  }
}

/** What is told next begins from what was seen now: as a create where the portal has it no more, whatever it said of it before. */
function found(facts: PortalLookUpFacts, code: string, known: LookUpParts['known']): Outcome {
  if (facts.there) known.add(code);
  else known.gone(code);
  return { outcome: 'done', facts: { ...facts } };
}

/** A result that is not empty means that the portal has it; how it stands there is read only where the agreement says where. */
function seenIn(result: readonly unknown[], { tables, lookUp: { status } }: LookUpParts['config']): PortalLookUpFacts {
  if (result.length === 0) return { there: false };
  const said = status === undefined ? undefined : valueAt(result[0], status);
  const known = Object.entries(tables.status).find(([, code]) => code === String(said));
  return { there: true, ...(known ? { status: known[0] as DossierStatus } : {}) };
}
