/** Lets one work run at a time, in the order asked for. */
export class Turn {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs the work when it is its turn, or not at all when the signal aborts before. Resolves after it, or at the abort. */
  async take(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    const before = this.last;
    let running = false;
    const mine = before.then(async () => {
      if (signal.aborted) return;
      running = true;
      await work();
    });
    this.last = mine.catch(() => undefined);
    const aborted = new Promise<void>((resolve) => {
      const look = (): void => (running ? undefined : resolve());
      if (signal.aborted) look();
      signal.addEventListener('abort', look, { once: true });
    });
    await Promise.race([mine, aborted]);
  }
}
