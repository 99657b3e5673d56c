/** One page of a source. Without `next` it is the last. */
export interface SourcePage<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

export interface PacedReaderOptions<Item> {
  /** Asks for the page behind `cursor` (the first one without); gives up when the signal says so. */
  readonly read: (cursor: string | undefined, signal: AbortSignal) => Promise<SourcePage<Item>>;
  /** Where an earlier run stopped. */
  readonly from?: string;
  /** Pages a second at most; the first one at once. */
  readonly pagesPerSecond: number;
  /** For one page. */
  readonly deadlineMillis: number;
  /** Ends the reading after the page under way. */
  readonly stop?: AbortSignal;
  readonly onProgress?: (progress: ReadingProgress) => void;
  /** Monotonic milliseconds. */
  readonly clock?: () => number;
  /** Resolves after so long, or when the signal is given. */
  readonly sleep?: (millis: number, stop?: AbortSignal) => Promise<void>;
}

export interface ReadingProgress {
  readonly pages: number;
  readonly items: number;
  /** Where to go on; absent at the end. */
  readonly cursor?: string;
  readonly done: boolean;
}

/** A source gave the same cursor again: reading on would never end. */
export class SourceInCircle extends Error {
  constructor(readonly pages: number) {
    super('the source names the same next page again');
    this.name = 'SourceInCircle';
  }
}

/**
 * Reads a source page by page, at no more than a set rate, so that whoever is asked has capacity left for those who wait. A
 * page is handed on before the next is asked for, and a slow reader does not make up for lost time by a burst. Progress is
 * told once the page has been taken: its cursor is where a later run goes on.
 */
export async function* pacedPages<Item>(options: PacedReaderOptions<Item>): AsyncGenerator<readonly Item[]> {
  const { read, pagesPerSecond, deadlineMillis, stop, onProgress } = options;
  const { clock = () => performance.now(), sleep = pause } = options;
  const apart = 1_000 / pagesPerSecond;
  let cursor = options.from;
  let pages = 0;
  let items = 0;
  while (!stop?.aborted) {
    const began = clock();
    const page = await read(cursor, AbortSignal.timeout(deadlineMillis));
    if (page.next !== undefined && page.next === cursor) throw new SourceInCircle(pages);
    yield page.items;
    cursor = page.next;
    pages += 1;
    items += page.items.length;
    const done = cursor === undefined;
    onProgress?.({ pages, items, ...(done ? {} : { cursor: cursor! }), done });
    if (done) return;
    const rest = began + apart - clock();
    if (rest > 0) await sleep(rest, stop);
  }
}

function pause(millis: number, stop?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, millis);
    stop?.addEventListener('abort', finish, { once: true });
  });
}
