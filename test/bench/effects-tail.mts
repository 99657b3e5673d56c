import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Something that took effect at a partner, as the head of its line says; the rest of the line is for whoever needs it. */
export interface EffectSeen {
  readonly partner: string;
  readonly key: string;
  readonly kind: string;
  readonly line: string;
}

const everyMillis = 100;
const chunkBytes = 4 * 1024 * 1024;
const head = /^\{"seq":\d+,"end":(?:true|false),"partner":"([^"]+)","key":"([^"]+)","call":\d+,"kind":"([^"]+)"/;

/** Reads what the sandbox's journal of effects grows by, a line once, as long as it is asked to. */
export class EffectsTail {
  readonly #hear: (effect: EffectSeen) => void;
  #offset = 0;
  #running = true;
  readonly #ended: Promise<void>;

  constructor(sandboxDir: string, hear: (effect: EffectSeen) => void) {
    this.#hear = hear;
    this.#ended = this.#follow(join(sandboxDir, 'effects.ndjson'));
  }

  /** Rejects with what ended it early. */
  async stop(): Promise<void> {
    this.#running = false;
    await this.#ended;
  }

  async #follow(path: string): Promise<void> {
    const file = await open(path, 'r');
    const buffer = Buffer.alloc(chunkBytes);
    try {
      for (let last = false; !last;) {
        last = !this.#running;
        for (;;) {
          const { bytesRead } = await file.read(buffer, 0, chunkBytes, this.#offset);
          if (bytesRead === 0) break;
          // Only whole lines: what is cut is read again with its other half.
          const whole = buffer.lastIndexOf(10, bytesRead - 1) + 1;
          this.#offset += whole;
          this.#read(buffer.toString('utf8', 0, whole));
          if (whole === 0) break;
        }
        if (!last) await sleep(everyMillis);
      }
    } finally {
      await file.close();
    }
  }

  #read(text: string): void {
    for (const line of text.split('\n')) {
      const found = head.exec(line);
      if (found) this.#hear({ partner: found[1]!, key: found[2]!, kind: found[3]!, line });
    }
  }
}
