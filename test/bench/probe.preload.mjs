/**
 * Loaded before a program under measurement: answers what it uses, over the channel to the bench. Heap readings want
 * `--expose-gc`. The program itself knows nothing of it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.send) {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  process.on('message', (message) => {
    if (message?.probe === undefined) return;
    if (message.probe === 'heap') {
      // Twice: what finalizers of the first round let go is gone after the second.
      globalThis.gc?.();
      globalThis.gc?.();
    }
    const { heapUsed, rss, arrayBuffers } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const stallMillis = delay.max / 1e6;
    delay.reset();
    process.send({
      probe: message.probe,
      id: message.id,
      heapUsed,
      rss,
      arrayBuffers,
      cpuMicros: user + system,
      stallMillis,
    });
  });
  // The channel alone must not keep a program alive that is done.
  process.channel?.unref();
}
