import { existsSync, readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agency } from '../plan.mts';

export type Act = 'accept' | 'answer' | 'refuse' | 'withdraw';

/** What an agency did and heard, in its order. */
export type Entry =
  | { readonly what: 'put'; readonly dossier: string }
  | { readonly what: 'sent'; readonly dossier: string; readonly to: string; readonly handover: string }
  | {
      readonly what: 'act';
      readonly handover: string;
      readonly act: Act;
      readonly status: number;
      readonly code?: string;
    }
  | ({ readonly what: 'heard' } & Heard)
  /** The same event once more. */
  | { readonly what: 'again'; readonly id: string }
  /** Up to where the feed, or what the hub has, was read. */
  | { readonly what: 'place'; readonly place: string }
  | { readonly what: 'endpoint'; readonly id: string; readonly secret: string }
  | { readonly what: 'inbox'; readonly entries: number }
  /** Nothing of the kind may happen. */
  | { readonly what: 'strange'; readonly text: string };

/** `received`: handed to this agency; `accepted`, `ended`: of either side's. */
export interface Heard {
  readonly id: string;
  readonly type: 'received' | 'accepted' | 'ended' | 'other';
  readonly handover: string;
  readonly state?: string;
  readonly at: string;
}

/** On disk before anybody is told; whatever waits at the same time shares one fsync. */
export class Journal {
  readonly #file: FileHandle;
  #lines: string[] = [];
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();
  /** Of the lives before. */
  readonly before: readonly Entry[];

  private constructor(file: FileHandle, before: readonly Entry[]) {
    this.#file = file;
    this.before = before;
  }

  static async open(path: string): Promise<Journal> {
    const before = readJournal(path);
    const file = await open(path, 'a');
    // Half a line of the life before is nobody's word.
    if (before.length > 0) await file.write('\n');
    return new Journal(file, before);
  }

  note(...entries: readonly Entry[]): Promise<void> {
    this.#lines.push(...entries.map((entry) => `${JSON.stringify(entry)}\n`));
    this.#next ??= this.#last = this.#last.then(() => this.#write());
    return this.#next;
  }

  async #write(): Promise<void> {
    const text = this.#lines.splice(0).join('');
    this.#next = undefined;
    await this.#file.write(text);
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#file.close();
  }
}

export const journalOf = (folder: string, who: Agency): string => join(folder, `${who}.ndjson`);

export function readJournal(path: string): readonly Entry[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as Entry];
      } catch {
        return [];
      }
    });
}
