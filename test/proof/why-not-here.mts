import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { whyNoServers } from './cluster/servers.mts';

/** Why no run can be made here; nothing where it can, and then the folder of its report is there. `to`: that folder. */
export function whyNotHere({ mode, to }: { readonly mode: string; readonly to?: string }): string | undefined {
  const noServers = mode === 'cluster' ? whyNoServers() : undefined;
  if (noServers !== undefined) return `no cluster can be run here: ${noServers}`;
  if (to === undefined) return undefined;
  try {
    make(resolve(to));
    accessSync(to, constants.W_OK);
    return undefined;
  } catch (error) {
    return `--to ${to}: ${(error as Error).message}`;
  }
}

/** Level by level: asked for all of them at once, Node.js never comes back from where no folder can be made (`/proc`). */
function make(folder: string): void {
  if (existsSync(folder)) return;
  make(dirname(folder));
  mkdirSync(folder);
}
