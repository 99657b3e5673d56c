/** The gateway's core in a process of its own: fills a store with open payments, or compares statements with them. */
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { loadavg } from 'node:os';
import { sql } from 'kysely';
import { vietnamDay } from '@lienthong/contracts';
import { createGatewayCore, type OpenGatewayCore } from '@lienthong/gateway';
import { Keyring, MasterKey } from '@lienthong/seal';
import { openStore } from '@lienthong/store';
import { usualRules } from '../../apps/gateway/dist/money/payment-rules.js';
import { sampleDossier } from '../../apps/gateway/dist/testing/sample-dossier.js';

const [task, mode, place, count, until, folder] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const entries = Number(count);
const say = (line: string): void => void process.send?.(line);
const amountOf = (index: number): number => 20_000 + (index % 500) * 1_000;
const fee = (index: number) =>
  ({ code: 'LP01', name: 'Le phi', amount: amountOf(index), kind: 'charge', collectAt: 'reception' }) as const;
const account = {
  name: 'kho-bac-1',
  method: 'bankQr',
  provider: 'sepay',
  qr: 'own',
  bankBin: '970436',
  accountNumber: '1017595600',
  accountName: 'SO TU PHAP',
} as const;
const payments = {
  ...usualRules(),
  accounts: { named: () => account, accountOf: () => account, withVirtualAccounts: [] },
};
const day = vietnamDay(Date.now());
const [first, again] = [join(folder, 'first.sta'), join(folder, 'again.sta')];

const store = await openStore(mode === 'postgres' ? { databaseUrl: place } : { dataDir: place });
const bus = {
  maxRecordBytes: 1_048_576,
  publish: () => Promise.resolve(),
  health: () => Promise.resolve({ state: 'up' as const }),
};
const keyring = new Keyring(new MasterKey(Buffer.alloc(32, 7)));
const core = await createGatewayCore({ store, bus, keyring, owner: randomUUID(), payments });
const db = store.db<unknown>('gateway');
async function fill(): Promise<void> {
  const began = performance.now();
  const portion = 500;
  for (let from = 0; from < entries; from += portion) {
    await Promise.all(Array.from({ length: Math.min(portion, entries - from) }, (_, at) => openOne(from + at)));
  }
  // What the bank sends lies ready: making it must not count as the comparison's memory.
  await pipeline(Readable.from(bytesOf(mt940())), createWriteStream(first));
  await pipeline(Readable.from(bytesOf(mt940(' '))), createWriteStream(again));
  say(`filled with ${entries} open payments in ${seconds(began)}`);
}

async function openOne(index: number): Promise<void> {
  const dossier = `H44-${index}`;
  await putOne(dossier, 1, index);
  const answer = await core.openPayment({
    ...{ client: 'bench', dossier, fees: ['LP01'], method: 'bankQr' },
    expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    mayUseUnit: () => true,
  });
  if (answer.kind !== 'accepted') throw new Error(answer.kind);
}

async function putOne(code: string, revision: number, index = 0): Promise<void> {
  const content = sampleDossier({ revision, fees: [fee(index)] });
  const put = { client: 'bench', code, content, mayUseUnit: () => true };
  const answer = await core.putDossier(put);
  if (answer.kind !== 'accepted') throw new Error(answer.kind);
}

async function compare(): Promise<void> {
  say(`process ${(process.memoryUsage().rss / 1048576).toFixed(0)} MB before`);
  const agency = new Agency(core);
  await bring('mt940', 'nothing known', first);
  if (until === 'done') await bring('mt940', 'all known', again);
  await agency.stop();
  const memory = process.resourceUsage().maxRSS / 1024;
  say(`process ${memory.toFixed(0)} MB at most${mode === 'embedded' ? ', the database in it' : ''}`);
  const { rows } = await sql<{ state: string; n: number }>`
    select p.state, count(*)::int4 as n from gateway.payment p group by p.state`.execute(db);
  say(`payments: ${rows.map(({ state, n }) => `${n} ${state}`).join(', ')}; load average ${loadavg()[0]!.toFixed(2)}`);
  say(`a dossier meanwhile: ${agency.summary()}`);
}

