export interface Most {
  readonly items: number;
  readonly weight: number;
}

/**
 * Lets what comes gather while whoever reads is busy with what came before, up to so much; nobody waits for a portion to be full.
 * A failure of the source is thrown behind everything that came before it.
 */
export async function* gathered<T>(
  source: AsyncIterable<T>,
  weightOf: (item: T) => number,
  most: Most,
): AsyncGenerator<readonly T[]> {
  let waiting: T[] = [];
  let weight = 0;
  let over = false;
  let failure: { readonly error: unknown } | undefined;
  let wakeReader = (): void => undefined;
  let wakeSource = (): void => undefined;
  const isFull = (): boolean => waiting.length >= most.items || weight >= most.weight;

  const gather = async (): Promise<void> => {
    try {
      for await (const item of source) {
        waiting.push(item);
        weight += weightOf(item);
        wakeReader();
        while (isFull() && !over) await new Promise<void>((resolve) => (wakeSource = resolve));
        if (over) return;
      }
    } catch (error) {
      failure = { error };
    } finally {
      over = true;
      wakeReader();
    }
  };

  void gather();
  try {
    for (;;) {
      while (waiting.length === 0 && !over) await new Promise<void>((resolve) => (wakeReader = resolve));
      if (waiting.length === 0) break;
      const taken = waiting;
      waiting = [];
      weight = 0;
      wakeSource();
      yield taken;
    }
    if (failure) throw failure.error;
  } finally {
    // Its source may never bring anything any more: nobody waits for it.
    over = true;
    wakeSource();
  }
}
