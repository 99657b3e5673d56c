import { readEnvironment } from '@lienthong/config';
import { StartRefused } from '@lienthong/process';
import { topicsOfBefore } from './topics-of-before.js';

const database = { DATABASE_URL: 'postgres://user:pass-word@db:5432/lienthong' };

/** What is refused before any broker is asked. */
it.each([
  ['brokers', database, /^KAFKA_BROKERS is not set: .*--leave-topics restores the store alone; .*by hand.*\.$/],
  ['a configuration', { ...database, KAFKA_BROKERS: 'k1:9092' }, /^LIENTHONG_CONFIG is not set: .*\.$/],
  [
    'a configuration that is there',
    { ...database, KAFKA_BROKERS: 'k1:9092', LIENTHONG_CONFIG: 'nowhere.yaml' },
    /^nowhere\.yaml: the configuration file cannot be read \(ENOENT\)$/,
  ],
])('without %s nothing is restored, and the sentence says so', async (_, variables, sentence) => {
  const read = readEnvironment(variables);
  if (!read.ok) throw new Error(read.sentences.join('\n'));
  const refused = await topicsOfBefore(read.environment, variables).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(StartRefused);
  expect((refused as StartRefused).sentences).toEqual([expect.stringMatching(sentence)]);
});
