import { ClusterSystem } from './cluster/cluster-system.mts';
import { ClusterTrouble } from './cluster/cluster-trouble.mts';
import { EmbeddedSystem } from './embedded-system.mts';
import { Kills } from './kills.mts';
import type { CrashOptions } from './options.mts';
import type { System, Trouble, TroubleParts } from './system.mts';

export interface OpenSystem {
  readonly system: System;
  readonly trouble: (parts: TroubleParts) => Trouble;
}

/** The system in the mode that the options name, and what befalls it. */
export async function openSystem(options: CrashOptions, folder: string): Promise<OpenSystem> {
  if (options.mode === 'cluster') {
    const plan = { kinds: options.faults, withinMs: (options.within ?? Infinity) * 1000 };
    const system = await ClusterSystem.prepare(folder);
    return { system, trouble: (parts) => new ClusterTrouble(system, parts, plan) };
  }
  const system = await EmbeddedSystem.prepare(folder);
  const { kills, life } = options;
  return { system, trouble: (parts) => new Kills(system.starter, { ...parts, kills, lifeMs: life * 1000 }) };
}
