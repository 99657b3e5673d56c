import { reached } from '@lienthong/contracts';

/** Where a group goes on in a partition. */
export interface Progress {
  readonly topic: string;
  readonly partition: number;
  /** Of the first record that is not handled. */
  readonly offset: string;
}

/** Commits the progress of one membership, one request at a time, with all that has come meanwhile. */
export class Committer {
  private pending = new Map<string, Progress>();
  private running: Promise<void> | undefined;
  private failure: unknown;

  constructor(private readonly commit: (progress: readonly Progress[]) => Promise<void>) {}

  note(progress: Progress): void {
    this.pending.set(`${progress.topic}/${progress.partition}`, progress);
  }

  /** Resolves when all noted so far is committed; rejects with what prevented it, then it stays noted. */
  async flush(): Promise<void> {
    // What runs was begun before the last note, perhaps.
    if (this.running) await this.running;
    if (this.pending.size > 0) await (this.running ??= this.send());
    if (this.failure !== undefined) throw this.failure;
  }

  private async send(): Promise<void> {
    const sent = this.pending;
    this.pending = new Map();
    this.failure = undefined;
    // So that what ends at once ends after `running` is set.
    await Promise.resolve();
    try {
      await this.commit([...sent.values()]);
      reached('consumer.offsetSaved');
    } catch (error) {
      this.failure = error;
      this.pending = new Map([...sent, ...this.pending]);
    }
    this.running = undefined;
  }
}
