import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadMasterKey } from './load-master-key.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lienthong-seal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const random = (): string => randomBytes(32).toString('base64');
const write = (text: string, mode = 0o600): string => {
  const path = join(folder, 'key');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};

test('from the value, with an id or with one of its own', () => {
  const text = random();
  expect(loadMasterKey({ value: `2026:${text}` }).id).toBe('2026');
  const key = loadMasterKey({ value: text });
  expect(key.reveal().toString('base64')).toBe(text);
  expect(key.id).toMatch(/^k-[0-9a-f]{12}$/);
  expect(loadMasterKey({ value: text }).id).toBe(key.id);
});

test('from a file, named by the value or by path', () => {
  const text = random();
  const path = write(`${text}\n`);
  for (const source of [{ value: `file:${path}` }, { path }]) {
    expect(loadMasterKey(source).reveal().toString('base64')).toBe(text);
  }
});

test('makes its own file, for its owner only, once', () => {
  const path = join(folder, 'master.key');
  const first = loadMasterKey({ path, createIfMissing: true });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(loadMasterKey({ path, createIfMissing: true }).reveal()).toEqual(first.reveal());
  expect(readdirSync(folder)).toEqual(['master.key']);
});

test('in a data folder that is not there yet', () => {
  const dataDir = join(folder, 'data');
  const key = loadMasterKey({ dataDir });
  expect(loadMasterKey({ path: join(dataDir, 'master.key') }).reveal()).toEqual(key.reveal());
  expect(() => loadMasterKey({ dataDir: join(dataDir, 'master.key', 'below') })).toThrow('cannot be');
});

test('hex and base64url are the same key as base64', () => {
  const bytes = randomBytes(32);
  for (const encoding of ['hex', 'base64', 'base64url'] as const) {
    expect(loadMasterKey({ value: bytes.toString(encoding) }).reveal()).toEqual(bytes);
  }
});

test('a file that others can read is refused', () => {
  for (const mode of [0o640, 0o604, 0o660]) {
    const path = write(random(), mode);
    expect(() => loadMasterKey({ path })).toThrow(`can be read by others (mode ${mode.toString(8)})`);
  }
});

test('a broken file is an error, never replaced by a new key', () => {
  const path = write('');
  expect(() => loadMasterKey({ path, createIfMissing: true })).toThrow('is not 32 bytes in base64 or hex');
  expect(statSync(path).size).toBe(0);
});

test('errors say where and what, and never the key', () => {
  const secret = randomBytes(31).toString('base64');
  const messageOf = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('nothing was thrown');
  };
  const messages = [
    messageOf(() => loadMasterKey({ value: secret })),
    messageOf(() => loadMasterKey({ path: write(secret) })),
    messageOf(() => loadMasterKey({ path: join(folder, 'nowhere') })),
    messageOf(() => loadMasterKey({})),
    messageOf(() => loadMasterKey({ value: Buffer.alloc(32).toString('base64') })),
  ];
  expect(messages[0]).toContain('LIENTHONG_MASTER_KEY');
  expect(messages[2]).toContain('ENOENT');
  expect(messages.join()).not.toContain(secret.slice(0, 12));
  expect(existsSync(join(folder, 'nowhere'))).toBe(false);
});
