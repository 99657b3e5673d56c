/**
 * Loaded before the program under test: ends or freezes the process at the n-th time that a named point is reached, and writes
 * first which one it was. What to do comes in the environment (CRASH_POINT, CRASH_NTH from 1) or, at run time, as a message
 * `{ point, nth, signal }`; `{ point: '' }` takes it back. CRASH_HITS is the file, one line per hit.
 * CRASH_VIA (`PORT:PORT,…`) leads connections to a port of this machine to another one, where somebody can cut them.
 */
import { channel } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';

const { CRASH_POINT, CRASH_NTH = '1', CRASH_HITS: hits, CRASH_VIA } = process.env;
let takeBack = () => undefined;

function arm({ point, nth, signal }) {
  takeBack();
  takeBack = () => undefined;
  if (!point) return;
  const heard = channel(`lienthong:${point}`);
  let times = 0;
  const hit = () => {
    times += 1;
    if (times !== nth) return;
    const line = { point, nth, pid: process.pid, signal, at: new Date().toISOString() };
    appendFileSync(hits, `${JSON.stringify(line)}\n`);
    process.kill(process.pid, signal);
  };
  heard.subscribe(hit);
  takeBack = () => heard.unsubscribe(hit);
}

/** Connections of this process, whichever library opens them. */
function lead(via) {
  const there = new Map(via.split(',').map((pair) => pair.split(':')));
  const connect = Socket.prototype.connect;
  const led = (options) => {
    const to = there.get(String(options?.port));
    if (to) options.port = Number(to);
  };
  Socket.prototype.connect = function (...args) {
    if (typeof args[0] === 'number' || typeof args[0] === 'string') {
      args[0] = Number(there.get(String(args[0])) ?? args[0]);
    } else led(Array.isArray(args[0]) ? args[0][0] : args[0]);
    return connect.apply(this, args);
  };
}

if (isMainThread && hits) {
  if (CRASH_POINT) arm({ point: CRASH_POINT, nth: Number(CRASH_NTH), signal: 'SIGKILL' });
  if (CRASH_VIA) lead(CRASH_VIA);
  if (process.channel) {
    process.on('message', arm);
    process.channel.unref();
  }
}
