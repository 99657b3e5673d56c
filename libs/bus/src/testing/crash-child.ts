import { fsyncSync, openSync, writeSync } from 'node:fs';
import { openStore } from '@lienthong/store';
import { createEmbeddedBus } from '../embedded/embedded-bus.js';
import { bytesOf, textOf } from './text.js';

/**
 * A process to be killed: publishes `key:n` for a few keys, from the numbers given on, and handles what comes. Both are
 * written to a journal, synced, before they count: `P key:n` after publish has answered, `H key:n` as the handler's effect.
 */
const [dataDir = '', journalFile = '', firstNumber = '0'] = process.argv.slice(2);
const keys = ['a', 'b', 'c', 'd', 'e'];

async function run(): Promise<void> {
  const journal = openSync(journalFile, 'a');
  const note = (kind: string, texts: readonly string[]): void => {
    writeSync(journal, texts.map((text) => `${kind} ${text}\n`).join(''));
    fsyncSync(journal);
  };
  const store = await openStore({ dataDir });
  const bus = await createEmbeddedBus({ store });
  await bus.ensureTopics(['crash']);
  await bus.subscribe({
    group: 'g',
    topics: ['crash'],
    maxBatch: 20,
    quarantine: () => Promise.reject(new Error('nothing here is poisonous')),
    handler: async (deliveries) => {
      note('H', deliveries.map(textOf));
      return deliveries.map(() => 'handled');
    },
  });
  for (let n = Number(firstNumber); ; n += 1) {
    const texts = keys.map((key) => `${key}:${n}`);
    await bus.publish(texts.map((text) => ({ topic: 'crash', key: text[0] ?? '', headers: {}, value: bytesOf(text) })));
    note('P', texts);
  }
}

void run();
