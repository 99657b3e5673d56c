/** 64 bits of a text, as two unsigned halves. */
export interface Hash {
  readonly low: number;
  readonly high: number;
}

/**
 * Names a subject in 64 bits. The seeds are drawn anew by every process, so that nobody can choose names that meet; two of a
 * million subjects meet with a probability of 1 in 37 million.
 */
export function subjectHash(random: () => number): (subject: string) => Hash {
  const seeds = [0, 1].map(() => Math.floor(random() * 2 ** 32));
  return (subject) => {
    let low = seeds[0]! ^ subject.length;
    let high = seeds[1]!;
    for (let at = 0; at < subject.length; at += 1) {
      const unit = subject.charCodeAt(at);
      low = Math.imul(low ^ unit, 0x9e37_79b1);
      high = Math.imul(high ^ unit ^ (low >>> 15), 0x85eb_ca77);
      low ^= high >>> 13;
    }
    return { low: mixed(low ^ (high >>> 16)), high: mixed(high ^ Math.imul(low, 0xc2b2_ae3d)) };
  };
}

function mixed(half: number): number {
  let bits = Math.imul(half ^ (half >>> 16), 0x21f0_aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a_2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
}
