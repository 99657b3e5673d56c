import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../client.mts';
import type { Journal } from './journal.mts';

/** A clerk looks into the inbox every so often. What stands there is acted upon when an event has told of it, and not before. */
export async function readInbox(client: Client, journal: Journal): Promise<never> {
  for (;;) {
    const { body } = await client.get('/v1/inbox?state=open&limit=200');
    await journal.note({ what: 'inbox', entries: (body.items as readonly unknown[]).length });
    await sleep(2_000);
  }
}
