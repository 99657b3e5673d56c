import { sql } from 'kysely';
import { atOnce, hastenTimers, recordset, type Tx } from '@lienthong/store';
import { concerns } from '../feed/rules/concerns.js';
import { endOfFeed } from '../feed/store/feed-ends.js';
import type { FeedPlace } from '../feed/store/place.js';
import { readFeed } from '../feed/store/read-feed.js';
import { endpointSubject, sendTimer, type EndpointTools } from './endpoint-tools.js';

interface Awaiting {
  readonly id: string;
  readonly client: string;
}

/** Between two looks for endpoints that other processes have made. */
const listMillis = 10_000;

/**
 * Brings forward the timers of endpoints for which something has happened. One query of the feed per process and look for all of them,
 * and none where there is no endpoint; one is woken until it has been served, as its timer is left alone while its job runs.
 */
export class WebhookWaker {
  readonly #pending = new Map<string, FeedPlace>();
  #endpoints: readonly Awaiting[] = [];
  #listedAt = -Infinity;
  #place: FeedPlace | undefined;
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> | undefined;
  #closed = false;

  constructor(
    private readonly tools: Pick<EndpointTools, 'db' | 'rules'>,
    private readonly everyMillis: number,
    private readonly wake: () => void,
  ) {}

  start(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      // The store is away: the next look finds what this one has missed.
      this.#look = this.#lookOnce()
        .catch(() => undefined)
        .finally(() => this.start());
    }, this.everyMillis);
    this.#timer.unref();
  }

  /** An endpoint has been made or changed here. */
  changed(): void {
    this.#listedAt = -Infinity;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#look;
  }

  async #lookOnce(): Promise<void> {
    const { db, rules } = this.tools;
    await this.#list();
    if (this.#endpoints.length === 0) return;
    this.#place ??= await endOfFeed(db);
    const events = await readFeed(db, this.#place, 1_000);
    const last = events.at(-1)?.place;
    if (last) {
      this.#place = last;
      for (const { id, client } of this.#endpoints) {
        const units = rules.unitsOf(client);
        if (units && events.some(({ concerned }) => concerns(concerned, { client, units })))
          this.#pending.set(id, last);
      }
    }
    await this.#hasten();
  }

  /** Whoever is new here is served once, whatever has happened before. */
  async #list(): Promise<void> {
    const now = performance.now();
    if (now - this.#listedAt < listMillis) return;
    const known = new Set(this.#listedAt === -Infinity ? [] : this.#endpoints.map(({ id }) => id));
    // Before it is read: what is changed meanwhile may not be in it, and is read at the next look.
    this.#listedAt = now;
    try {
      await this.#read(known);
    } catch (error) {
      this.changed();
      throw error;
    }
  }

  async #read(known: ReadonlySet<string>): Promise<void> {
    const { db, rules } = this.tools;
    const { rows } = await sql<Awaiting>`
      select w.id, w.client from gateway.webhook_endpoint w where w.state = 'active'`.execute(db);
    // Whoever is not configured any more is served nothing, and would be behind for ever.
    const served = rows.filter(({ client }) => rules.unitsOf(client));
    const fresh = served.filter(({ id }) => !known.has(id));
    if (fresh.length > 0) {
      const end = await endOfFeed(db);
      for (const { id } of fresh) this.#pending.set(id, end);
    }
    this.#endpoints = served;
  }

  /** Not those that wait after a failure: they come when their time has. */
  async #hasten(): Promise<void> {
    if (this.#pending.size === 0) return;
    const { db } = this.tools;
    const wanted = [...this.#pending].map(([id, place]) => ({ id, ...place }));
    const { rows } = await sql<{ id: string }>`
      select w.id from gateway.webhook_endpoint w
      join ${recordset(wanted, { id: 'uuid', era: 'int4', turn: 'int8', n: 'int8' })} on r.id = w.id
      where w.state = 'active' and w.failures = 0
        and (w.test is not null or (w.era, w.turn, w.n) < (r.era, r.turn, r.n))`.execute(db);
    const behind = new Set(rows.map(({ id }) => id));
    for (const { id } of wanted) if (!behind.has(id)) this.#pending.delete(id);
    if (behind.size === 0) return;
    const timers = [...behind].map((id) => ({ subject: endpointSubject(id), kind: sendTimer, due: atOnce }));
    await hastenTimers(db as unknown as Tx, 'gateway', timers);
    this.wake();
  }
}
