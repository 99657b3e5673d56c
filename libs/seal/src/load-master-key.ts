import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MasterKey, MasterKeyError } from './master-key.js';

export interface MasterKeySource {
  /** The key itself: 32 bytes as base64, base64url or 64 hex digits. */
  readonly value?: string;
  /** Where the embedded store keeps its own, made on first use and readable by its owner alone. */
  readonly dataDir?: string;
}

const fileName = 'master.key';

/** The master key that was given, else the one of the data folder. @throws {MasterKeyError} */
export function loadMasterKey({ value, dataDir }: MasterKeySource): MasterKey {
  if (value !== undefined) return new MasterKey(bytesOf(value.trim(), 'LIENTHONG_MASTER_KEY'));
  if (dataDir === undefined) throw new MasterKeyError('LIENTHONG_MASTER_KEY is not set');
  const path = join(dataDir, fileName);
  return new MasterKey(bytesOf(readOrMake(dataDir, path).trim(), path));
}

function bytesOf(text: string, where: string): Buffer {
  const bytes = /^[0-9a-fA-F]{64}$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64url');
  const written = /^[0-9a-fA-F]{64}$|^[A-Za-z0-9+/_-]{43}=?$/.test(text);
  if (written && bytes.length === 32) return bytes;
  throw new MasterKeyError(`${where} must hold 32 bytes as base64 or as 64 hex digits; what it holds is not shown`);
}

function readOrMake(dataDir: string, path: string): string {
  try {
    const { mode } = statSync(path);
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') {
      throw new MasterKeyError(
        `${path} can be read by others than its owner (mode ${(mode & 0o777).toString(8)}); chmod 600 it`,
      );
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
  }
  mkdirSync(dataDir, { recursive: true });
  const text = randomBytes(32).toString('base64');
  // Whole or not at all: what is sealed under a key that is lost stays sealed for ever.
  const draft = `${path}.${process.pid}`;
  writeDurably(draft, `${text}\n`);
  renameSync(draft, path);
  syncFolder(dataDir);
  return text;
}

function writeDurably(path: string, text: string): void {
  const handle = openSync(path, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
