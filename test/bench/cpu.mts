import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks per second in `/proc`; 100 on every Linux of the last decades. */
const tickMicros = 10_000;

interface Stat {
  readonly parent: number;
  /** Own, and of children that have ended. */
  readonly micros: number;
}

function statOf(pid: number | string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    return { parent: Number(fields[1]), micros: ticks * tickMicros };
  } catch {
    return undefined; // it has ended
  }
}

/** CPU time of a process and its children so far, microseconds; Linux only. */
export function cpuMicros(pid: number): number {
  let micros = statOf(pid)?.micros ?? 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(name);
    if (stat?.parent === pid) micros += stat.micros;
  }
  return micros;
}

/** What a process has in memory now, bytes. */
export function residentBytes(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
