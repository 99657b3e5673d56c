import { spawnSync } from 'node:child_process';
import { must } from './in-copy.mts';

/** What a command came to. */
export interface Ended {
  /** `null`: it took too long, or was killed. */
  readonly status: number | null;
  /** All that it said. */
  readonly text: string;
  readonly seconds: number;
}

/** Where one defect is tried: a copy of the tree, with its patch in it unless the tree is looked at as it is. */
export interface Trial {
  readonly copy: string;
  readonly without: boolean;
  /** Builds the copy as it stands. */
  build(): void;
  /** Runs a program of Node in the copy, for so many milliseconds at most. */
  run(args: readonly string[], millis: number): Ended;
}

/** Applies a patch to the copy, has something done, and takes it out again. */
export function withPatch<T>(copy: string, patch: string, without: boolean, work: (trial: Trial) => T): T {
  if (without) return work(trialIn(copy, without));
  must(copy, 'git', ['apply', patch]);
  try {
    return work(trialIn(copy, without));
  } finally {
    must(copy, 'git', ['apply', '-R', patch]);
  }
}

const trialIn = (copy: string, without: boolean): Trial => ({
  ...{ copy, without },
  build: () => must(copy, process.execPath, ['node_modules/typescript-native/bin/tsc', '-b']),
  run: (args, timeout) => {
    const began = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, [...args], {
      ...{ cwd: copy, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout },
    });
    return { status, text: stdout + stderr, seconds: Math.round((performance.now() - began) / 1000) };
  },
});
