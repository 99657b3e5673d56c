import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './make-folder.js';

/** Another living process writes this folder. */
export class FolderInUseError extends Error {
  constructor(
    readonly folder: string,
    readonly pid: number,
  ) {
    super(
      `${folder} is in use by another sandbox, process ${pid}; stop it or choose another folder (--data of npm run sandbox, DATA_DIR of npm start).`,
    );
  }
}

/**
 * Takes a folder for this process; a lock left by a dead one is taken over. Returns the release. A process is known by
 * its pid and, where the system tells, by when it began: pids come round again.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await makeFolder(folder);
  const path = join(folder, 'sandbox.lock');
  const mine = `${process.pid} ${await beganAt(process.pid)}`;
  for (;;) {
    try {
      await writeFile(path, mine, { flag: 'wx', mode: 0o600 });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [pid = '', began = ''] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
    if (isAlive(Number(pid)) && (await beganAt(Number(pid))) === began) throw new FolderInUseError(folder, Number(pid));
    await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in the system's own ticks; '-' where it does not tell. */
async function beganAt(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The command name stands in parentheses and may hold spaces; field 22 of the line is the 20th after it.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}
