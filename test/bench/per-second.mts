/** How often a second of one core does `work`; it is told which of `count` it does, and says whether that went well. */
export function perSecond(count: number, work: (index: number) => boolean): number {
  let best = 0;
  // The best of some rounds: the machine's other work only ever adds.
  for (let round = 0; round < rounds; round += 1) {
    const started = process.cpuUsage();
    for (let index = 0; index < count; index += 1) if (!work(index)) throw new Error(`wrong at ${index}`);
    const { user, system } = process.cpuUsage(started);
    best = Math.max(best, (count * 1e6) / (user + system));
  }
  return Math.round(best);
}

const rounds = 5;
