import { setTimeout as sleep } from 'node:timers/promises';
import { callJson } from '../proof/http-json.mts';
import { tills, type Till } from './tills.mts';

/** Money as the bank moved it. */
export interface Movement {
  readonly id: string;
  readonly number: number;
  readonly account: string;
  readonly direction: 'in' | 'out';
  readonly amount: number;
  readonly at: string;
  readonly bankReference: string;
  readonly reverses?: string;
}

/** The sandbox's bank, its providers and the payment platform, as payers and the treasury meet them. */
export class Bank {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async transfer(transfer: object): Promise<string> {
    return (await callJson<Movement>('POST', `${this.#url}/bank/transfers`, transfer)).id;
  }

  async reverse(transfer: string): Promise<void> {
    await callJson('POST', `${this.#url}/bank/transfers/${transfer}/reversal`, {});
  }

  /** Pays what VNPAY or the platform has an order for. */
  async payOrder(by: 'vnpay' | 'platform', reference: string, amount: number): Promise<string> {
    if (by === 'vnpay') {
      const path = `${this.#url}/vnpay/orders/SANDBOX1/${reference}/pay`;
      const { payments } = await callJson<{ payments: { transactionNo: number }[] }>('POST', path, { amount });
      return `vnpay-${payments.at(-1)!.transactionNo}`;
    }
    const path = `${this.#url}/payment-platform/orders/PARTNER01/${reference}/pay`;
    const { payments } = await callJson<{ payments: { id: string }[] }>('POST', path, { amount });
    return `payment-platform-PARTNER01-${payments.at(-1)!.id}`;
  }

  /** VNPAY hears of an order when a browser opens its address. */
  async openPage(url: string): Promise<void> {
    const page = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    await page.body?.cancel();
    if (!page.ok) throw new Error(`pay page: ${page.status}`);
  }

  /** Tells of a transfer again, so many times at once; nothing where nobody tells of it. */
  async resend(provider: string, transfer: string, copies: number): Promise<void> {
    const path = `${this.#url}/bank/notifications/${provider}:${transfer}/resend`;
    await callJson('POST', path, { copies }).catch((error: unknown) => {
      if (!String(error).includes(' 404 ')) throw error;
    });
  }

  /** Notifications are lost, doubled, overtaken and late, each with its probability; the narrowest place is asked first. */
  async trouble(seed: number): Promise<void> {
    for (const { provider, account, notifies } of tills) {
      const put = (at: string, body: object) =>
        callJson('PUT', `${this.#url}/situations/${provider}${at}`, { ...body, seed });
      await put(`/${notifies}`, { situation: 'dropped', probability: 0.06, key: account });
      await put('', { situation: 'doubled', probability: 0.1, key: account });
      await put(`/${notifies}`, { situation: 'reordered', probability: 0.1, millis: 500 });
      // A quarter of an hour late by their signature, two seconds by ours.
      await put('', { situation: 'late', probability: 0.06, millis: 900_000 });
    }
  }

  /** Of the providers alone: others may go through things of their own in the same sandbox. */
  async calm(): Promise<void> {
    for (const provider of new Set(tills.map((till) => till.provider)))
      await callJson('DELETE', `${this.#url}/situations/${provider}`);
  }

  /** Waits until every notification has been taken, refused, given up or lost; false when that takes longer. */
  async quiet(seconds: number): Promise<boolean> {
    for (const until = Date.now() + seconds * 1000; ;) {
      const { waiting, held } = await this.notices();
      if (!waiting && !held) return true;
      if (Date.now() > until) return false;
      await sleep(250);
    }
  }

  /** How many notifications ended how. */
  async notices(): Promise<Readonly<Record<string, number>>> {
    const path = `${this.#url}/bank/notifications?limit=1`;
    return (await callJson<{ readonly counts: Record<string, number> }>('GET', path)).counts;
  }

  /** Transfers of an account whose notification was lost for good, by their ids. */
  async lost(account: string): Promise<ReadonlySet<string>> {
    const path = `${this.#url}/bank/notifications?limit=1000&state=dropped&account=${account}`;
    const { items } = await callJson<{ readonly items: { readonly id: string }[] }>('GET', path);
    return new Set(items.map(({ id }) => id.slice(id.indexOf(':') + 1)));
  }

  async movements(): Promise<Movement[]> {
    const all: Movement[] = [];
    let after: number | undefined = 0;
    while (after !== undefined) {
      const path: string = `${this.#url}/bank/transfers?limit=1000&after=${after}`;
      const page: { items: Movement[]; next?: number } = await callJson('GET', path);
      all.push(...page.items);
      after = page.next;
    }
    return all;
  }

  async statement({ account, format }: Till, day: string): Promise<Uint8Array> {
    const path = `${this.#url}/bank/accounts/${account}/statements/${day}?format=${format[0]}`;
    const answer = await fetch(path, { signal: AbortSignal.timeout(120_000) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return new Uint8Array(await answer.arrayBuffer());
  }
}

/** Days of Vietnam on which money moved on an account. */
export const daysOf = (movements: readonly Movement[], account: string): readonly string[] =>
  [...new Set(movements.filter((one) => one.account === account).map(({ at }) => vietnamDay(at)))].sort();

const vietnamDay = (at: string): string => new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 10);
