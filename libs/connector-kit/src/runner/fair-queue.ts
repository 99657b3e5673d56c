/**
 * What is ready to go, by rank within each client's share: clients take turns, and the smallest rank of a client goes
 * first. Ranks do not change while they wait (see {@link rankOf}), so a heap per client is enough.
 */
export class FairQueue<T> {
  readonly #clients = new Map<string, Ranked<T>[]>();
  #turns: string[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Smallest rank of the client whose turn it is. */
  peekRank(): number | undefined {
    const client = this.#turns[0];
    return client === undefined ? undefined : this.#clients.get(client)![0]!.rank;
  }

  push(client: string, rank: number, item: T): void {
    let heap = this.#clients.get(client);
    if (!heap) {
      heap = [];
      this.#clients.set(client, heap);
      this.#turns.push(client);
    }
    heap.push({ rank, item });
    siftUp(heap, heap.length - 1);
    this.#size += 1;
  }

  pop(): T | undefined {
    const client = this.#turns.shift();
    if (client === undefined) return undefined;
    const heap = this.#clients.get(client)!;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      siftDown(heap);
      this.#turns.push(client);
    } else {
      this.#clients.delete(client);
    }
    this.#size -= 1;
    return first.item;
  }
}

/**
 * Rank of an exchange: due − age × factor. Age grows alike for all, so the order of two never changes while they wait and the
 * rank can be a fixed number: due + arrival × factor. Epoch milliseconds; smaller goes first.
 */
export const rankOf = (due: number, insertedAt: number, ageingFactor: number): number =>
  due + insertedAt * ageingFactor;

interface Ranked<T> {
  readonly rank: number;
  readonly item: T;
}

function siftUp<T>(heap: Ranked<T>[], from: number): void {
  let child = from;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (heap[parent]!.rank <= heap[child]!.rank) return;
    [heap[parent], heap[child]] = [heap[child]!, heap[parent]!];
    child = parent;
  }
}

function siftDown<T>(heap: Ranked<T>[]): void {
  let parent = 0;
  for (;;) {
    const left = 2 * parent + 1;
    const right = left + 1;
    let least = parent;
    if (left < heap.length && heap[left]!.rank < heap[least]!.rank) least = left;
    if (right < heap.length && heap[right]!.rank < heap[least]!.rank) least = right;
    if (least === parent) return;
    [heap[parent], heap[least]] = [heap[least]!, heap[parent]!];
    parent = least;
  }
}
