import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { acceptsAll } from '../testing/bank-for-test.js';
import { commandForTest, type CommandForTest, type Running } from '../testing/process-for-test.js';
import { receiverForTest, type Answer, type ReceiverForTest } from '../testing/receiver-for-test.js';
import type { Transfer } from './transfer.js';

const headers = { 'content-type': 'application/json' };

let command: CommandForTest;
let receiver: ReceiverForTest;
let answer: () => Answer;
beforeEach(async () => {
  answer = acceptsAll;
  receiver = await receiverForTest(() => answer());
  command = await commandForTest();
});
afterEach(async () => {
  await command.end();
  await receiver.end();
});

async function start(speed = 1): Promise<Running> {
  const running = await command.start('--callbacks', receiver.url, '--speed', String(speed));
  if (running.url === '') throw new Error(`it did not start: ${running.said.join(' ')}`);
  return running;
}
const transfer = async (url: string, body: object): Promise<Transfer> => {
  const answered = await fetch(`${url}/bank/transfers`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answered.ok) throw new Error(await answered.text());
  return (await answered.json()) as Transfer;
};
const pause = () => new Promise((resume) => setTimeout(resume, 10));
const balance = async (url: string) =>
  ((await (await fetch(`${url}/bank/accounts/kho-bac-1`)).json()) as { balance: number }).balance;
/** Numbers of the transfers that were told of, each as often as it was. */
const told = () => receiver.received.map(({ body }) => (JSON.parse(body) as { id: number }).id);

/** Pays as fast as it is answered until the process dies; returns what was answered. */
async function payUntilDeath(url: string, prefix: string): Promise<Transfer[]> {
  const booked: Transfer[] = [];
  const worker = async (name: string) => {
    for (let n = 0; ; n++)
      booked.push(await transfer(url, { id: `${prefix}-${name}-${n}`, account: 'kho-bac-1', amount: 1000, text: 'x' }));
  };
  await Promise.allSettled([...'abcdefgh'].map(worker));
  return booked;
}

describe('the bank, killed', () => {
  it('keeps every transfer it answered, gives no number twice, and tells of all of them in the end', async () => {
    const booked: Transfer[] = [];
    for (let round = 0; round < 3; round++) {
      const running = await start();
      const load = payUntilDeath(running.url, `R${round}`);
      await receiver.until(told().length + 60);
      await command.kill(running, 'SIGKILL');
      booked.push(...(await load));
      if (round === 1) await appendFile(join(command.dataDir, 'deliveries.ndjson'), '{"seq":99999,"end":tr');
    }
    const running = await start();
    const kept: Transfer[] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const page = (await (await fetch(`${running.url}/bank/transfers?limit=1000&after=${after}`)).json()) as {
        items: Transfer[];
        next?: number;
      };
      kept.push(...page.items);
      after = page.next;
    }
    const ids = new Set(kept.map(({ id }) => id));
    expect(booked.length).toBeGreaterThan(60);
    expect(booked.filter(({ id }) => !ids.has(id))).toEqual([]);
    expect(kept.map(({ number }) => number)).toEqual(kept.map((_transfer, i) => i + 1));
    expect(await balance(running.url)).toBe(15_000_000 + kept.length * 1000);
    const all = new Set(kept.map(({ number }) => number));
    for (const end = Date.now() + 10_000; told().some((id) => all.delete(id)) || all.size > 0;) {
      if (Date.now() > end) throw new Error(`${all.size} transfers were never told of`);
    }
    expect(await transfer(running.url, { id: booked[0]!.id, account: 'kho-bac-1', amount: 1000 })).toEqual(booked[0]);
  }, 120_000);

  it('goes on with the repeats of a notification where they stood', async () => {
    answer = () => 'cut';
    const first = await start(1000);
    await transfer(first.url, { account: 'kho-bac-1', amount: 1000 });
    await receiver.until(2);
    await command.kill(first, 'SIGKILL');
    const second = await start(10_000);
    const shown = async () =>
      (await (await fetch(`${second.url}/bank/notifications`)).json()) as {
        items: { state: string; attempts: object[] }[];
      };
    let items = (await shown()).items;
    for (; items[0]?.state !== 'givenUp'; { items } = await shown()) await pause();
    // Eight were noted; one under way when it was killed was not, and came once more.
    expect(items[0].attempts).toHaveLength(8);
    expect(told().length).toBeGreaterThanOrEqual(8);
  }, 60_000);

  it('says nothing a second time that was accepted', async () => {
    const first = await start();
    await transfer(first.url, { account: 'kho-bac-1', amount: 1000 });
    const noted = () => readFile(join(command.dataDir, 'deliveries.ndjson'), 'utf8');
    while (!(await noted()).includes('"state":"accepted"')) await pause();
    await command.kill(first, 'SIGKILL');
    const second = await start();
    await transfer(second.url, { account: 'kho-bac-1', amount: 2000 });
    await receiver.until(2);
    expect(told()).toEqual([1, 2]);
  }, 60_000);
});
