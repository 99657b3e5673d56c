import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/**
 * The Node that came with the install (24 LTS), or, on a platform without one, the Node that runs this.
 * Everything of ours but the first script runs under it.
 */
export function node24() {
  const file = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const shipped = join(root, `node_modules/node-${process.platform}-${process.arch}`.replace('win32', 'win'), file);
  return existsSync(shipped) ? shipped : process.execPath;
}

/** `v24.21.0 (installed with the packages)`: for the first line of a run. */
export function describeNode(node = node24()) {
  if (node === process.execPath && !node.includes('node_modules')) return `${process.version} (this machine's own)`;
  const { version } = createRequire(import.meta.url)(join(node, '../../package.json'));
  return `v${version} (installed with the packages)`;
}

/** Runs a script under that Node with our terminal; its exit code, 1 where a signal ended it, which is said. */
export function runNode(args, options = {}) {
  const { status, signal, error } = spawnSync(node24(), args, { cwd: root, stdio: 'inherit', ...options });
  if (error) throw error;
  if (signal) console.error(`ended by ${signal}`);
  return signal ? 1 : (status ?? 1);
}

/** Runs a script under that Node; its exit code and everything it said, in the colours of our terminal. */
export async function hearNode(args) {
  const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env;
  const child = spawn(node24(), args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
  const [code] = await once(child, 'close');
  return { code: code ?? 1, text };
}

export const compiler = 'node_modules/typescript-native/bin/tsc';
