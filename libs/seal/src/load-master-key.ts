import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { MasterKeyError } from './errors.js';
import { MasterKey } from './secret.js';

export interface MasterKeySource {
  /**
   * Value of the variable: `[id:]<key>`, the key being 32 bytes in base64 or 64 hex digits, or `file:<path>` of such a text.
   * When undefined, `path` is used.
   */
  readonly value?: string | undefined;
  /** A file with the same text, readable by its owner only. */
  readonly path?: string;
  /** Embedded: `path` is `master.key` in this folder, and is made when it is not there. */
  readonly dataDir?: string;
  /** Makes `path` with a new key when it is not there (embedded). */
  readonly createIfMissing?: boolean;
}

const form = /^(?:([A-Za-z0-9.-]{1,32}):)?(?:([0-9a-fA-F]{64})|([A-Za-z0-9+/_-]{43}=?))$/;

function parse(text: string, where: string): MasterKey {
  const [, id, hex, base64] = form.exec(text.trim()) ?? [];
  const bytes = hex === undefined ? Buffer.from(base64 ?? '', 'base64url') : Buffer.from(hex, 'hex');
  if (bytes.byteLength !== 32) {
    throw new MasterKeyError(
      `the master key in ${where} is not 32 bytes in base64 or hex (optionally with an id before a colon); make one with: openssl rand -base64 32`,
    );
  }
  if (bytes.every((byte) => byte === bytes[0])) throw new MasterKeyError(`the master key in ${where} is no random key`);
  return new MasterKey(bytes, id);
}

function readKey(path: string): MasterKey {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new MasterKeyError(`the master key file ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
  try {
    const { mode } = fstatSync(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new MasterKeyError(
        `the master key file ${path} can be read by others (mode ${(mode & 0o777).toString(8)}): chmod 600 it, and treat the key as known if others were there`,
      );
    }
    return parse(readFileSync(file, 'utf8'), path);
  } finally {
    closeSync(file);
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Whole or not at all, and on the disk before anything is sealed with it. Of two that create it, one wins. */
function createKey(path: string): void {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`;
  const file = openSync(unfinished, 'wx', 0o600);
  try {
    writeSync(file, `${randomBytes(32).toString('base64')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(unfinished);
  }
  syncFolder(dirname(path));
}

function create(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    createKey(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new MasterKeyError(
      `the master key file ${path} cannot be made (${code}): is its folder writable, and the disk not full?`,
      { cause: error },
    );
  }
}

function exists(path: string): boolean {
  try {
    closeSync(openSync(path, 'r'));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/**
 * The master key from the environment's value or from a file. Losing it loses every personal value; knowing it opens them.
 * @throws {MasterKeyError} with what is wrong and where, never with the key.
 */
export function loadMasterKey(source: MasterKeySource): MasterKey {
  const { value, dataDir } = source;
  const path = source.path ?? (dataDir === undefined ? undefined : join(dataDir, 'master.key'));
  if (value?.startsWith('file:')) return readKey(value.slice('file:'.length));
  if (value !== undefined) return parse(value, 'LIENTHONG_MASTER_KEY');
  if (path === undefined) {
    throw new MasterKeyError(
      'there is no master key: set LIENTHONG_MASTER_KEY to 32 bytes in base64, or to file:<path>',
    );
  }
  if ((source.createIfMissing ?? dataDir !== undefined) && !exists(path)) create(path);
  return readKey(path);
}
