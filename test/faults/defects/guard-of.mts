import { readFileSync } from 'node:fs';
import type { Fault } from '../list.ts';

/** What the patch of a fault takes out, in its own words: the first line. */
export const guardTakenFor = (fault: Fault): string =>
  readFileSync(new URL(`${fault}.patch`, import.meta.url), 'utf8').split('\n')[0]!;
