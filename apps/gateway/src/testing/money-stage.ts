import type { Store } from '@lienthong/store';
import { CoreHarness } from './core-harness.js';
import { MoneyHarness } from './money-harness.js';

/** What dossier `A` of the stage owes. */
export const full = 50_000;

/** A core over a store of the test's own, with a dossier `A` that owes one fee. */
export async function openMoney(
  openStore: () => Promise<{ readonly store: Store }>,
): Promise<{ readonly h: CoreHarness; readonly m: MoneyHarness }> {
  const h = await CoreHarness.open((await openStore()).store);
  const m = new MoneyHarness(h);
  await m.dossier('A');
  return { h, m };
}

/** Whatever a test has done, every dong has one place. */
export async function closeMoney(m: MoneyHarness): Promise<void> {
  try {
    await m.balanced();
  } finally {
    await m.h.core.close();
  }
}
