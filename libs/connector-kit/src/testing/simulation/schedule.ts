import {
  openEnvelope,
  type ExchangeAnnounced,
  type ExchangeChanged,
  type ExchangeCommand,
  type ExchangeState,
} from '@lienthong/contracts';
import type { BusMessage } from '@lienthong/bus';
import type { Keyring } from '@lienthong/seal';
import type { WorkEvent } from '../../exchange/transitions.js';
import { cargo, commandCargo, drawExchanges, exchangesOf, uuid, type Cargo } from './cargo.js';
import { Serialization, type SimulatedDatabase } from './database.js';
import { DrawnFates, WrittenFates, type ReadFate, type SendFate } from './fates.js';
import { Laws } from './laws.js';
import { Partner } from './partner.js';
import { SimulatedProcess, type ProcessParts } from './simulated-process.js';
import { Connections, Later } from './simulated-store.js';
import { Tape } from './tape.js';
import { World, type Actor, type Step } from './world.js';

export interface Lab {
  readonly database: SimulatedDatabase;
  readonly keyring: Keyring;
  readonly onTransition: (from: ExchangeState, event: WorkEvent, to: ExchangeState) => void;
}

export interface Plan {
  /** Choices of the time with faults. */
  readonly tape: readonly number[];
  /** Choices of how the partner behaves, before and after. */
  readonly partner: readonly number[];
  /** Operators' acts on what is parked when the faults are over. */
  readonly operators: readonly number[];
}

/** A schedule that is written down: what comes, how the partner behaves, what operators do. */
export interface Written {
  /** Numbers per operation, of one subject. */
  readonly lanes: Readonly<Record<string, number>>;
  readonly sends?: readonly SendFate[];
  readonly reads?: readonly ReadFate[];
  /** Records are given one by one, so many milliseconds apart. */
  readonly apartMs?: number;
  /** One after the other: when that happens next, this happens to the process that it happened in. */
  readonly acts?: readonly { readonly on: 'sent' | 'tookOver'; readonly act: 'kill' | 'freeze' | 'stop' }[];
  /** As soon as the event of an exchange in this state is published, an operator does this. */
  readonly when?: {
    readonly state: ExchangeState;
    readonly kind: ExchangeCommand['kind'];
    readonly finding?: 'done' | 'notDone';
  };
}

export interface Figures {
  readonly exchanges: number;
  readonly steps: number;
  readonly faults: number;
  readonly kills: number;
  readonly effects: number;
  readonly repeats: Laws['repeats'];
  readonly virtualMs: number;
}

/** What may go wrong at an await of a process. */
type Fault = 'errorBefore' | 'errorAfter' | 'killBefore' | 'killAfter' | 'freezeAt';

/** Nothing settles later than this after the faults: virtual milliseconds. */
const patienceMs = 120_000;
const mostProcesses = 3;

/** One schedule, from the first process to the quiet end. Throws {@link Broken} with the trace when a promise did not hold. */
export class Schedule {
  readonly world: World;
  readonly partner: Partner;
  readonly laws: Laws;
  readonly #processes: SimulatedProcess[] = [];
  readonly #cargo: Cargo[] = [];
  readonly #announced: ExchangeAnnounced[];
  readonly #connections: Connections;
  #steps = 0;
  #faults = 0;
  #kills = 0;
  #commands = 0;
  #deliveredAt = -Infinity;
  readonly #acts: NonNullable<Written['acts']>[number][];
  readonly #due: { readonly act: 'kill' | 'freeze' | 'stop'; readonly process: SimulatedProcess | undefined }[] = [];
  readonly #asked = new Set<string>();

  constructor(
    private readonly lab: Lab,
    private readonly plan: Plan,
    private readonly written?: Written,
  ) {
    this.world = new World(new Tape(plan.tape));
    this.#acts = [...(written?.acts ?? [])];
    const fates = written ? new WrittenFates(written) : new DrawnFates(new Tape(plan.partner));
    this.partner = new Partner(this.world, fates, (effect) => this.laws.landed(effect));
    this.#announced = written
      ? exchangesOf(written.lanes, lab.keyring, this.world.now)
      : drawExchanges(this.world.tape, lab.keyring, this.world.now);
    this.laws = new Laws(this.world, lab.database, () => this.partner, this.#announced);
    this.#connections = new Connections(lab.database, (actor, statement, rows) =>
      this.laws.written(actor, statement, rows),
    );
  }

