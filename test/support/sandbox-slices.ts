import { sandboxPartners } from '@lienthong/embedded';

/** Quick enough for a test to see every step. */
const limits = { retryFirstMs: 50, retryMaxMs: 200 };

/** The sandbox's population database, as it stands. */
export const populationSlice = (sandboxUrl: string): object => sandboxPartners(sandboxUrl)['population'] as object;

/** The sandbox's other hub, as it stands. */
export const hubSlice = (sandboxUrl: string): object => sandboxPartners(sandboxUrl)['lgsp-exchange'] as object;

/** The sandbox's post; how often its feed is read. */
export function postOfficeSlice(sandboxUrl: string, everySeconds = 0.2): object {
  const slice = sandboxPartners(sandboxUrl)['post-office'] as { readonly feed: object };
  return { ...slice, feed: { ...slice.feed, everySeconds }, limits };
}

/** The sandbox's monitor. */
export const monitorSlice = (sandboxUrl: string): object => ({
  ...(sandboxPartners(sandboxUrl)['emc'] as object),
  limits,
});

/** What the sandbox's monitor was told of a dossier: its own codes, each with how often. */
export async function toldToMonitor(sandboxUrl: string, code: string): Promise<Readonly<Record<string, number>>> {
  const answer = await fetch(`${sandboxUrl}/emc/counts?limit=10000`);
  const { items } = (await answer.json()) as { items: { code: string; status: string; count: number }[] };
  return Object.fromEntries(items.filter((one) => one.code === code).map(({ status, count }) => [status, count]));
}

/** Something is done in the sandbox, or read from it. */
export async function driveSandbox<T = unknown>(url: string, method: string, body?: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method, ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
