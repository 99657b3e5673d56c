import { Client } from 'pg';
import { typeParsers } from '../types.js';
import type { DatabaseThread } from './database-thread.js';
import { WorkerStream } from './worker-stream.js';

/** The one session of the thread's database, through `pg` itself: values and errors are those of PostgreSQL. */
export async function connect(thread: DatabaseThread): Promise<Client> {
  const client = new Client({
    stream: () => new WorkerStream(thread.worker) as never,
    user: 'postgres',
    database: 'postgres',
    host: 'localhost',
    password: '',
    ssl: false,
    types: typeParsers as never,
    pipeline: true,
  } as never);
  client.on('error', () => undefined); // the thread's end is reported by the thread
  await client.connect();
  return client;
}
