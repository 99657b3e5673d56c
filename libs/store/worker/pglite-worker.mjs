// Opens the database and speaks the PostgreSQL wire protocol over messages: bytes in, bytes out.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { withBaselineWasm } from './baseline-wasm.mjs';
import { Checkpoints } from './checkpoints.mjs';
import { describeError } from './describe-error.mjs';
import { DurableNodeFS } from './durable-node-fs.mjs';
import { lastWordsIn } from './last-words.mjs';
import { startParams } from './pglite-settings.mjs';
import { RawQuestions } from './raw-questions.mjs';

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

/** Ends this thread; whoever waits for answers is told why. */
function die(reason) {
  parentPort.postMessage({ dying: reason });
  process.exit(1);
}

async function open() {
  const fs =
    fileSystem === 'plain'
      ? new NodeFS(folder)
      : new DurableNodeFS(folder, { onAbort: (what) => die(lastWords || String(what || 'it aborted')) });
  const database = await PGlite.create({
    fs,
    startParams,
    onStderr: (text) => {
      if (/(PANIC|FATAL): /.test(text)) lastWords = text;
      return false;
    },
  });
  const syncs = await syncsOfOneInsert(database, fs);
  if (syncs < 1) throw Object.assign(new Error('an insert caused no fsync'), { code: 'NOT_DURABLE' });
  return database;
}

async function answer(questions, question, checkpoints) {
  const bytes = await questions.ask(question);
  const state = bytes.at(-1);
  const reason = lastWordsIn(bytes);
  parentPort.postMessage(bytes, [bytes.buffer]); // `bytes` is empty from here on
  if (reason !== undefined) die(reason);
  await checkpoints.after(question.length, state);
}

async function serve(database) {
  const questions = new RawQuestions(database);
  const checkpoints = await Checkpoints.begin(questions);
  parentPort.on('message', async (message) => {
    if (message !== 'close') return answer(questions, message, checkpoints);
    await database.close();
    parentPort.postMessage({ closed: true });
    parentPort.close();
  });
  parentPort.postMessage({ ready: true });
}

try {
  await serve(await withBaselineWasm(open));
} catch (error) {
  parentPort.postMessage({ failed: { message: describeError(error), lastWords } });
  parentPort.close();
}
