import type { DossierContent } from '@lienthong/contracts';
import type { Scene } from './scene.js';

/** Something is made to differ; the code is the dossier's. */
type Plant = (scene: Scene, code: string) => Promise<void>;

const lost: Plant = async (scene, code) => {
  await scene.state(code);
  await scene.sandbox('POST', `/dvc-portal/dossiers/${code}/loss`);
};
const otherwise: Plant = async (scene, code) => {
  await scene.state(code);
  await scene.sandbox('POST', `/dvc-portal/dossiers/${code}/status`, { status: '7' });
};
const asksForPaid: Plant = async (scene, code) => {
  await scene.state(code, { status: 'paymentRequested' });
  const { id, qr } = await scene.open(code);
  await scene.sandbox('POST', '/bank/transfers', { qr: qr.payload });
  await scene.payment(id, `the fee of ${code} is settled`, ({ state }) => state === 'settled');
};
const confirmed: Plant = async (scene, code) => {
  await scene.state(code);
  const { id, reference } = await scene.open(code, 'paymentPlatform');
  await scene.sandbox('POST', `/payment-platform/orders/PARTNER01/${reference}/pay`, {});
  await scene.payment(id, `the platform confirms the fee of ${code}`, ({ claims }) => claims.length > 0);
};
const part: Plant = async (scene, code) => {
  await scene.state(code);
  const { id, qr } = await scene.open(code);
  await scene.sandbox('POST', '/bank/transfers', { qr: qr.payload, amount: 20_000 });
  await scene.payment(id, `a part of the fee of ${code} came`, ({ coverage }) => coverage === 'partial');
};
const delivered: Plant = async (scene, code) => {
  const reference = await scene.posted(code);
  await scene.state(code, { revision: 3, status: 'processing', returnBy: 'post' });
  await scene.sandbox('POST', `/post-office/orders/${reference}/steps`, { code: 4 });
  await scene.deliveryIn(code, 'delivered');
};
const contradicted: Plant = async (scene, code) => {
  const reference = await scene.posted(code);
  await scene.sandbox('POST', `/post-office/orders/${reference}/steps`, { code: 5 });
  await scene.deliveryIn(code, 'failed');
  await scene.state(code, { revision: 3, status: 'returned', returnBy: 'post' });
};

/** By the kind that has to be found. What partners volunteer of no dossier is in {@link volunteer}. */
export const plants: Readonly<Record<string, Plant>> = {
  missingAtPortal: lost,
  statusBehind: otherwise,
  paidNotMarked: asksForPaid,
  markedNotCredited: confirmed,
  deliveredNotReturned: delivered,
  feeAmountDiffers: part,
  agencyContradictsSeen: contradicted,
};

/** The nth thing that nobody here knows the dossier of, by a source that the number chooses. */
export async function volunteer(scene: Scene, n: number): Promise<void> {
  if (n % 3 === 0) {
    const transfer = { account: 'kho-bac-1', amount: 10_000 + n, text: `nop tien lan ${n}` };
    await scene.sandbox('POST', '/bank/transfers', transfer);
  } else if (n % 3 === 1) {
    await scene.sandbox('POST', '/post-office/orders', { prefix: `STRANGER-${n}-`, count: 1, life: 'registered' });
  } else {
    await scene.sandbox('POST', '/dvc-portal/submissions', { unit: '000.00.99.H77' });
  }
}

/** The same, looked at while it differs, and ended before it is old enough to be told. */
type Passing = Plant;

/** The agency states more, which also mends what the portal holds. */
const states =
  (plant: Plant, change: Partial<DossierContent>): Passing =>
  async (scene, code) => {
    await plant(scene, code);
    await lookedAt(scene, code);
    await scene.state(code, change);
  };

async function lookedAt({ product }: Scene, code: string): Promise<void> {
  const { status, text } = await product.client.ask('POST', `/v1/dossiers/${code}/comparison`, {
    headers: { prefer: 'wait=30' },
  });
  if (status !== 200) throw new Error(`comparison of ${code}: ${status} ${text}`);
}

const rest: Passing = async (scene, code) => {
  await scene.state(code);
  const { id, qr } = await scene.open(code);
  await scene.sandbox('POST', '/bank/transfers', { qr: qr.payload, amount: 20_000 });
  await scene.payment(id, `a part of the fee of ${code} came`, ({ coverage }) => coverage === 'partial');
  await lookedAt(scene, code);
  await scene.sandbox('POST', '/bank/transfers', { qr: qr.payload, amount: 30_000 });
  await scene.payment(id, `the rest of the fee of ${code} came`, ({ state }) => state === 'settled');
};

export const passing: readonly Passing[] = [
  states(lost, { revision: 2 }),
  states(otherwise, { revision: 2 }),
  states(asksForPaid, { revision: 2, status: 'processing' }),
  rest,
  states(delivered, { revision: 4, status: 'completed', returnBy: 'post' }),
  states(contradicted, { revision: 4, status: 'processing', returnBy: 'post' }),
];
