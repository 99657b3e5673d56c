import { readClusterEnvironment } from './cluster-environment.js';

const whole = {
  DATABASE_URL: 'postgres://user:pass-word@db:5432/lienthong',
  KAFKA_BROKERS: 'k1:9092',
  LIENTHONG_MASTER_KEY: 'file:/keys/master',
  LIENTHONG_CONFIG: 'here.yaml',
};

it('takes every address of the machine unless told otherwise', () => {
  const read = readClusterEnvironment(whole);
  expect(read).toMatchObject({ ok: true, environment: { listenHost: '0.0.0.0', kafkaBrokers: ['k1:9092'] } });
  expect(readClusterEnvironment({ ...whole, LISTEN_HOST: '127.0.0.1' })).toMatchObject({
    environment: { listenHost: '127.0.0.1' },
  });
});

it.each(Object.keys(whole))('%s missing is one sentence with its name', (name) => {
  const read = readClusterEnvironment({ ...whole, [name]: '' });
  expect(read).toEqual({ ok: false, sentences: [expect.stringMatching(new RegExp(`^${name} is not set: .+\\.$`))] });
});

it('tells what is missing and what is wrong at once', () => {
  const read = readClusterEnvironment({ DATABASE_URL: 'mysql://x/y', LISTEN_HOST: 'no host' });
  expect(read).toMatchObject({
    sentences: [/^KAFKA/, /^LIENTHONG_MASTER/, /^LIENTHONG_CONFIG/, /^DATABASE_URL must/, /^LISTEN_HOST must/].map(
      (part) => expect.stringMatching(part),
    ),
  });
});
