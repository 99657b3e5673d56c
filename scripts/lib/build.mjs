import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiler, runNode } from './node24.mjs';
import { packagesOf } from './packages.mjs';
import { root } from './root.mjs';
import { inTurn } from './take-turn.mjs';

const stamp = join(root, '.cache/build-stamp');

/**
 * Builds where a source or a setting is other than at the last build, or an output is gone. Several starts at once take turns,
 * and only the first one builds. Returns whether it had to.
 */
export function ensureBuilt(say) {
  if (isBuilt()) return false;
  return inTurn(
    join(root, '.cache/build-lock'),
    () => say('another start is building: waiting for it'),
    () => {
      if (isBuilt()) return false;
      build(say);
      return true;
    },
  );
}

function isBuilt() {
  const complete = packagesOf(root).every(({ folder }) => existsSync(join(root, folder, 'dist/index.js')));
  return complete && lastBuilt() === fingerprint([...sources(), ...settings()]);
}

function build(say) {
  const now = fingerprint([...sources(), ...settings()]);
  say(lastBuilt() === undefined ? 'building' : 'sources have changed: building');
  // By force: the compiler alone overlooks a changed `lib`, and sources that are older than its last output.
  if (runNode([compiler, '-b', '--force']) !== 0) throw new Error('the build failed; the compiler says above where');
  writeFileSync(stamp, now);
}

const lastBuilt = () => (existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined);

const sources = () =>
  packagesOf(root).flatMap(({ folder }) =>
    readdirSync(join(root, folder, 'src'), { recursive: true })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .map((file) => join(folder, 'src', file)),
  );

const settings = () => [
  ...['package-lock.json', 'tsconfig.json', 'tsconfig.base.json'],
  ...packagesOf(root).flatMap(({ folder }) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.json'))
      .map((file) => join(folder, file)),
  ),
];

const fingerprint = (files) => {
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
};
