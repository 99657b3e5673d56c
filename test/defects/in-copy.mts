import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTree } from './copy-tree.mts';

/** Works in a copy of the tree, which is removed afterwards; with `keep` it is named instead. */
export function inCopy<T>(root: string, name: string, keep: boolean, work: (copy: string) => T): T {
  const copy = mkdtempSync(join(tmpdir(), `lienthong-${name}-`));
  try {
    copyTree(root, copy);
    return work(copy);
  } finally {
    if (keep) console.log(`kept: ${copy}`);
    else rmSync(copy, { recursive: true, force: true });
  }
}

/** Runs a command that has to succeed. */
export function must(cwd: string, command: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, [...args], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}
