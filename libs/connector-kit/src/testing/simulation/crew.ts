import type { Connections } from './simulated-store.js';
import { SimulatedProcess, type ProcessParts } from './simulated-process.js';
import type { Actor, World } from './world.js';

const mostStarts = 200;

/** The processes of one schedule, those that are gone included. */
export class Crew {
  readonly processes: SimulatedProcess[] = [];
  kills = 0;

  constructor(
    private readonly world: World,
    private readonly connections: Connections,
    private readonly parts: ProcessParts,
    /** What this process has not acknowledged goes to another as well. */
    private readonly away: (process: SimulatedProcess) => void,
  ) {}

  /** Those that take records. */
  get ready(): SimulatedProcess[] {
    return this.processes.filter(({ ready }) => ready);
  }

  in(...states: Actor['state'][]): SimulatedProcess[] {
    return this.processes.filter(({ actor }) => states.includes(actor.state));
  }

  of(actor: Actor): SimulatedProcess | undefined {
    return this.processes.find((process) => process.actor === actor);
  }

  start(): void {
    // Nothing kills so many: the database itself has gone.
    if (this.processes.length >= mostStarts) throw new Error(`${mostStarts} processes were started in one schedule`);
    const actor = this.world.actor(`p${this.processes.length + 1}`);
    this.world.log(`${actor.name} starts`);
    this.processes.push(new SimulatedProcess(actor, this.parts, (process) => void this.kill(process)));
  }

  async kill(process: SimulatedProcess | undefined): Promise<void> {
    if (!process || process.actor.state === 'dead') return;
    this.kills += 1;
    this.world.log(`${process.actor.name} dies`);
    this.world.kill(process.actor);
    this.away(process);
    await this.connections.endAllOf(process.actor);
  }

  async killAll(): Promise<void> {
    for (const process of this.processes) await this.kill(process);
  }

  freeze(process: SimulatedProcess | undefined): void {
    if (!process) return;
    this.world.log(`${process.actor.name} freezes`);
    process.actor.state = 'frozen';
    this.away(process);
  }

  thaw(process: SimulatedProcess | undefined): void {
    if (!process) return;
    this.world.log(`${process.actor.name} wakes up`);
    process.actor.state = 'live';
  }

  stop(process: SimulatedProcess | undefined): void {
    if (!process) return;
    this.world.log(`${process.actor.name} is asked to stop`);
    process.stop();
    this.away(process);
  }
}
