/** Machine and monotonic clock may drift apart so far, milliseconds, before the database is asked again. */
const noStepMs = 250;
const askAgainMs = 1_000;

/**
 * Database time as this process knows it, epoch milliseconds: measured once and carried on by the monotonic clock, which no step
 * of the machine's clock moves. When the two part, the machine was set or has slept; only the database can say which, and it is
 * asked in passing. Until it has answered, time goes on as before. A difference that the question's own duration explains is
 * none: on one machine the clocks are one.
 */
export async function databaseClock(
  databaseNow: () => Promise<number>,
  wall: () => number = () => Date.now(),
  monotonic: () => number = () => performance.now(),
): Promise<() => number> {
  const measure = async (): Promise<{ readonly offset: number; readonly apart: number }> => {
    const [from, before] = [wall(), monotonic()];
    const there = await databaseNow();
    const after = monotonic();
    const explained = there >= from && there <= from + (after - before) + 1;
    return { offset: explained ? from - before : there - (before + after) / 2, apart: wall() - after };
  };
  let measured = await measure();
  let notBefore = -Infinity;
  const askInPassing = (): void => {
    notBefore = Infinity;
    void measure()
      .then(
        (again) => (measured = again),
        () => undefined,
      )
      .finally(() => (notBefore = monotonic() + askAgainMs));
  };
  return () => {
    const now = monotonic();
    if (Math.abs(wall() - now - measured.apart) > noStepMs && now >= notBefore) askInPassing();
    return Math.floor(now + measured.offset);
  };
}
