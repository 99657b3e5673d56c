/**
 * Loaded before the program under test: kills the process at the n-th time that a named point is reached, and writes first
 * which one it was. Environment: CRASH_POINT, CRASH_NTH (from 1), CRASH_HITS (file, one line per kill).
 */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const { CRASH_POINT: point, CRASH_NTH: nth = '1', CRASH_HITS: hits } = process.env;

if (isMainThread && point && hits) {
  let times = 0;
  subscribe(`lienthong:${point}`, () => {
    times += 1;
    if (times !== Number(nth)) return;
    appendFileSync(hits, `${JSON.stringify({ point, nth: times, pid: process.pid, at: new Date().toISOString() })}\n`);
    process.kill(process.pid, 'SIGKILL');
  });
}
