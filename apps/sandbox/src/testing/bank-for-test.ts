import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { MoneyAgreements } from '../bank/settings.js';
import type { Transfer } from '../bank/transfer.js';
import type { ShownNotice } from '../notifications/outbox.js';
import type { SandboxOptions } from '../sandbox.js';
import { receiverForTest, type Answer, type Received } from './receiver-for-test.js';
import { sandboxForTest } from './sandbox-for-test.js';

export const moneyGolden = <T>(name: string): T =>
  JSON.parse(readFileSync(resolve('test/contract', name), 'utf8')) as T;

export const acceptsAll = (): Answer => ({ status: 200, body: '{"success":true}' });

/** A sandbox whose providers call a receiver; waits between repeats are ten thousand times shorter. */
export async function bankForTest({
  answer = acceptsAll,
  money = {},
  ...options
}: {
  answer?: (received: Received, earlier: number) => Answer;
  money?: Partial<MoneyAgreements>;
} & Omit<Partial<SandboxOptions>, 'money'> = {}) {
  const receiver = await receiverForTest(answer);
  const sandbox = await sandboxForTest({ money: { callbackBase: receiver.url, speed: 10_000, ...money }, ...options });
  const send = async <T>(method: string, path: string, body?: unknown) => {
    const answered = await fetch(sandbox.url + path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answered.status, body: (await answered.json()) as T };
  };
  return {
    ...sandbox,
    receiver,
    send,
    async transfer(body: object): Promise<Transfer> {
      const answered = await send<Transfer>('POST', '/bank/transfers', {
        account: 'kho-bac-1',
        amount: 150_000,
        ...body,
      });
      if (answered.status > 201) throw new Error(JSON.stringify(answered.body));
      return answered.body;
    },
    /** The notification of a transfer once it is in one of these states; fails after twenty seconds. */
    async notice(id: string, ...states: string[]): Promise<ShownNotice> {
      for (const end = Date.now() + 20_000; ;) {
        const { notification } = await sandbox.get<{ notification?: ShownNotice }>(`/bank/transfers/${id}`);
        if (notification && states.includes(notification.state)) return notification;
        if (Date.now() > end) throw new Error(`the notification of ${id} is ${notification?.state}`);
        await new Promise((resume) => setTimeout(resume, 5));
      }
    },
    async end() {
      await sandbox.end();
      await receiver.end();
    },
  };
}

export type BankForTest = Awaited<ReturnType<typeof bankForTest>>;
