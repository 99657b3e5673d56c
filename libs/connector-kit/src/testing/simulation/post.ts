import type { ExchangeCommand } from '@lienthong/contracts';
import { commandCargo, uuid, type Cargo } from './cargo.js';
import type { Laws } from './laws.js';
import type { SimulatedProcess } from './simulated-process.js';
import type { World } from './world.js';

/** What the bus has for the connectors: at least once, in any order, to any process. */
export class Post {
  readonly #cargo: Cargo[] = [];
  readonly #commands: string[] = [];

  constructor(
    private readonly world: World,
    private readonly laws: Laws,
  ) {}

  /** Commands sent so far. */
  get commands(): number {
    return this.#commands.length;
  }

  get empty(): boolean {
    return !this.#cargo.some(({ left }) => left > 0);
  }

  get unanswered(): string | undefined {
    return this.#commands.find((id) => !this.laws.answers.has(id));
  }

  add(cargo: Cargo): void {
    this.#cargo.push(cargo);
  }

  command(command: Omit<ExchangeCommand, 'command' | 'operator' | 'at'>): void {
    const id = uuid(2, this.#commands.length + 1);
    const at = new Date(this.world.now).toISOString();
    this.#commands.push(id);
    this.add(commandCargo({ ...command, command: id, operator: 'operator', at }, this.world.now));
  }

  /** What this consumer has not acknowledged goes to another as well. */
  redeliver(process: SimulatedProcess): void {
    for (const cargo of this.#cargo) if (cargo.out === process) cargo.out = undefined;
  }

  /** Gives some records, in any order; false when there is nothing to give, or nobody to take it. */
  deliver(process: SimulatedProcess | undefined, howMany: number): boolean {
    const { tape } = this.world;
    const open = this.#cargo.filter(({ left, out }) => left > 0 && out === undefined);
    if (!process || open.length === 0) return false;
    const batch: Cargo[] = [];
    while (batch.length < howMany && open.length > 0) batch.push(...open.splice(tape.below(open.length), 1));
    for (const cargo of batch) cargo.out = process;
    this.world.log(`${process.actor.name} gets ${batch.map(({ label }) => label).join(', ')}`);
    process.handle(batch.map(({ delivery }) => delivery)).then(
      (verdicts) => batch.forEach((cargo, at) => this.#acknowledge(cargo, process, verdicts[at])),
      (error: unknown) => {
        this.world.log(`${process.actor.name} has not handled them: ${String(error)}`);
        for (const cargo of batch) if (cargo.out === process) cargo.out = undefined;
      },
    );
    return true;
  }

  #acknowledge(cargo: Cargo, process: SimulatedProcess, verdict: unknown): void {
    if (verdict !== 'handled') this.laws.fail('every record is readable', `${cargo.label}: ${JSON.stringify(verdict)}`);
    if (cargo.out === process) cargo.out = undefined;
    cargo.left = Math.max(0, cargo.left - 1);
  }
}
