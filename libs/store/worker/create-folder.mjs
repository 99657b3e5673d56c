// Creates a database folder. A process of its own, because initdb leaves hundreds of megabytes behind in the one it ran in.
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { describeError } from './describe-error.mjs';
import { DurableNodeFS } from './durable-node-fs.mjs';
import { startParams } from './pglite-settings.mjs';

function syncPath(path) {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function syncTree(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else syncPath(path);
  }
  syncPath(folder);
}

new Worker(new URL('./end-with-parent.mjs', import.meta.url)).unref();
const folder = process.argv[2];
try {
  const database = await PGlite.create({ fs: new DurableNodeFS(folder), startParams });
  await database.close();
  syncTree(folder);
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
}
