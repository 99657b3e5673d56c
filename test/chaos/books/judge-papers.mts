import type { Api } from '../../proof/api.mts';
import type { PortalEntry } from '../../proof/books/portal-book.mts';
import type { Violations } from '../../proof/books/violations.mts';
import { eachAtOnce } from '../../money/at-once.mts';
import { dossierOf } from '../post-officers.mts';
import type { Paper } from '../strands/papers.mts';
import type { Effects } from './effects-book.mts';

interface Shown {
  readonly effectiveStatus: string;
}

/** Each applicant has been answered as the base would, each result was ordered once, and delivered; the portal knows. */
export async function judgePapers(
  papers: readonly Paper[],
  {
    api,
    portal,
    effects,
  }: { readonly api: Api; readonly portal: ReadonlyMap<string, PortalEntry>; readonly effects: Effects },
  violations: Violations,
): Promise<void> {
  const orders = Map.groupBy(effects.parcels.keys(), dossierOf);
  await eachAtOnce(papers, 8, async ({ code, verdict, revision, check }) => {
    if (check !== undefined) {
      const { state, verdict: is } = await api.read<{ state: string; verdict?: string }>(
        `/v1/citizen-checks/${check}`,
        'client',
      );
      if (state !== 'done' || is !== verdict)
        violations.add('identity: another answer', `${code}: ${state} ${is ?? ''}, ${verdict} wanted`);
    }
    if (revision < 2) return;
    const own = orders.get(code) ?? [];
    if (own.length === 0) violations.add('lost: a result that the post never heard of', code);
    if (own.length > 1) violations.add('doubled: orders for one result', `${code}: ${own.join(' ')}`);
    const { effectiveStatus } = await api.read<Shown>(`/v1/dossiers/${code}`, 'client');
    if (effectiveStatus !== 'returned')
      violations.add('lost: delivered and not returned', `${code}: ${effectiveStatus}`);
    const told = String(portal.get(code)?.lastRecord['TrangThaiHoSo']);
    if (told !== '10') violations.add('lost: the portal does not hold what came last', `${code}: ${told}`);
  });
}
