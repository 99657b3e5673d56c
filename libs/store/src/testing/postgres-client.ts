import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** One connection for one piece of work. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Waits for the server to answer; `whyNot` ends the wait with a reason. */
export async function waitUntilUp(url: string, whyNot: () => string | undefined, millis = 30_000): Promise<void> {
  for (const until = Date.now() + millis; ; await sleep(50)) {
    const why = whyNot();
    if (why !== undefined) throw new Error(why);
    const up = await withClient(url, (client) => client.query('select 1')).catch(() => undefined);
    if (up) return;
    if (Date.now() > until) throw new Error(`PostgreSQL does not answer after ${millis / 1000} s`);
  }
}

/** A fresh database beside the one that the URL names, a copy of `template`, which nobody may be using; its URL. */
export async function createDatabaseBeside(
  url: string,
  name = `test_${randomUUID().replaceAll('-', '')}`,
  template = 'template1',
): Promise<string> {
  await withClient(url, (client) => client.query(`create database ${name} template ${template}`));
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

/** Whoever still uses it is thrown out. */
export async function dropDatabase(admin: string, url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await withClient(admin, (client) => client.query(`drop database if exists ${name} with (force)`));
}
