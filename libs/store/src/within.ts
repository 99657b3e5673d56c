/** What the work brings, or `late` when it takes longer. The work itself is not cancelled; its failure after that is nobody's. */
export async function within<T, Late>(millis: number, work: () => Promise<T>, late: Late): Promise<T | Late> {
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<Late>((resolve) => {
    timer = setTimeout(() => resolve(late), millis);
  });
  try {
    return await Promise.race([work(), alarm]);
  } finally {
    clearTimeout(timer);
  }
}
