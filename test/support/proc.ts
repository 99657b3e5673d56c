import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const ticksPerSecond = 100;

function cpuSeconds(pid: number): number {
  // The second field, the program's name, may hold spaces and brackets.
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Part of one core that a process uses over so long, all its threads together. */
export async function cpuShare(pid: number, millis: number): Promise<number> {
  const [before, began] = [cpuSeconds(pid), performance.now()];
  await sleep(millis);
  return (cpuSeconds(pid) - before) / ((performance.now() - began) / 1000);
}

/** Memory that is resident now, and the most that was; MiB. */
export function memoryMiB(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const of = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { now: of('VmRSS'), most: of('VmHWM') };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
