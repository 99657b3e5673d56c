import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from 'kysely';
import { envelope, sealContext, topics } from '@lienthong/contracts';
import type { Delivery } from '@lienthong/bus';
import { Keyring, MasterKey, seal } from '@lienthong/seal';
import { pgliteTestStore, type TestStore } from '@lienthong/store/testing';
import { idempotent, type Connector } from '../../port.js';
import { openConnectorsSide, type ConnectorsSide } from '../../side.js';
import { eventually } from '../../testing/contract/eventually.js';
import type { RunnerSettings } from '../deps.js';
import { rankOf } from '../fair-queue.js';

const many = 30_000;
const concurrency = 32;
const breakerFailures = 5;

/** A partner that keeps nothing but who came, in which order; nobody can reach it while it is away. */
class Partner {
  away = false;
  /** When it is away, only these are tried. */
  readonly came: string[] = [];
  readonly tried = new Set<string>();
  /** Calls that did not reach it. */
  missed = 0;

  connector(partner: string): Connector {
    return {
      ...{ partner, owner: 'nobody', contractVersion: '1', personalFields: [] },
      operations: {
        sync: idempotent<unknown>({
          ...{ lane: 'latest', recognisedBy: 'subject', parse: (payload) => payload },
          ...{ hardDeadlineMs: 5_000, settlingMs: 50 },
          send: ({ items: [{ subject }], http }) => this.#send(subject, http.send({ method: 'POST', path: '/sync' })),
        }),
      },
      limits: {
        ...{ concurrency, ratePerSecond: 100_000, retryFirstMs: 300, retryMaxMs: 1_000 },
        ...{ breakerFailures, breakerOpenMs: 500, maxBrokenContract: 5 },
      },
      transport: {
        request: (_, { beforeFirstByte }) => {
          if (this.away) {
            return Promise.resolve({
              ok: false,
              cause: 'transport.connectionRefused',
              firstByteLeft: false,
              millis: 0,
            });
          }
          beforeFirstByte?.();
          return Promise.resolve({ ok: true, status: 200, headers: {}, body: new Uint8Array(), millis: 0 });
        },
        close: () => Promise.resolve(),
      },
      health: () => Promise.resolve({ state: 'up' }),
    };
  }

  async #send(subject: string, sent: Promise<{ readonly ok: boolean }>) {
    if (!(await sent).ok) {
      this.tried.add(subject);
      this.missed += 1;
      return { outcome: 'later', cause: 'transport.connectionRefused' } as const;
    }
    this.came.push(subject);
    return { outcome: 'done' } as const;
  }
}

const keyring = new Keyring(new MasterKey(new Uint8Array(32).fill(3)));
const { key, wrapped } = keyring.newDataKey();
const begun = Date.now();

interface Stated {
  readonly subject: string;
  readonly client: string;
  readonly due: number;
}
/** Neither in the order of due dates nor the other way round; three of four come from one client. */
const stated = Array.from({ length: many }, (_, n): Stated => ({
  subject: `H44.01.${n}`,
  client: n % 4 === 0 ? 'other' : 'demo',
  due: begun + ((n * 7_919) % many) * 60_000,
}));

