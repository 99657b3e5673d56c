/**
 * A bank's statement against as many open references: how long until it is read, until every entry has its verdict, and until
 * the money that nobody had told of has settled its fees; then the same movements once more in another format, all known by
 * now. Beside it one dossier after the other is stated: how long an agency waits meanwhile. Memory is that of the process
 * that does it; in embedded mode the database lives in it too.
 *
 *   npm run bench -- statement [--entries 100000] [--mode postgres|embedded] [--until done|compared]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { optionsOf } from '../../scripts/lib/bench-options.mjs';
import { postgresTestServer } from '@lienthong/store/testing';

const options = optionsOf('statement');
const [entries, mode, until] = [options.text('entries'), options.text('mode'), options.text('until')];

const folder = mkdtempSync(join(tmpdir(), 'lienthong-statement-'));
const server = mode === 'postgres' ? await postgresTestServer() : undefined;
const place = server ? await server.createDatabase() : join(folder, 'data');
console.log(`statement, ${mode}: ${entries} entries, ${cpus().length} cores, load average ${loadavg()[0]!.toFixed(2)}`);
try {
  for (const task of ['fill', 'compare']) {
    const child = fork('test/bench/statement-side.mts', [task, mode, place, entries, until, folder], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    child.on('message', (line) => console.log(String(line)));
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`${task} ended with ${code}`);
  }
} finally {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}
