import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

/** The names of the patches of a folder, sorted. */
export const patchesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.patch'))
    .map((name) => name.replace(/\.patch$/, ''))
    .sort();

/** Those that have fallen behind the code they spoil, which only who runs the whole table would miss, each with what git says. */
export const staleIn = (folder: string): readonly string[] =>
  patchesIn(folder).flatMap((name) => {
    try {
      execFileSync('git', ['apply', '--check', `${folder}/${name}.patch`], { stdio: 'pipe' });
      return [];
    } catch (error) {
      return [`${name}: ${String((error as { stderr?: Buffer }).stderr)}`];
    }
  });