function announced({ subject, client, due }: Stated, partner: string): Delivery {
  const exchange = randomUUID();
  const box = seal(key, Buffer.from(JSON.stringify({ subject, text: 'x'.repeat(400) })), sealContext.payload(exchange));
  const data = {
    ...{ exchange, subject, client, partner, operation: 'sync', lane: 'latest', number: 1 },
    ...{ due: new Date(due).toISOString(), createdAt: new Date(begun).toISOString() },
    payload: { key: Buffer.from(wrapped).toString('base64'), box: box.toString('base64') },
  };
  const type = 'exchange.announced';
  return {
    ...{ topic: topics.exchanges, key: subject, partition: 0, offset: '0', appendedAt: new Date() },
    headers: envelope({ id: `${exchange}/announced`, type, source: 'urn:test', subject, time: data.createdAt }),
    value: Buffer.from(JSON.stringify(data)),
  };
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = (globalThis.gc ?? runInNewContext('gc')) as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

describe('a partner that is away while 30,000 exchanges for it arrive', () => {
  let database: TestStore;
  let sides: ConnectorsSide[] = [];
  let dead: Partner;
  let alive: Partner;
  beforeEach(async () => {
    database = await pgliteTestStore();
    sides = [];
    dead = new Partner();
    alive = new Partner();
    dead.away = true;
  }, 30_000);
  afterEach(async () => {
    await Promise.all(sides.map((side) => side.stop()));
    await database.dispose();
  });

  async function start(settings: Partial<RunnerSettings> = {}): Promise<ConnectorsSide> {
    const side = await openConnectorsSide({
      ...{ store: database.store, keyring, owner: `process ${sides.length}`, settings },
      bus: { publish: () => Promise.resolve() },
      connectors: [dead.connector('dead'), alive.connector('alive')],
    });
    sides.push(side);
    await eventually('all shards', () => side.stats().shards === 64, Boolean);
    return side;
  }

  async function arrive(side: ConnectorsSide, some: readonly Stated[]): Promise<void> {
    for (let from = 0; from < some.length; from += 500) {
      await side.handle(some.slice(from, from + 500).map((one) => announced(one, 'dead')));
    }
  }

  async function settle(side: ConnectorsSide, open: number): Promise<number> {
    await eventually('all known', () => side.stats().open === open, Boolean);
    return heapUsed();
  }

  it('keeps in memory only those whose turn is near, over a restart too, and brings all in rank order when it is back', async () => {
    const first = await start();
    await first.handle([announced({ ...stated[0]!, subject: 'before' }, 'alive')]);
    const before = await settle(first, 0);
    await arrive(first, stated.slice(0, many / 3));
    const afterSome = await settle(first, many / 3);
    await arrive(first, stated.slice(many / 3));
    const afterAll = await settle(first, many);
    const grown = [afterSome, afterAll].map((heap) => ((heap - before) / 1e6).toFixed(1));
    console.log(`heap after collection: +${grown[0]} MB for ${many / 3} waiting, +${grown[1]} MB for ${many}`);
    expect(afterAll - before).toBeLessThan(14e6);
    expect(afterAll - afterSome).toBeLessThan(4e6);

    // What rests because of one partner is not kept from another.
    await first.handle([announced(stated[many - 1]!, 'alive')]);
    await eventually('the other partner', () => alive.came.includes(stated[many - 1]!.subject), Boolean);

    await first.stop();
    const stopped = heapUsed();
    const taking = performance.now();
    const missedBefore = dead.missed;
    const second = await start();
    const taken = await settle(second, many);
    console.log(
      `taken over in ${(performance.now() - taking).toFixed(0)} ms, +${((taken - stopped) / 1e6).toFixed(1)} MB`,
    );
    expect(taken - stopped).toBeLessThan(14e6);

    const { rows } = await sql<{ subject: string; at: Date }>`
      select subject, inserted_at as at from connectors.work where partner = 'dead'`.execute(
      database.store.db('connectors'),
    );
    const ranks = new Map(rows.map(({ subject, at }) => [subject, at.getTime()]));
    // By now it calls nobody but one that tries.
    await eventually('it has opened here too', () => dead.missed >= missedBefore + breakerFailures, Boolean);
    const draining = performance.now();
    dead.away = false;
    await eventually('everything there', () => second.stats().open === 0, Boolean, 120_000);
    console.log(`drained at ${((1_000 * many) / (performance.now() - draining)).toFixed(0)}/s`);
    expect([...dead.came].sort()).toEqual(stated.map(({ subject }) => subject).sort());
    // Few were tried meanwhile: their turn comes with their retry.
    expect(dead.tried.size).toBeLessThan(many / 10);
    const clientOf = new Map(stated.map(({ subject, client }) => [subject, client]));
    for (const client of ['demo', 'other']) {
      const came = dead.came.filter((subject) => clientOf.get(subject) === client && !dead.tried.has(subject));
      const dueOf = new Map(stated.map(({ subject, due }) => [subject, due]));
      const rank = new Map(came.map((subject) => [subject, rankOf(dueOf.get(subject)!, ranks.get(subject)!, 1)]));
      const inOrder = came.toSorted((a, b) => rank.get(a)! - rank.get(b)!);
      const place = new Map(inOrder.map((subject, at) => [subject, at]));
      const furthest = Math.max(...came.map((subject, at) => Math.abs(place.get(subject)! - at)));
      expect({ client, near: furthest <= 2 * concurrency, furthest }).toMatchObject({ client, near: true });
    }
    // Clients in turns, as long as both have something left.
    let lead = 0;
    let largest = 0;
    let left = stated.filter(({ client }) => client === 'other').length;
    for (const subject of dead.came.filter((one) => !dead.tried.has(one))) {
      const other = clientOf.get(subject) === 'other';
      lead += other ? 1 : -1;
      if (other) left -= 1;
      if (left > dead.tried.size) largest = Math.max(largest, Math.abs(lead));
    }
    expect({ near: largest <= concurrency + dead.tried.size, largest }).toMatchObject({ near: true });
  }, 300_000);
});
