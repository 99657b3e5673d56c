import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** Files that are, or are about to be, in the repository: tracked ones and new ones that nothing ignores. */
export function repositoryFiles() {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return list.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}

/** The lines of a text file, or none where the file is binary. */
export function linesOf(file) {
  const bytes = readFileSync(join(root, file));
  return bytes.includes(0) ? [] : bytes.toString('utf8').split('\n');
}
