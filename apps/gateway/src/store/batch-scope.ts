import type { Tx } from '@lienthong/store';
import { resolveDeliveries, type DeliveryScope } from '../delivery/store/resolve-deliveries.js';
import { resolveHandovers, type HandoverScope } from '../handovers/store/resolve-handovers.js';
import { resolveChecks, type CheckScope } from '../identity/store/load-checks.js';
import { resolveMoney, type MoneyScope } from '../money/store/resolve-money.js';
import type { PipelineTools } from '../pipeline/tools.js';
import { resolveSubmissions, type SubmissionScope } from '../submissions/store/load-submissions.js';
import type { Unit } from '../pipeline/unit.js';

/** What has to be known of a batch's units before anything is locked. */
export interface BatchScope {
  readonly money: MoneyScope;
  readonly checks: CheckScope;
  readonly post: DeliveryScope;
  readonly handed: HandoverScope;
  readonly submitted: SubmissionScope;
  /** All that the batch locks, each once, in the order in which everybody locks. */
  readonly subjects: readonly string[];
}

export async function resolveBatch(tx: Tx, units: readonly Unit[], tools: PipelineTools): Promise<BatchScope> {
  const money = await resolveMoney(tx, units, tools);
  const checks = await resolveChecks(tx, units);
  const post = await resolveDeliveries(tx, units);
  const submitted = await resolveSubmissions(tx, units);
  const handed = await resolveHandovers(tx, units, [...submitted.items.values()], money.dossiers, tools);
  const touched = [...units.map(({ subject }) => subject), ...money.dossiers, ...checks.dossiers, ...checks.waiting];
  touched.push(...post.subjects, ...handed.subjects, ...submitted.subjects);
  return { money, checks, post, handed, submitted, subjects: [...new Set(touched)].sort() };
}
