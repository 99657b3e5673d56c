/**
 * Loaded before the program under test: its wall clock (`Date`) jumps by minutes, ahead or back, for some seconds at a time, as a
 * clock does that somebody sets. Timers and `performance.now()` go on as they are; the database has a clock of its own.
 * CHAOS_CLOCK names the file that says of each jump when and how far; CHAOS_CALM the file whose being there ends it.
 */
import { appendFileSync, existsSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const { CHAOS_CLOCK: log, CHAOS_CALM: calm } = process.env;
const longestMinutes = 5;
/** Seconds between two jumps, and of one. */
const [rest, stay] = [12, 5];

if (isMainThread && log && calm) {
  const True = Date;
  let offset = 0;
  const now = () => True.now() + offset;
  globalThis.Date = class extends True {
    constructor(...given) {
      super(...(given.length === 0 ? [now()] : given));
    }
    static now() {
      return now();
    }
  };
  const later = (seconds, act) => setTimeout(act, seconds * 1000).unref();
  const jump = () => {
    if (existsSync(calm)) return;
    offset = Math.round((Math.random() * 2 - 1) * longestMinutes * 60_000);
    appendFileSync(
      log,
      `${JSON.stringify({ at: new True().toISOString(), pid: process.pid, seconds: offset / 1000 })}\n`,
    );
    later(1 + Math.random() * stay, () => {
      offset = 0;
      later(1 + Math.random() * rest, jump);
    });
  };
  later(Math.random() * rest, jump);
}
