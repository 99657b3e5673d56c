/**
 * A process that is made to be killed: `crash-child <rows|outbox> <data folder> <first id> [journal] [point]`.
 * `rows` inserts and prints each id when its commit has been acknowledged; `outbox` commits units with messages, publishes into
 * the journal and, when a point is given, kills itself the tenth time it is reached.
 */
import { appendFileSync, writeSync } from 'node:fs';
import { channel } from 'node:diagnostics_channel';
import { sql } from 'kysely';
import { baseMigration } from '../base-migration.js';
import { createCommitLine } from '../commit-line.js';
import { migrate } from '../migrate.js';
import { openStore } from '../open-store.js';
import { openOutbox } from '../outbox/open-outbox.js';
import type { Migration, Store } from '../port.js';

const [mode, dataDir, firstId, journal, point] = process.argv.slice(2) as [string, string, string, string?, string?];

const rows: Migration = {
  name: '0001-row',
  oldestBinary: 1,
  up: async (db) => void (await sql`create table gateway.row (id int8 primary key, text text not null)`.execute(db)),
};

const sleeping = new Int32Array(new SharedArrayBuffer(4));

/** Written when it returns: who reads it may be slow, and a full pipe takes nothing. */
function acknowledge(id: number): void {
  for (;;) {
    try {
      return void writeSync(1, `${id}\n`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(sleeping, 0, 0, 5);
    }
  }
}

async function insertForEver(store: Store, loop: number): Promise<never> {
  for (let id = Number(firstId) + loop; ; id += 4) {
    await sql`insert into gateway.row values (${id}, ${'x'.repeat(200)})`.execute(store.db('gateway'));
    acknowledge(id);
  }
}

function dieAt(name: string): void {
  let times = 0;
  channel(`lienthong:${name}`).subscribe(() => {
    if (++times === 10) process.kill(process.pid, 'SIGKILL');
  });
}

async function commitForEver(store: Store): Promise<never> {
  const outbox = await openOutbox({
    store,
    side: 'gateway',
    owner: String(process.pid),
    publisher: {
      publish: async (messages) => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        appendFileSync(journal!, messages.map(({ key }) => `${key}\n`).join(''));
      },
    },
    materialise: async () => new Map(),
    tuning: { cursorEveryMs: 15 },
  });
  const line = createCommitLine<number, number>({
    outbox,
    run: async (tx, ids) => {
      await sql`insert into gateway.row select id, 'x' from unnest(${ids}::int8[]) id`.execute(tx);
      const messages = ids.map((id) => ({ topic: 't', key: String(id), headers: {}, value: Buffer.from('v') }));
      return { results: [...ids], messages };
    },
  });
  await outbox.sweepNow();
  if (point) dieAt(point);
  for (let id = Number(firstId); ;) {
    const some = Array.from({ length: 1 + (id % 5) }, () => id++);
    for (const done of await line.submitAll(some)) acknowledge(done);
  }
}

async function main(): Promise<void> {
  const store = await openStore({ dataDir });
  await migrate(store, { side: 'gateway', binary: 1, migrations: [baseMigration('gateway'), rows] });
  if (mode === 'rows') await Promise.all([0, 1, 2, 3].map((loop) => insertForEver(store, loop)));
  else await commitForEver(store);
}

void main();