async function bring(format: string, what: string, file: string): Promise<void> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const answer = await core.statements.receiveStatement({
    ...{ account: account.name, format, operator: 'bench', maxBytes: 1 << 30 },
    body: createReadStream(file),
  });
  if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
  const read = `${seconds(began)} (${memory()}, ${cpuSince(cpu)})`;
  let compared: string | undefined;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const view = (await core.statements.listStatements({}, { limit: 1 })).items[0]!;
    if (view.comparedAt !== undefined) compared ??= `${seconds(began)} (${memory()}, ${cpuSince(cpu)})`;
    if (compared !== undefined && until === 'compared') {
      say(`${what}: read after ${read}, every entry has its verdict after ${compared}`);
      return;
    }
    if (view.state !== 'done') continue;
    const { counts } = (await core.statements.statement(answer.statement))!;
    const found = Object.entries(counts ?? {}).map(([list, { count: n }]) => `${n} ${list}`);
    say(
      `${what}: read after ${read}, every entry has its verdict after ${compared}, done after ${seconds(began)} ` +
        `(${memory()}, ${cpuSince(cpu)}): ${found.join(', ')}`,
    );
    return;
  }
}

async function* bytesOf(file: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const text of file) yield Buffer.from(text);
}

/** Every open reference once, in an order that has nothing to do with that of the payments. */
async function* mt940(ending = ''): AsyncGenerator<string> {
  const { rows } = await sql<{ reference: string; amount: number }>`
    select p.reference, p.amount::float8 as amount from gateway.payment p order by p.reference`.execute(db);
  const total = rows.reduce((sum, { amount }) => sum + amount, 0);
  const short = day.slice(2).replaceAll('-', '');
  yield `:20:ST${short}\r\n:25:${account.accountNumber}\r\n:28C:1/1\r\n:60F:C${short}VND0,\r\n`;
  let text = '';
  for (const [index, { reference, amount }] of rows.entries()) {
    text +=
      `:61:${short}${short.slice(2)}C${amount},NTRFNONREF//FT${short}${String(index).padStart(6, '0')}\r\n` +
      `:86:MBVCB.2427229823.174242.${reference.toLowerCase()}.CT tu 00710001\r\n23456 TRAN THI MAU toi 1017595600 SO TU PHAP${ending}\r\n`;
    if (text.length < 60_000) continue;
    yield text;
    text = '';
  }
  yield `${text}:62F:C${short}VND${total},\r\n-\r\n`;
}

/** States one dossier after the other, and how long each took. */
class Agency {
  readonly #millis: number[] = [];
  #stopped = false;
  readonly #running: Promise<void>;
  readonly #core: OpenGatewayCore;

  constructor(at: OpenGatewayCore) {
    this.#core = at;
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  summary(): string {
    const sorted = [...this.#millis].sort((a, b) => a - b);
    const quantile = (part: number): string => `${sorted[Math.floor(part * (sorted.length - 1))]!.toFixed(0)} ms`;
    return `median ${quantile(0.5)}, p99 ${quantile(0.99)}, longest ${quantile(1)}, of ${sorted.length}`;
  }

  async #run(): Promise<void> {
    for (let index = 0; !this.#stopped; index += 1) {
      const began = performance.now();
      const content = sampleDossier({ revision: 1, fees: [] });
      const code = `A-${randomUUID()}`;
      await this.#core.putDossier({ client: 'agency', code, content, mayUseUnit: () => true });
      this.#millis.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function cpuSince(start: NodeJS.CpuUsage): string {
  const { user, system } = process.cpuUsage(start);
  return `${((user + system) / 1e6).toFixed(1)} s of CPU`;
}

function memory(): string {
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
  const mb = (bytes: number): string => `${(bytes / 1048576).toFixed(0)} MB`;
  return `process ${mb(rss)}, heap ${mb(heapUsed)} of ${mb(heapTotal)}, outside ${mb(external)}`;
}

function seconds(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}

try {
  await (task === 'fill' ? fill() : compare());
} finally {
  await core.close();
  await store.close();
}
process.exit(0);
