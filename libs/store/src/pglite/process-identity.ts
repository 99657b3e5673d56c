import { readFileSync } from 'node:fs';

/** A process by pid and start time: a pid alone comes again after a restart, and in a container it is always the same. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Boot id and start time in clock ticks; `undefined` where the system does not tell. */
  readonly startedAt: string | undefined;
}

function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (afterName[0] === 'Z') return 'zombie';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${afterName[19] ?? ''}`;
  } catch {
    return undefined;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export const identityOf = (pid: number): ProcessIdentity => ({ pid, startedAt: startOf(pid) });
export const ownIdentity = (): ProcessIdentity => identityOf(process.pid);

/** Whether that very process still lives. Where start times are not known, a living pid counts as it. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (!exists(identity.pid)) return false;
  const startedAt = startOf(identity.pid);
  // It may have gone in between; one whose start this user may not read is not taken for dead.
  if (startedAt === undefined) return exists(identity.pid);
  if (startedAt === 'zombie') return false;
  return identity.startedAt === undefined || startedAt === identity.startedAt;
}
