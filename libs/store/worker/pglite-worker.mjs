// Opens the database and speaks the PostgreSQL wire protocol over messages: bytes in, bytes out.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { Checkpoints } from './checkpoints.mjs';
import { DurableNodeFS } from './durable-node-fs.mjs';
import { startParams } from './pglite-settings.mjs';

const { folder, fileSystem } = workerData;
let lastWords = '';

/** One insert must cause at least one fsync, or an acknowledged commit is not on the disk. */
async function syncsOfOneInsert(database, fs) {
  await database.exec('create table if not exists public.store_self_check (opened_at timestamptz not null)');
  await database.exec('delete from public.store_self_check');
  const before = fs.syncs ?? 0;
  await database.exec('insert into public.store_self_check values (clock_timestamp())');
  return (fs.syncs ?? 0) - before;
}

async function open() {
  const fs = fileSystem === 'plain' ? new NodeFS(folder) : new DurableNodeFS(folder);
  const database = await PGlite.create({
    fs,
    startParams,
    onStderr: (text) => {
      if (/PANIC|FATAL/.test(text)) lastWords = text;
      return false;
    },
  });
  const syncs = await syncsOfOneInsert(database, fs);
  if (syncs < 1) throw Object.assign(new Error('an insert caused no fsync'), { code: 'NOT_DURABLE' });
  return database;
}

function serve(database) {
  const checkpoints = new Checkpoints(database);
  parentPort.on('message', async (message) => {
    if (message === 'close') {
      await database.close();
      parentPort.postMessage({ closed: true });
      parentPort.close();
      return;
    }
    const answer = database.execProtocolRawSync(message);
    const state = answer.at(-1);
    parentPort.postMessage(answer, [answer.buffer]); // `answer` is empty from here on
    checkpoints.after(message.length, state);
  });
  parentPort.postMessage({ ready: true });
}

try {
  serve(await open());
} catch (error) {
  parentPort.postMessage({ failed: { code: error?.code, message: String(error?.message ?? error), lastWords } });
  parentPort.close();
}
