import { familyOf } from './family.mts';

/** CPU time of a process and its children so far, microseconds; Linux only. */
export const cpuMicros = (pid: number): number => familyOf(pid).reduce((sum, { micros }) => sum + micros, 0);
