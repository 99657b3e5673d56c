import { siftDown, siftUp, type Sifted } from './sift.js';

/**
 * What is ready to go, by rank within each client's share: clients take turns, and the smallest rank of a client goes
 * first. Ranks do not change while they wait (see {@link rankOf}), so a heap per client is enough.
 */
export class FairQueue<T> {
  readonly #clients = new Map<string, RankedHeap<T>>();
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
    return this.#clients.get(client)?.size ?? 0;
  }

  /** Where it stands, if it does. */
  find(item: T): { readonly client: string; readonly rank: number } | undefined {
    return this.#places.get(item);
  }

  /** Smallest rank of the client whose turn it is. */
  peekRank(): number | undefined {
    const client = this.#turns[0];
    return client === undefined ? undefined : this.#clients.get(client)!.first.rank;
  }

  /** What is here already gets another place. */
  push(client: string, rank: number, item: T): void {
    this.remove(item);
    let heap = this.#clients.get(client);
    if (!heap) {
      heap = new RankedHeap();
      this.#clients.set(client, heap);
      this.#turns.push(client);
    }
    const ranked = { client, rank, item, at: heap.size };
    heap.push(ranked);
    this.#places.set(item, ranked);
  }

  pop(): T | undefined {
    const client = this.#turns.shift();
    if (client === undefined) return undefined;
    const heap = this.#clients.get(client)!;
    const { first } = heap;
    this.#takeOut(heap, first);
    if (heap.size > 0) this.#turns.push(client);
    else this.#clients.delete(client);
    return first.item;
  }

  remove(item: T): void {
    const ranked = this.#places.get(item);
    if (!ranked) return;
    const heap = this.#clients.get(ranked.client)!;
    this.#takeOut(heap, ranked);
    if (heap.size > 0) return;
    this.#clients.delete(ranked.client);
    this.#turns = this.#turns.filter((client) => client !== ranked.client);
  }

  /** What has no place among the `keep` best: of the clients with most, those with the largest ranks; each client keeps one. */
  beyond(keep: number): T[] {
    if (this.size <= keep) return [];
    const share = fairShare(
      [...this.#clients.values()].map((heap) => heap.size),
      keep,
    );
    return [...this.#clients.values()]
      .filter((heap) => heap.size > share)
      .flatMap(({ ranked }) => [...ranked].sort((a, b) => a.rank - b.rank).slice(share))
      .map(({ item }) => item);
  }

  #takeOut(heap: RankedHeap<T>, ranked: Ranked<T>): void {
    this.#places.delete(ranked.item);
    heap.remove(ranked);
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

/** Of one client, smallest rank first; each knows its place, so any can be taken out. */
class RankedHeap<T> implements Sifted {
  readonly ranked: Ranked<T>[] = [];

  get size(): number {
    return this.ranked.length;
  }

  get first(): Ranked<T> {
    return this.ranked[0]!;
  }

  push(ranked: Ranked<T>): void {
    this.#put(this.size, ranked);
    siftUp(this, ranked.at);
  }

  remove({ at }: Ranked<T>): void {
    const last = this.ranked.pop()!;
    if (at === this.size) return;
    this.#put(at, last);
    siftUp(this, at);
    siftDown(this, at);
  }

  keyAt(at: number): number {
    return this.ranked[at]!.rank;
  }

  swap(a: number, b: number): void {
    const first = this.ranked[a]!;
    this.#put(a, this.ranked[b]!);
    this.#put(b, first);
  }

  #put(at: number, ranked: Ranked<T>): void {
    this.ranked[at] = ranked;
    ranked.at = at;
  }
}
