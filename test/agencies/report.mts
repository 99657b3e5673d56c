import type { Entry } from './agency/journal.mts';
import { agencies, fates } from './plan.mts';
import type { AgenciesResult } from './run.mts';

/** The last lines of a run. */
export function report(result: AgenciesResult): string {
  const { violations } = result;
  return [
    '',
    ...said(result),
    ...agencies.map((agency) => `${agency}: ${counts(result.books.journals[agency])}`),
    ...(violations.none
      ? ['every handover has ended once, and the four books agree']
      : ['THE BOOKS DO NOT AGREE', ...violations.lines()]),
  ].join('\n');
}

function said({ options, plan, hub, happened, officers, figures, seconds, books }: AgenciesResult): string[] {
  const { handovers } = plan;
  const byFate = fates.map((fate) => `${fate} ${handovers.filter((one) => one.fate === fate).length}`);
  return [
    `seed ${options.seed}, ${options.mode}: ${plan.dossiers.length} dossiers, ${handovers.length} handovers (${byFate.join(', ')})`,
    `${listed(seconds, ' s')}; what happened: ${listed(Object.fromEntries(happened))}`,
    `calls in the last lives ${figures.requests}, again ${figures.again}, cut by the caller ${figures.cut}, answered as before ${figures.replayed}`,
    `hub: ${hub.heard} words heard, ${hub.repeated} of them once more; officers: ${listed(Object.fromEntries(officers)) || 'nothing to do'}`,
    `feed: ${books.sides.registry.feed.length} events of registry, ${books.sides.building.feed.length} of building`,
  ];
}

const listed = (counts: Readonly<Record<string, number>>, unit = ''): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}${unit}`)
    .join(', ');

function counts(entries: readonly Entry[]): string {
  const found: Record<string, number> = {};
  for (const { what } of entries) found[what] = (found[what] ?? 0) + 1;
  return listed(found);
}