  get #tape(): Tape {
    return this.world.tape;
  }

  async run(): Promise<Figures> {
    try {
      await this.#begin();
      while (!this.#tape.ended && !this.laws.broken) await this.#turn();
      await this.#calm();
      await this.#operators();
      if (!this.laws.broken) await this.laws.atTheEnd();
    } finally {
      for (const { actor } of this.#processes) this.world.kill(actor);
      await this.#connections.endAll();
    }
    if (this.laws.broken) throw this.laws.broken;
    return {
      exchanges: this.#announced.length,
      steps: this.#steps,
      faults: this.#faults,
      kills: this.#kills,
      effects: this.partner.effects.length,
      repeats: this.laws.repeats,
      virtualMs: this.world.now - this.world.begun,
    };
  }

  // ---- the time with faults ----------------------------------------------------------------------------------------

  async #begin(): Promise<void> {
    const copies = this.#announced.map((announced) => {
      const { exchange, subject, number, operation } = announced;
      const label = `${operation} ${subject}#${number}`;
      const one = cargo('exchange.announced', `${exchange}/announced`, subject, this.world.now, announced, label);
      const kind = this.#tape.pick({ plain: 800, twice: 140, refused: 60 });
      if (kind === 'twice') one.left += 1;
      if (kind === 'refused') this.partner.refusedForGood.add(exchange);
      return one;
    });
    this.#cargo.push(...copies);
    const first = 1 + this.#tape.below(2);
    for (let n = 0; n < first; n += 1) this.#start();
    while (!this.#processes.every(({ ready, actor }) => ready || actor.state === 'dead')) {
      await this.world.settle();
      if (!(await this.#runFirst())) break;
    }
  }

  async #turn(): Promise<void> {
    await this.world.settle();
    await this.#connections.recheck();
    await this.world.settle();
    const what = this.#tape.pick({
      ...{ next: 520, any: 160, errorBefore: 14, errorAfter: 16, killBefore: 10, killAfter: 14, freezeAt: 10 },
      ...{ deliver: 90, time: 70, kill: 6, start: 20, freeze: 10, thaw: 26, stop: 6, command: 20 },
    });
    switch (what) {
      case 'deliver':
        return void this.#deliver();
      case 'time':
        return this.#jump();
      case 'kill':
        return this.#kill(this.#draw(this.#processes.filter(({ actor }) => actor.state !== 'dead')));
      case 'start':
        if (this.#processes.filter(({ actor }) => actor.state !== 'dead').length < mostProcesses) this.#start();
        return;
      case 'freeze':
        return this.#freeze(this.#draw(this.#processes.filter(({ actor }) => actor.state === 'live')));
      case 'thaw':
        return this.#thaw(this.#draw(this.#processes.filter(({ actor }) => actor.state === 'frozen')));
      case 'stop':
        return this.#stop(this.#draw(this.#processes.filter(({ ready }) => ready)));
      case 'command':
        return this.#command(this.#tape);
      default:
        return this.#step(what);
    }
  }

  #draw<T>(among: readonly T[]): T | undefined {
    return among[this.#tape.below(among.length)];
  }

  async #step(how: 'next' | 'any' | Fault): Promise<void> {
    const ready = this.world.ready();
    if (ready.length === 0) {
      if (!this.#deliver()) this.#pass();
      return;
    }
    if (how === 'next') return this.#perform(ready[0]!);
    if (how === 'any') return this.#perform(this.#draw(ready)!);
    const step = ready.find(({ kind }) => kind !== 'timer' && kind !== 'answer' && kind !== 'call');
    return step ? this.#perform(step, how) : this.#perform(ready[0]!);
  }

  async #perform(step: Step, fault?: Fault): Promise<void> {
    this.#steps += 1;
    const { actor } = step;
    if (fault) {
      this.#faults += 1;
      this.world.log(`${actor.name} ${fault} at ${step.kind} ${step.label}`);
    }
    if (fault === 'killBefore') return this.#kill(this.#processOf(actor));
    if (fault === 'errorBefore') {
      this.world.take(step);
      const error = step.kind === 'commit' && this.#tape.chance(300) ? new Serialization() : undefined;
      const lost = (await step.lose?.()) ?? new Error('not stored (simulated)');
      return step.reject(error ?? lost);
    }
    this.world.take(step);
    let result: unknown;
    try {
      result = await step.perform();
    } catch (error) {
      return step.reject(error);
    }
    if (result instanceof Later) {
      const { answer } = result;
      result.arrived = () => void this.world.gate(actor, 'answer', 'lock got', answer).then(step.resolve, step.reject);
      return;
    }
    if (fault === 'killAfter') return this.#kill(this.#processOf(actor));
    if (fault === 'errorAfter') return step.reject((await step.lose?.()) ?? new Error('no answer (simulated)'));
    if (fault !== 'freezeAt') return step.resolve(result);
    // The answer is there when the process wakes up.
    void this.world.gate(actor, 'answer', 'after the freeze', () => result).then(step.resolve, step.reject);
    this.#freeze(this.#processOf(actor));
  }

  // ---- processes ---------------------------------------------------------------------------------------------------

  #happened(actor: Actor, what: 'sent' | 'tookOver'): void {
    const next = this.#acts[0];
    if (next?.on !== what) return;
    this.#acts.shift();
    this.#due.push({ act: next.act, process: this.#processOf(actor) });
  }

  async #actWhatIsDue(): Promise<void> {
    for (const { act, process } of this.#due.splice(0)) {
      if (act === 'kill') await this.#kill(process);
      else if (act === 'freeze') this.#freeze(process);
      else this.#stop(process);
    }
  }

  #processOf(actor: Actor): SimulatedProcess | undefined {
    return this.#processes.find((process) => process.actor === actor);
  }

  #start(): void {
    const actor = this.world.actor(`p${this.#processes.length + 1}`);
    this.world.log(`${actor.name} starts`);
    this.#processes.push(new SimulatedProcess(actor, this.#parts(), (process) => void this.#kill(process)));
  }

  #parts(): ProcessParts {
    const { keyring, onTransition } = this.lab;
    return {
      ...{ connections: this.#connections, partner: this.partner, keyring },
      publish: (actor, messages) =>
        this.world.gate(actor, 'publish', `${messages.length} messages`, () => messages.forEach((m) => this.#read(m))),
      firstByte: (call) => {
        this.#happened(call.actor, 'sent');
        return this.laws.sent(call);
      },
      onTransition: (from, _type, to, event) => onTransition(from, event, to),
      onEvent: (actor, event) => {
        this.world.log(`${actor.name} ${event.event} ${'error' in event ? String(event.error) : ''}`);
        if (event.event === 'takenOver' && event.open > 0) this.#happened(actor, 'tookOver');
      },
    };
  }

  /** What the gateway would read. */
  #read(message: BusMessage): void {
    const { type, data } = openEnvelope(message);
    if (type === 'exchange.changed') {
      this.world.log(
        `          ${data.operation} ${data.subject}#${data.number} v${data.version} ${data.state} ${data.cause ?? ''}`,
      );
      this.laws.changed(data);
      this.#whenWritten(data);
    } else if (type === 'exchange.commandAnswered') {
      this.world.log(`          command ${data.command.slice(-4)} ${data.verdict} ${data.reason ?? ''}`);
      this.laws.answered(data);
    }
  }

  async #kill(process: SimulatedProcess | undefined): Promise<void> {
    if (!process || process.actor.state === 'dead') return;
    this.#kills += 1;
    this.world.log(`${process.actor.name} dies`);
    this.world.kill(process.actor);
    this.#redeliver(process);
    await this.#connections.endAllOf(process.actor);
  }

  #freeze(process: SimulatedProcess | undefined): void {
    if (!process) return;
    this.world.log(`${process.actor.name} freezes`);
    process.actor.state = 'frozen';
    this.#redeliver(process);
  }

  #thaw(process: SimulatedProcess | undefined): void {
    if (!process) return;
    this.world.log(`${process.actor.name} wakes up`);
    process.actor.state = 'live';
  }

  #stop(process: SimulatedProcess | undefined): void {
    if (!process) return;
    this.world.log(`${process.actor.name} is asked to stop`);
    process.stop();
    this.#redeliver(process);
  }

  // ---- the bus -----------------------------------------------------------------------------------------------------

  /** What this consumer has not acknowledged goes to another as well. */
  #redeliver(process: SimulatedProcess): void {
    for (const cargo of this.#cargo) if (cargo.out === process) cargo.out = undefined;
  }

  /** Gives some records, in any order, to any process; false when there is nothing to give, or nobody to take it. */
  #deliver(most = 3): boolean {
    const process = this.#draw(this.#processes.filter(({ ready }) => ready));
    const open = this.#cargo.filter(({ left, out }) => left > 0 && out === undefined);
    if (!process || open.length === 0) return false;
    const batch: Cargo[] = [];
    for (let n = 1 + this.#tape.below(most); n > 0 && open.length > 0; n -= 1) {
      batch.push(...open.splice(this.#tape.below(open.length), 1));
    }
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

  // ---- time --------------------------------------------------------------------------------------------------------

  #pass(): void {
    const next = this.world.nextInstant;
    if (next !== undefined) this.world.advance(next);
    else this.#start();
  }

  #jump(): void {
    const next = this.world.nextInstant ?? this.world.now;
    this.world.advance(this.#tape.chance(250) ? this.world.now + 1 + this.#tape.below(4_000) : next);
  }

  // ---- operators ---------------------------------------------------------------------------------------------------

  #command(tape: Tape, among: readonly ExchangeAnnounced[] = this.#announced): void {
    const target = among[tape.below(among.length)];
    const known = target && this.laws.lastOf(target.exchange);
    if (!target || !known) return;
    const { exchange, subject } = target;
    const kind = tape.pick({ retry: 400, resolve: 400, abandon: 150 });
    // Operators see what is so: they say it when nothing of the exchange is under way any more.
    if (kind === 'resolve' && this.partner.isPending(exchange)) return;
    const finding = this.partner.effectsOf(exchange).length > 0 ? 'done' : 'notDone';
    if (kind === 'abandon') this.laws.givenUp.add(exchange);
    this.#send({
      ...{ kind, exchange, subject },
      expectedVersion: tape.chance(50) ? known.version - 1 : known.version,
      ...(kind === 'resolve' ? { finding } : {}),
    });
  }

  #whenWritten({ exchange, subject, state, version }: ExchangeChanged): void {
    const when = this.written?.when;
    if (!when || when.state !== state || this.#commands > 0) return;
    if (when.kind === 'abandon') this.laws.givenUp.add(exchange);
    const { kind, finding } = when;
    this.#send({ kind, exchange, subject, expectedVersion: version, ...(finding ? { finding } : {}) });
  }

  #send(command: Omit<ExchangeCommand, 'command' | 'operator' | 'at'>): void {
    const id = uuid(2, (this.#commands += 1));
    const at = new Date(this.world.now).toISOString();
    this.#asked.add(id);
    this.#cargo.push(commandCargo({ ...command, command: id, operator: 'operator', at }, this.world.now));
  }

  /** What is parked when all is quiet: a person looks at it. */
  async #operators(): Promise<void> {
    const tape = new Tape(this.plan.operators);
    while (!tape.ended && !this.laws.broken) {
      const parked = this.#announced.filter(({ exchange }) => this.laws.lastOf(exchange)?.state === 'parked');
      this.#command(tape, parked.length > 0 ? parked : this.#announced);
      await this.#calm();
    }
  }

  // ---- the quiet end -----------------------------------------------------------------------------------------------

  async #calm(): Promise<void> {
    this.world.calm = true;
    const until = this.world.now + patienceMs;
    for (const process of this.#processes) if (process.actor.state === 'frozen') this.#thaw(process);
    let looked = -Infinity;
    let steps = 0;
    while (!this.laws.broken) {
      if (await this.#runFirst()) {
        if ((steps += 1) > 20_000) this.laws.fail('everything ends', 'steps without end');
        continue;
      }
      if (
        !this.#processes.some(({ ready, actor }) => ready || (actor.state === 'live' && !ready && !this.#isOver(actor)))
      ) {
        this.#start();
        continue;
      }
      if (this.#mayDeliver() && this.#deliver(this.written?.apartMs ? 1 : 20)) continue;
      if (this.world.now - looked >= 400 && !this.world.outsidePending && !this.#cargo.some(({ left }) => left > 0)) {
        looked = this.world.now;
        const why = await this.#unfinished();
        if (why === undefined) return;
        if (this.world.now > until) return this.laws.fail('everything ends', why);
      }
      if (this.world.now > until + 10_000) return this.laws.fail('everything ends', 'something is under way for ever');
      this.#pass();
    }
  }

  #isOver(actor: Actor): boolean {
    return this.#processOf(actor)?.stopping ?? false;
  }

  #mayDeliver(): boolean {
    const apart = this.written?.apartMs ?? 0;
    if (this.world.now - this.#deliveredAt < apart) return false;
    this.#deliveredAt = this.world.now;
    return true;
  }

  async #unfinished(): Promise<string | undefined> {
    const command = [...this.#asked].find((id) => !this.laws.answers.has(id));
    return command ? `command ${command.slice(-4)} has no answer` : this.laws.unfinished();
  }

  async #runFirst(): Promise<boolean> {
    await this.world.settle();
    await this.#actWhatIsDue();
    await this.#connections.recheck();
    await this.world.settle();
    const first = this.world.ready()[0];
    if (!first) return false;
    await this.#perform(first);
    await this.world.settle();
    return true;
  }
}
