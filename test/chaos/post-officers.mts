import type { Api } from '../proof/api.mts';
import { listExchanges } from '../proof/exchanges.mts';
import { readEffects } from './books/effects-book.mts';

/** Two persons who look at the post whether it has what may have been ordered, and say so. Returns how often. */
export async function seeToPost(api: Api, sandboxUrl: string): Promise<number> {
  const parked = (await listExchanges(api, 'parked')).filter(({ partner }) => partner === 'post-office');
  if (parked.length === 0) return 0;
  const { parcels } = await readEffects(sandboxUrl);
  const dossiers = new Set([...parcels.keys()].map(dossierOf));
  let seen = 0;
  for (const exchange of parked.filter(({ outcome }) => outcome === 'unknown')) {
    const dossier = await dossierOfSubject(api, exchange.subject);
    const statement = { finding: dossiers.has(dossier) ? 'done' : 'notDone', evidence: 'the post was telephoned' };
    for (const who of ['operator', 'secondOperator'] as const)
      await api.once('POST', `/v1/exchanges/${exchange.id}/resolve`, { who, body: statement });
    seen += 1;
  }
  return seen;
}

/** An order's number begins with the dossier's. */
export const dossierOf = (order: string): string => order.replace(/__.*/, '');

async function dossierOfSubject(api: Api, subject: string): Promise<string> {
  const { dossier } = await api.read<{ dossier: string }>(
    `/v1/deliveries/${subject.replace('delivery:', '')}`,
    'client',
  );
  return dossier;
}
