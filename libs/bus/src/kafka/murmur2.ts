const seed = 0x9747b28c;
const m = 0x5bd1e995;

/** The 32-bit hash by which clients of Kafka place keys; signed. The client library's own works on 64-bit objects: 20 times the time. */
export function murmur2(data: Uint8Array): number {
  const { length } = data;
  const tail = length & ~3;
  let h = seed ^ length;
  for (let i = 0; i < tail; i += 4) {
    let k = at(data, i) | (at(data, i + 1) << 8) | (at(data, i + 2) << 16) | (at(data, i + 3) << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    h = Math.imul(h, m) ^ Math.imul(k, m);
  }
  const rest = length - tail;
  if (rest > 2) h ^= at(data, tail + 2) << 16;
  if (rest > 1) h ^= at(data, tail + 1) << 8;
  if (rest > 0) h = Math.imul(h ^ at(data, tail), m);
  h ^= h >>> 13;
  h = Math.imul(h, m);
  return h ^ (h >>> 15);
}

const at = (data: Uint8Array, i: number): number => data[i] ?? 0;
