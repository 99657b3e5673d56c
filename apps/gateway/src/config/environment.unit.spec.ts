import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import { readEnvironment } from './environment.js';

const key = Buffer.alloc(32, 7).toString('base64');

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
    LIENTHONG_MASTER_KEY: key,
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
  expect(inspect(read, { depth: 5 })).not.toMatch(/pass-word|BwcHBw/);
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
  [
    'LIENTHONG_MASTER_KEY',
    'geheim',
    'LIENTHONG_MASTER_KEY must be 32 bytes as base64 or as 64 hex digits, or file: with the path of such a key; what it holds is not shown.',
  ],
  ['LIENTHONG_MASTER_KEY', 'file:no/such', 'LIENTHONG_MASTER_KEY names file:no/such, which cannot be read (ENOENT).'],
])('%s=%s', (name, value, sentence) => {
  expect(readEnvironment({ [name]: value })).toEqual({ ok: false, sentences: [sentence] });
});

it('tells all faults at once', () => {
  expect(readEnvironment({ PORT: 'x', LOG_LEVEL: 'y' })).toMatchObject({
    ok: false,
    sentences: [/PORT/, /LOG_LEVEL/].map((part) => expect.stringMatching(part)),
  });
});

it('a master key from a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-key-'));
  writeFileSync(join(folder, 'key'), `${key}\n`);
  const read = readEnvironment({ LIENTHONG_MASTER_KEY: `file:${join(folder, 'key')}` });
  rmSync(folder, { recursive: true });
  expect(read.ok && read.environment.masterKey?.reveal()).toBe(key);
});
