import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { Keyring, MasterKey } from '@lienthong/seal';
import { scheduleTimers, type Store, type Tx } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import type { Connector } from './port.js';
import { openConnectorsSide, type ConnectorsSide } from './side.js';
import { createReferenceConnector } from './testing/reference.connector.js';
import { eventually } from './testing/contract/eventually.js';
import type { ConnectorJob } from './job.js';

const soon = (ms: number): Date => new Date(Date.now() + ms);

describeEachStore('jobs of connectors', (openStore) => {
  let store: Store;
  const keyring = new Keyring(new MasterKey(randomBytes(32)));
  const sides: ConnectorsSide[] = [];
  const events: { readonly event: string; readonly timer?: string }[] = [];
  const db = (): Tx => store.db('connectors') as unknown as Tx;

  const connectorWith = (...jobs: readonly ConnectorJob[]): Connector => ({
    ...createReferenceConnector({ baseUrl: 'http://127.0.0.1:9', hardDeadlineMs: 500, settlingMs: 10 }),
    jobs,
  });
  const open = async (...jobs: readonly ConnectorJob[]): Promise<ConnectorsSide> => {
    const side = await openConnectorsSide({
      store,
      bus: { publish: () => Promise.resolve(), retentionMillis: 1_000 },
      keyring,
      connectors: [connectorWith(...jobs)],
      owner: randomUUID(),
      onEvent: (event) => events.push(event),
    });
    sides.push(side);
    return side;
  };
  const timers = async () =>
    (
      await sql<{ subject: string; due: Date }>`select subject, due from connectors.timer order by subject`.execute(
        db(),
      )
    ).rows;

  beforeEach(async () => {
    ({ store } = await openStore());
    events.length = 0;
  });
  afterEach(async () => {
    for (const side of sides.splice(0)) await side.stop();
  });

  it('a standing one runs in one of two processes, and is set for its next time', async () => {
    const next = soon(3_600_000);
    const runs: string[] = [];
    const job: ConnectorJob = {
      kind: 'reference.poll',
      standing: (now) => [{ subject: 'account-1', due: now }],
      run: async ({ subject, payload, now, http }) => {
        const answer = await http.read({ method: 'GET', path: '/' });
        runs.push(`${subject} ${String(payload)} ${now instanceof Date} ${answer.ok}`);
        return { next };
      },
    };
    await open(job);
    await open(job);
    const found = await eventually('set again', timers, (rows) => rows[0]?.due.getTime() === next.getTime());
    expect(found).toHaveLength(1);
    expect(runs).toEqual(['account-1 null true false']);
  });

  it('what is set in a transaction of the side runs once in either process, and what fails is told', async () => {
    const runs: string[] = [];
    const job: ConnectorJob = {
      kind: 'reference.sweep',
      run: ({ subject }) => {
        runs.push(subject);
        return subject === 'bad' ? Promise.reject(new Error('no')) : Promise.resolve(undefined);
      },
    };
    await open(job);
    await open(job);
    const subjects = ['bad', ...Array.from({ length: 30 }, (_, n) => `payment:${n}`)];
    await scheduleTimers(
      db(),
      'connectors',
      subjects.map((subject) => ({ subject, kind: 'reference.sweep', due: soon(5) })),
    );
    await eventually('all but the failed one gone', timers, (rows) => rows.length === 1);
    expect(runs.filter((subject) => subject !== 'bad').sort()).toEqual(subjects.slice(1).sort());
    expect((await timers())[0]!.subject).toBe('bad');
    expect(events).toContainEqual(expect.objectContaining({ event: 'jobFailed', timer: 'reference.sweep' }));
  });

  it('a stop aborts what runs, and the next process begins it at once', async () => {
    const begun: string[] = [];
    const slow = (name: string): ConnectorJob => ({
      kind: 'reference.poll',
      standing: (now) => [{ subject: 'account-1', due: now }],
      run: ({ signal }) => {
        begun.push(name);
        return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
      },
    });
    const first = await open(slow('first'));
    await eventually(
      'begun',
      () => Promise.resolve(begun),
      (all) => all.length === 1,
    );
    await first.stop();
    sides.length = 0;
    expect(events.filter(({ event }) => event === 'jobFailed')).toEqual([]);
    await open(slow('second'));
    await eventually(
      'begun again',
      () => Promise.resolve(begun),
      (all) => all.length === 2,
    );
    expect(begun).toEqual(['first', 'second']);
  });

  it('two jobs of one kind are refused at the start', async () => {
    const job: ConnectorJob = { kind: 'reference.poll', run: () => Promise.resolve(undefined) };
    await expect(open(job, job)).rejects.toThrow('reference.poll');
  });
});
