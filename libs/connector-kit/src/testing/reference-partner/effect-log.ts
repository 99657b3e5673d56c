import { open, type FileHandle } from 'node:fs/promises';

/** One effect, as the journal keeps it; written and fsynced before anybody is told of it. */
export interface ReferenceEffect {
  /** From 1, in the order in which effects took place. */
  readonly n: number;
  readonly operation: string;
  readonly subject: string;
  /** Number of the exchange within its lane. */
  readonly number: number;
  readonly exchange: string;
  /** Number of the call that caused it. */
  readonly call: number;
  /** When the request had been read and when the effect took place, epoch milliseconds. */
  readonly arrivedAt: number;
  readonly at: number;
  /** What the exchange said. */
  readonly content: unknown;
}

/**
 * An append-only file of effects, one JSON line each. Appends that come while a write is on its way share the next
 * fsync. A line that a kill tore apart is cut off at the next start: nobody was told of it.
 */
export class EffectLog {
  /** Those on disk. */
  readonly effects: ReferenceEffect[];
  #count: number;
  #waiting: { readonly effect: ReferenceEffect; readonly done: () => void; readonly failed: (e: unknown) => void }[] =
    [];
  #writing: Promise<void> | undefined;

  private constructor(
    private readonly file: FileHandle,
    effects: ReferenceEffect[],
  ) {
    this.effects = effects;
    this.#count = effects.length;
  }

  static async open(path: string): Promise<EffectLog> {
    const file = await open(path, 'a+');
    const bytes = await file.readFile();
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    if (whole.length < bytes.length) await file.truncate(whole.length);
    const lines = whole.toString('utf8').split('\n').slice(0, -1);
    const effects = lines.map((line) => JSON.parse(line) as ReferenceEffect);
    return new EffectLog(file, effects);
  }

  /** Takes place now; resolves when it would survive a kill. */
  append(effect: Omit<ReferenceEffect, 'n'>): Promise<ReferenceEffect> {
    const numbered = { n: ++this.#count, ...effect };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ effect: numbered, done: () => resolve(numbered), failed: reject });
      this.#writing ??= this.#write();
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.file.close();
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      try {
        await this.file.appendFile(batch.map(({ effect }) => `${JSON.stringify(effect)}\n`).join(''));
        await this.file.datasync();
        for (const { effect, done } of batch) {
          this.effects.push(effect);
          done();
        }
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#writing = undefined;
  }
}
