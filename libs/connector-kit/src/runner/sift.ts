/** A binary heap: keys by place, the smallest at place 0. */
export interface Sifted {
  readonly size: number;
  keyAt(at: number): number;
  swap(a: number, b: number): void;
}

export function siftUp(heap: Sifted, from: number): void {
  for (let child = from; child > 0;) {
    const parent = (child - 1) >> 1;
    if (heap.keyAt(parent) <= heap.keyAt(child)) return;
    heap.swap(parent, child);
    child = parent;
  }
}

export function siftDown(heap: Sifted, from: number): void {
  for (let parent = from; ;) {
    const left = 2 * parent + 1;
    let least = parent;
    if (left < heap.size && heap.keyAt(left) < heap.keyAt(least)) least = left;
    if (left + 1 < heap.size && heap.keyAt(left + 1) < heap.keyAt(least)) least = left + 1;
    if (least === parent) return;
    heap.swap(parent, least);
    parent = least;
  }
}
