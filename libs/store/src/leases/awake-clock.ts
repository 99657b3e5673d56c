/**
 * Milliseconds on a clock that never goes back and also counts the time a suspended machine slept, which the system's
 * monotonic clock leaves out. A wall clock set forward makes it jump, which costs leases but never fakes one.
 */
export function awakeClock(monotonic = () => performance.now(), wall = () => Date.now()): () => number {
  const base = wall() - monotonic();
  let slept = 0;
  return () => {
    const now = monotonic();
    slept = Math.max(slept, wall() - now - base);
    return now + slept;
  };
}
