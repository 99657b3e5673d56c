import { randomUUID } from 'node:crypto';
import type { DossierContent } from '@lienthong/contracts';
import { sandboxPartners } from '@lienthong/embedded';
import { accepted, type Answer } from '../support/api-client.js';
import { aDossier } from '../support/dossier.js';
import { startProduct, type Product } from '../support/product.js';
import { driveSandbox, postOfficeSlice } from '../support/sandbox-slices.js';
import { until } from '../support/until.js';

type Slice = Record<string, unknown>;

/** A round of the comparison follows the other so soon. */
export const everyMillis = 500;

/** How long a thing may take on a busy machine. */
const patience = 60_000;

function partners(sandboxUrl: string): Slice {
  const usual = sandboxPartners(sandboxUrl);
  return {
    'bank-qr': usual['bank-qr'],
    'payment-platform': usual['payment-platform'],
    'post-office': postOfficeSlice(sandboxUrl),
  };
}

/** The product with short settling times, and what is done to its partners behind its back. */
export class Scene {
  private constructor(readonly product: Product) {}

  static async open(settlingMillis: number): Promise<Scene> {
    const product = await startProduct({
      partners,
      portal: { lookUp: { status: 'TrangThaiHoSo' } },
      coreSettings: {
        ...{ disagreementMillis: settlingMillis, agencyDisagreementMillis: settlingMillis },
        ...{ comparisonEveryMillis: everyMillis, portalQuestions: 200, portalAskedAgainMillis: 86_400_000 },
      },
    });
    const scene = new Scene(product);
    await scene.sandbox('PUT', '/bank/settings', { callbackBase: product.url, speed: 600 });
    // What the platform says of an order when it is asked is never heard.
    await scene.sandbox('PUT', '/situations/payment-platform/QUERY', { situation: 'down', all: true });
    return scene;
  }

  sandbox<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    return driveSandbox<T>(this.product.sandboxUrl + path, method, body);
  }

  async state(code: string, change: Partial<DossierContent> = {}): Promise<void> {
    const { json } = accepted(await this.product.client.putAndWait(code, aDossier(change), 30));
    const refused = (json.settled as { outcome?: string; cause?: string }[]).find(
      ({ outcome }) => outcome === 'refused',
    );
    if (refused) throw new Error(`${code}: ${refused.cause}`);
  }

  async open(code: string, method: 'bankQr' | 'paymentPlatform' = 'bankQr') {
    const body = { dossier: code, fees: ['LP01'], method };
    const headers = { 'idempotency-key': randomUUID(), prefer: 'wait=30' };
    const { json } = accepted(await this.product.client.ask('POST', '/v1/payments', { body, headers }));
    return json as { id: string; reference: string; qr: { payload: string } };
  }

  payment = (id: string, what: string, is: (payment: Answer['json']) => boolean): Promise<unknown> =>
    until(what, async () => is((await this.product.client.get(`/v1/payments/${id}`)).json), patience);

  /** A result is on its way by post; its number there. */
  async posted(code: string): Promise<string> {
    await this.state(code);
    await this.state(code, { revision: 2, status: 'completed', returnBy: 'post' });
    return this.deliveryIn(code, 'ordered', 'accepted');
  }
  deliveryIn(code: string, ...states: readonly string[]): Promise<string> {
    return until(
      `a delivery of ${code} ${states.join(' or ')}`,
      async () => {
        const { items } = (await this.product.client.get(`/v1/deliveries?dossier=${code}`)).json;
        return items.find(({ state }: { state: string }) => states.includes(state))?.reference as string | undefined;
      },
      patience,
    );
  }

  /** Whatever has been found so far, ended or not. */
  async found(): Promise<readonly Answer['json'][]> {
    const items: Answer['json'][] = [];
    for (const state of ['open', 'ended']) {
      for (let cursor = ''; ;) {
        const { json } = await this.product.operator.get(`/v1/disagreements?state=${state}&limit=200${cursor}`);
        items.push(...json.items);
        if (json.nextCursor === undefined) break;
        cursor = `&cursor=${json.nextCursor}`;
      }
    }
    return items;
  }
}

/** So many at a time, in this order. */
export async function inTurns<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}
