import { keys } from '../support/test-config.js';
import { until } from '../support/until.js';
import { plannedDossier, type BenchClient, type Planned, type PlanOptions } from './dossiers.js';
import type { Stated } from './rank-order.js';

const rate = 100;
const seconds = 6;
/** The portal's default. What is under way at once may land in any order. */
export const concurrency = 32;
const clients: readonly BenchClient[] = [
  { name: 'demo', key: keys.demo, unit: 'H44.01' },
  { name: 'other', key: keys.other, unit: 'H30' },
];
const planOf = (prefix: string): PlanOptions => ({ prefix, clients, ofFirst: 3, dueStepMillis: seconds * 100 });

/** Six hundred dossiers of two clients, evenly, whatever becomes of the earlier ones; in the order of their acceptance. */
export async function stateBacklog(url: string, prefix: string): Promise<readonly Stated[]> {
  const plan = planOf(prefix);
  const accepted: Stated[] = [];
  const startedAt = performance.now();
  const state = async (n: number): Promise<void> => {
    const planned = plannedDossier(n, plan);
    await put(url, planned);
    accepted.push({ ...planned, acceptedAt: Date.now() });
  };
  const open: Promise<void>[] = [];
  await until(
    'all sent',
    () => {
      const due = Math.min(rate * seconds, ((performance.now() - startedAt) / 1000) * rate);
      while (open.length < due) open.push(state(open.length));
      return open.length === rate * seconds;
    },
    60_000,
  );
  await Promise.all(open);
  return accepted;
}

/** One dossier of the first client that was due a year ago; its code. */
export async function stateUrgent(url: string, prefix: string, n = 0): Promise<string> {
  const planned = plannedDossier(n, planOf(prefix));
  const dueAt = '2025-12-01T17:00:00+07:00';
  await put(url, { ...planned, body: JSON.stringify({ ...(JSON.parse(planned.body) as object), dueAt }) });
  return planned.code;
}

async function put(url: string, { code, key, body }: Pick<Planned, 'code' | 'key' | 'body'>): Promise<void> {
  const answer = await fetch(`${url}/v1/dossiers/${code}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body,
  });
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`${code}: ${answer.status} ${text}`);
}
