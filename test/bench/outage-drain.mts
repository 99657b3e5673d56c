import { setTimeout as sleep } from 'node:timers/promises';
import { plannedDossier } from './dossiers.ts';
import { openLoad, type LoadResult } from './open-load.mts';
import type { OutageProduct } from './outage-product.mts';
import { clients } from './processes.mts';
import type { Stated } from './rank-order.ts';
import { creations, type Creation } from './sandbox-books.mts';
import { disorderOf, orderPerProcess, passedBy, type ProcessOrder, type Send } from './sends.ts';
import { settledCount } from './settled.mts';

/** The portal's default. What is under way at once may land in any order. */
export const concurrency = 32;
const ageingFactor = 1;

/** A process of connectors and its part of the drain. */
export interface OwnDrain extends ProcessOrder {
  /** Of what was stated during the drain and was due long ago: created by this process between its acceptance and it, the most. */
  readonly urgentPassedBy: number;
  /** Of them, sent when the connectors had taken it over; before that nobody knew how urgent it was. */
  readonly passedWhenKnown: number;
}

export interface Drain {
  readonly missing: number;
  readonly doubled: number;
  readonly strange: number;
  readonly perSecond: number;
  /** Created in each second of the drain. */
  readonly bySecond: readonly number[];
  readonly own: readonly OwnDrain[];
  /** What is not as promised, in sentences. */
  readonly broken: readonly string[];
}

export interface DrainOptions {
  /** What was accepted while the partner was away. */
  readonly load: LoadResult;
  /** Settled before, under names with `-warm-`. */
  readonly warm: number;
  /** How many processes share the backlog. */
  readonly processes: number;
  /** The longest that it may take, milliseconds. */
  readonly patience: number;
}

/** The partner comes back: everything must reach it, once, in the rank order of its process. */
export async function drained(product: OutageProduct, options: DrainOptions): Promise<Drain> {
  const { warm, processes, patience } = options;
  const { accepted } = options.load;
  const broken: string[] = [];
  if (!(await waiting(product, accepted.length)))
    broken.push(`not all of ${accepted.length} exchanges are waiting in the connectors a minute after the load`);
  const startedAt = performance.now();
  await fetch(`${product.sandboxUrl}/situations`, { method: 'DELETE' });
  await effects(product, warm + Math.min(200, accepted.length / 10), patience);
  const urgent = await stateUrgent(product.url);
  const wanted = warm + accepted.length + urgent.length;
  const came = await effects(product, wanted, patience);
  const perSecond = (came - warm) / ((performance.now() - startedAt) / 1000);
  const unheard = await unheardOf(product, wanted);
  if (unheard > 0) broken.push(`the gateway has not heard of the end of ${unheard} exchanges`);

  const all = (await creations(product.sandboxDir)).filter(({ key }) => !key.includes('-warm-'));
  const created = all.map(({ key }) => key).filter((code) => !code.includes('-urgent-'));
  const once = new Set(created);
  const codes = new Set(accepted.map(({ code }) => code));
  const sends = await product.sends();
  const orders = orderPerProcess({ stated: accepted, sends, arrived: created }, ageingFactor);
  const drain = {
    missing: accepted.filter(({ code }) => !once.has(code)).length,
    doubled: created.length - once.size,
    strange: [...once].filter((code) => !codes.has(code)).length,
    perSecond,
    bySecond: bySecond(all),
    own: orders.map((order) => ({ ...order, ...passing(urgent, all, sends, order.owner) })),
  };
  if (drain.missing + drain.doubled + drain.strange > 0)
    broken.push(`${drain.missing} missing, ${drain.doubled} twice, ${drain.strange} never accepted`);
  if (orders.length !== processes) broken.push(`${orders.length} processes had a part in the drain, not ${processes}`);
  broken.push(...orders.flatMap((order) => disorderOf(order, concurrency)));
  if (urgent.some(({ code }) => !all.some(({ key }) => key === code))) broken.push('urgent work has not arrived');
  return { ...drain, broken };
}

/** How many changes the partner has made, once they are so many or the patience is over. */
export async function effects(
  { sandboxUrl }: Pick<OutageProduct, 'sandboxUrl'>,
  wanted: number,
  millis: number,
): Promise<number> {
  for (const end = Date.now() + millis; ; await sleep(200)) {
    const counts = (await (await fetch(`${sandboxUrl}/journal`)).json()) as { effects: number };
    if (counts.effects >= wanted || Date.now() > end) return counts.effects;
  }
}

/** Whether all of it has come to wait in the connectors: what is still on its way there has no rank yet. */
async function waiting(product: OutageProduct, count: number): Promise<boolean> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(250)) {
    if ((await product.open()) === count) return true;
  }
  return false;
}

/** Some dossiers of each client that were due a year before everything that waits. */
async function stateUrgent(url: string): Promise<readonly Stated[]> {
  const dueStepMillis = -365 * 24 * 3_600_000;
  const plan = { prefix: 'urgent', clients, ofFirst: 2, dueStepMillis };
  // Those whose date is moved by at least one step.
  const numbers = Array.from({ length: 10 }, (_, n) => n).filter((n) => n > 0);
  const { accepted } = await openLoad({
    ...{ url, rate: 100, seconds: numbers.length / 100 },
    dossier: (n) => plannedDossier(numbers[n]!, plan),
  });
  return accepted;
}

/** Exchanges of whose end the gateway has not heard within a minute. */
async function unheardOf({ url }: OutageProduct, wanted: number): Promise<number> {
  for (const end = Date.now() + 60_000; ; await sleep(500)) {
    const unheard = wanted - (await settledCount(url));
    if (unheard <= 0 || Date.now() > end) return Math.max(0, unheard);
  }
}

function passing(
  urgent: readonly Stated[],
  all: readonly Creation[],
  sends: readonly Send[],
  process: string,
): Pick<OwnDrain, 'urgentPassedBy' | 'passedWhenKnown'> {
  const owned = new Map(sends.filter(({ owner }) => owner === process).map((send) => [send.subject, send]));
  const own = all.filter(({ key }) => owned.has(key));
  const ownUrgent = urgent.filter(({ code }) => owned.has(code));
  const since = ownUrgent.map(({ code, acceptedAt }) => {
    const place = own.findIndex(({ key }) => key === code);
    return own.slice(0, Math.max(0, place)).filter(({ at }) => Date.parse(at) > acceptedAt).length;
  });
  const known = ownUrgent.map(({ code }) => passedBy(owned.get(code)!, sends));
  return { urgentPassedBy: Math.max(0, ...since), passedWhenKnown: Math.max(0, ...known) };
}

function bySecond(all: readonly Creation[]): readonly number[] {
  const from = Date.parse(all[0]?.at ?? '');
  const counts: number[] = [];
  for (const { at } of all) {
    const second = Math.floor((Date.parse(at) - from) / 1_000);
    counts[second] = (counts[second] ?? 0) + 1;
  }
  return Array.from(counts, (count) => count ?? 0);
}
