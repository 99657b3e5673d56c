/**
 * What is ready to go, by rank within each client's share: clients take turns, and the smallest rank of a client goes
 * first. Ranks do not change while they wait (see {@link rankOf}), so a heap per client is enough.
 */
export class FairQueue<T> {
  readonly #clients = new Map<string, Ranked<T>[]>();
  readonly #places = new Map<T, Ranked<T>>();
  #turns: string[] = [];

  get size(): number {
    return this.#places.size;
  }

  /** How many clients have something here. */
  get clients(): number {
    return this.#clients.size;
  }

  countOf(client: string): number {
    return this.#clients.get(client)?.length ?? 0;
  }

  /** Where it stands, if it does. */
  find(item: T): { readonly client: string; readonly rank: number } | undefined {
    return this.#places.get(item);
  }

  /** Smallest rank of the client whose turn it is. */
  peekRank(): number | undefined {
    const client = this.#turns[0];
    return client === undefined ? undefined : this.#clients.get(client)![0]!.rank;
  }

  /** What is here already gets another place. */
  push(client: string, rank: number, item: T): void {
    this.remove(item);
    let heap = this.#clients.get(client);
    if (!heap) {
      heap = [];
      this.#clients.set(client, heap);
      this.#turns.push(client);
    }
    const ranked = { client, rank, item, at: heap.length };
    heap.push(ranked);
    this.#places.set(item, ranked);
    siftUp(heap, ranked.at);
  }

  pop(): T | undefined {
    const client = this.#turns.shift();
    if (client === undefined) return undefined;
    const heap = this.#clients.get(client)!;
    const { item } = heap[0]!;
    this.#takeOut(heap, 0);
    if (heap.length > 0) this.#turns.push(client);
    else this.#clients.delete(client);
    return item;
  }

  remove(item: T): void {
    const ranked = this.#places.get(item);
    if (!ranked) return;
    const heap = this.#clients.get(ranked.client)!;
    this.#takeOut(heap, ranked.at);
    if (heap.length > 0) return;
    this.#clients.delete(ranked.client);
    this.#turns = this.#turns.filter((client) => client !== ranked.client);
  }

  /** What has no place among the `keep` best: of the clients with most, those with the largest ranks; each client keeps one. */
  beyond(keep: number): T[] {
    if (this.size <= keep) return [];
    const share = fairShare(
      [...this.#clients.values()].map((heap) => heap.length),
      keep,
    );
    return [...this.#clients.values()]
      .filter((heap) => heap.length > share)
      .flatMap((heap) => [...heap].sort((a, b) => a.rank - b.rank).slice(share))
      .map(({ item }) => item);
  }

  #takeOut(heap: Ranked<T>[], at: number): void {
    this.#places.delete(heap[at]!.item);
    const last = heap.pop()!;
    if (at === heap.length) return;
    heap[at] = last;
    last.at = at;
    siftUp(heap, at);
    siftDown(heap, last.at);
  }
}

/** How many each may keep, so that all together keep no more than `total`, or one each. */
export function fairShare(sizes: readonly number[], total: number): number {
  let left = total;
  let among = sizes.length;
  for (const size of [...sizes].sort((a, b) => a - b)) {
    if (size * among > left) break;
    left -= size;
    among -= 1;
  }
  return among === 0 ? Infinity : Math.max(1, Math.floor(left / among));
}

/**
 * Rank of an exchange: due − age × factor. Age grows alike for all, so the order of two never changes while they wait and the
 * rank can be a fixed number: due + arrival × factor. Epoch milliseconds; smaller goes first.
 */
export const rankOf = (due: number, insertedAt: number, ageingFactor: number): number =>
  due + insertedAt * ageingFactor;

interface Ranked<T> {
  readonly client: string;
  readonly rank: number;
  readonly item: T;
  /** Its place in the heap of its client. */
  at: number;
}

function swap<T>(heap: Ranked<T>[], a: number, b: number): void {
  const first = heap[a]!;
  const second = heap[b]!;
  heap[a] = second;
  heap[b] = first;
  second.at = a;
  first.at = b;
}

function siftUp<T>(heap: Ranked<T>[], from: number): void {
  let child = from;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (heap[parent]!.rank <= heap[child]!.rank) return;
    swap(heap, parent, child);
    child = parent;
  }
}

function siftDown<T>(heap: Ranked<T>[], from: number): void {
  let parent = from;
  for (;;) {
    const left = 2 * parent + 1;
    const right = left + 1;
    let least = parent;
    if (left < heap.length && heap[left]!.rank < heap[least]!.rank) least = left;
    if (right < heap.length && heap[right]!.rank < heap[least]!.rank) least = right;
    if (least === parent) return;
    swap(heap, parent, least);
    parent = least;
  }
}
