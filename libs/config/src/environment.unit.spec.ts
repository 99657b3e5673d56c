import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { readEnvironment } from './environment.js';

it('defaults', () => {
  expect(readEnvironment({ PORT: '', DATABASE_URL: '' })).toEqual({
    ok: true,
    environment: {
      port: 8080,
      callbackPort: 8090,
      dataDir: resolve('.data'),
      logLevel: 'info',
      configFile: { path: 'config/lienthong.yaml', required: false },
    },
  });
});

it('everything set', () => {
  const read = readEnvironment({
    PORT: '0',
    DATABASE_URL: 'postgres://user:pass-word@db:5432/lienthong',
    KAFKA_BROKERS: 'k1:9092, k2:9092',
    LIENTHONG_CONFIG: 'here.yaml',
    LOG_LEVEL: 'warn',
  });
  expect(read).toMatchObject({
    ok: true,
    environment: {
      port: 0,
      kafkaBrokers: ['k1:9092', 'k2:9092'],
      configFile: { path: 'here.yaml', required: true },
      logLevel: 'warn',
    },
  });
  expect(inspect(read, { depth: 5 })).not.toMatch(/pass-word/);
});

it.each([
  ['PORT', '70000', 'PORT must be a port from 0 to 65535, found "70000".'],
  ['CALLBACK_PORT', 'http', 'CALLBACK_PORT must be a port from 0 to 65535, found "http".'],
  [
    'DATABASE_URL',
    'mysql://u:geheim@x/y',
    'DATABASE_URL must be postgres://user:password@host:port/database; what it holds is not shown.',
  ],
  ['KAFKA_BROKERS', 'k1:9092,k2', 'KAFKA_BROKERS must be host:port, several separated by commas, found "k2".'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, found "loud".'],
])('%s=%s', (name, value, sentence) => {
  expect(readEnvironment({ [name]: value })).toEqual({ ok: false, sentences: [sentence] });
});

it('tells all faults at once', () => {
  expect(readEnvironment({ PORT: 'x', LOG_LEVEL: 'y' })).toMatchObject({
    ok: false,
    sentences: [/PORT/, /LOG_LEVEL/].map((part) => expect.stringMatching(part)),
  });
});
