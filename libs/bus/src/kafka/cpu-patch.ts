import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

let applied = false;

/**
 * kafkajs re-arms a timer with a negative delay as long as a connection is open: a wake-up every millisecond, 5 % of a core
 * when idle. There is nothing to check unless something is pending or throttled.
 * @see https://github.com/tulios/kafkajs/issues/1751
 */
export function applyCpuPatch(): void {
  if (applied) return;
  applied = true;
  const { prototype } = RequestQueue;
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length === 0 && this.throttledUntil <= Date.now()) return;
    schedule.call(this);
  };
}
