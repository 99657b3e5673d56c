/** The answer, or a rejection when it takes longer. The work itself is not cancelled. */
export function within<T>(millis: number, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${millis} ms`)), millis);
    work()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
