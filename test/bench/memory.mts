import { readFileSync } from 'node:fs';
import { familyOf } from './family.mts';

/**
 * What a process alone has in memory now, bytes: PSS, in which a page that several processes share counts once among them all
 * (PostgreSQL's buffers would count once per connection in RSS); what only it has, where the system shows no PSS. Linux only.
 */
export function memoryBytes(pid: number): number {
  return kibibytes(`/proc/${pid}/smaps_rollup`, 'Pss') ?? kibibytes(`/proc/${pid}/status`, 'RssAnon') ?? 0;
}

/** Of a process with its children, PostgreSQL's backends for instance. */
export const familyMemoryBytes = (pid: number): number =>
  familyOf(pid).reduce((sum, member) => sum + memoryBytes(member.pid), 0);

function kibibytes(file: string, field: string): number | undefined {
  try {
    const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8'))?.[1];
    return found === undefined ? undefined : Number(found) * 1024;
  } catch {
    return undefined; // it has ended, or is not ours to look into
  }
}
