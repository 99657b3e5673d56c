import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { workerFolder } from '../../worker/location.cjs';
import { StoreGone } from '../errors.js';
import { openingError } from './opening-error.js';

/** A close is a checkpoint; a thread that takes longer hangs, and the next start recovers. */
const closeDeadlineMs = 30_000;

interface Failed {
  readonly message: string;
  readonly lastWords: string;
}

const isObject = (message: unknown): message is Record<string, unknown> =>
  typeof message === 'object' && message !== null && !(message instanceof Uint8Array);

/** The thread that holds the database. */
export interface DatabaseThread {
  readonly worker: Worker;
  /** Called once if the thread ends by itself. */
  onGone(listener: (error: StoreGone) => void): void;
  /** Checkpoints and closes the database. */
  close(): Promise<void>;
}

function waitReady(worker: Worker, dataDir: string): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', (error) => reject(openingError(dataDir, String(error), error)));
    worker.once('exit', () => reject(openingError(dataDir, 'its thread ended', undefined)));
    worker.on('message', (message: unknown) => {
      if (!isObject(message)) return;
      if (message['ready']) resolve();
      if (message['dying'] !== undefined) reject(openingError(dataDir, String(message['dying']), undefined));
      const failed = message['failed'] as Failed | undefined;
      if (failed) reject(openingError(dataDir, `${failed.lastWords} ${failed.message}`, failed));
    });
  });
}

function closing(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    let closed = false;
    const deadline = setTimeout(() => void worker.terminate(), closeDeadlineMs);
    worker.on('message', (message: unknown) => {
      if (isObject(message) && message['closed']) closed = true;
    });
    worker.once('exit', () => {
      clearTimeout(deadline);
      if (closed) resolve();
      else reject(new StoreGone('the database thread ended before it had closed'));
    });
    worker.postMessage('close');
  });
}

/** Opens `<dataDir>/pg` in a thread of its own and checks that it is durable. `fileSystem: 'plain'` is for the test of that check. */
export async function openDatabaseThread(
  dataDir: string,
  fileSystem: 'durable' | 'plain' = 'durable',
): Promise<DatabaseThread> {
  const worker = new Worker(join(workerFolder, 'pglite-worker.mjs'), {
    workerData: { folder: join(dataDir, 'pg'), fileSystem },
    execArgv: [],
    stdout: false,
  });
  try {
    await waitReady(worker, dataDir);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  let expected = false;
  const listeners: ((error: StoreGone) => void)[] = [];
  const gone = (cause?: unknown): void => {
    if (expected) return;
    expected = true;
    const error = new StoreGone(
      `the database thread of ${dataDir} has ended: ${cause instanceof Error ? cause.message : 'no reason given'}`,
      { cause },
    );
    for (const listener of listeners) listener(error);
  };
  worker.removeAllListeners('error').removeAllListeners('exit');
  worker.on('message', (message: unknown) => {
    if (isObject(message) && message['dying'] !== undefined) gone(new Error(String(message['dying'])));
  });
  worker.on('error', gone);
  worker.on('exit', () => gone());
  return {
    worker,
    onGone: (listener) => void listeners.push(listener),
    close: () => {
      if (expected) return Promise.resolve();
      expected = true;
      return closing(worker);
    },
  };
}
