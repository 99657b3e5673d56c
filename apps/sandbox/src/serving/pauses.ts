import { setTimeout as sleep } from 'node:timers/promises';

/** Waits that all end when the sandbox stops, and the calls still under way. */
export class Pauses {
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<unknown>>();

  /** True when the time is up, false when the sandbox stopped before. */
  async wait(millis: number): Promise<boolean> {
    try {
      await sleep(millis, undefined, { signal: this.stopping.signal });
      return true;
    } catch {
      return false;
    }
  }

  track(work: Promise<unknown>): void {
    const done = work.finally(() => this.underWay.delete(done));
    this.underWay.add(done);
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Settles when no call is under way. */
  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.allSettled(this.underWay);
  }
}
