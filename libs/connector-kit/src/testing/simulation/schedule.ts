import { openEnvelope, type ExchangeAnnounced, type ExchangeChanged } from '@lienthong/contracts';
import type { BusMessage } from '@lienthong/bus';
import { cargo, drawExchanges, exchangesOf } from './cargo.js';
import { Crew } from './crew.js';
import { Serialization } from './database.js';
import { DrawnFates, WrittenFates } from './fates.js';
import { Laws } from './laws.js';
import { Partner } from './partner.js';
import type { Act, Figures, Happening, Lab, Plan, Written } from './plan.js';
import { Post } from './post.js';
import { leaseTtlMs, type ProcessParts, type SimulatedProcess } from './simulated-process.js';
import { Connections, Later } from './simulated-store.js';
import { Tape } from './tape.js';
import { World, type Actor, type Step } from './world.js';

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
  readonly #crew: Crew;
  readonly #post: Post;
  readonly #announced: ExchangeAnnounced[];
  readonly #connections: Connections;
  #steps = 0;
  #faults = 0;
  #restores = 0;
  #deliveredAt = -Infinity;
  readonly #acts: Act[];
  readonly #due: { readonly act: Act['act']; readonly process: SimulatedProcess | undefined }[] = [];

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
    this.#post = new Post(this.world, this.laws);
    this.#crew = new Crew(this.world, this.#connections, this.#parts(), (process) => this.#post.redeliver(process));
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
      for (const { actor } of this.#crew.processes) this.world.kill(actor);
      await this.#connections.endAll();
    }
    if (this.laws.broken) throw this.laws.broken;
    if (this.#acts.length > 0) throw new Error(`never came to pass: ${JSON.stringify(this.#acts)}`);
    return {
      exchanges: this.#announced.length,
      steps: this.#steps,
      faults: this.#faults,
      kills: this.#crew.kills,
      restores: this.#restores,
      effects: this.partner.effects.length,
      repeats: this.laws.repeats,
      virtualMs: this.world.now - this.world.begun,
    };
  }

  // ---- the time with faults ----------------------------------------------------------------------------------------

  async #begin(): Promise<void> {
    for (const announced of this.#announced) {
      const { exchange, subject, number, operation } = announced;
      const label = `${operation} ${subject}#${number}`;
      const one = cargo('exchange.announced', `${exchange}/announced`, subject, this.world.now, announced, label);
      const kind = this.#tape.pick({ plain: 800, twice: 140, refused: 60 });
      if (kind === 'twice') one.left += 1;
      if (kind === 'refused') this.partner.refusedForGood.add(exchange);
      this.#post.add(one);
    }
    const first = 1 + this.#tape.below(2);
    for (let n = 0; n < first; n += 1) this.#crew.start();
    while (!this.#crew.in('live').every(({ ready }) => ready)) {
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
      // Not at an end: drawn numbers favour both.
      ...{ deliver: 90, time: 70, kill: 6, start: 20, restore: 4, freeze: 10, thaw: 26, stop: 6, command: 20 },
    });
    switch (what) {
      case 'deliver':
        return void this.#deliver(1 + this.#tape.below(3));
      case 'time':
        return this.#jump();
      case 'kill':
        return this.#crew.kill(this.#draw(this.#crew.in('live', 'frozen')));
      case 'start':
        if (this.#crew.in('live', 'frozen').length < mostProcesses) this.#crew.start();
        return;
      case 'freeze':
        return this.#crew.freeze(this.#draw(this.#crew.in('live')));
      case 'thaw':
        return this.#crew.thaw(this.#draw(this.#crew.in('frozen')));
      case 'stop':
        return this.#crew.stop(this.#draw(this.#crew.ready));
      case 'command':
        return this.#command(this.#tape);
      case 'restore':
        return this.#restore();
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
      if (!this.#deliver(1 + this.#tape.below(3))) this.#pass();
      return;
    }
    if (how === 'next') return this.#perform(ready[0]!);
    if (how === 'any') return this.#perform(this.#draw(ready)!);
    const step = ready.find(
      ({ kind, actor }) => !['timer', 'answer', 'call'].includes(kind) && this.#crew.of(actor)?.starting === false,
    );
    return step ? this.#perform(step, how) : this.#perform(ready[0]!);
  }

  async #perform(step: Step, fault?: Fault): Promise<void> {
    this.#steps += 1;
    const { actor } = step;
    if (fault) {
      this.#faults += 1;
      this.world.log(`${actor.name} ${fault} at ${step.kind} ${step.label}`);
    }
    if (fault === 'killBefore') return this.#crew.kill(this.#crew.of(actor));
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
    if (fault === 'killAfter') return this.#crew.kill(this.#crew.of(actor));
    if (fault === 'errorAfter') return step.reject((await step.lose?.()) ?? new Error('no answer (simulated)'));
    if (fault !== 'freezeAt') return step.resolve(result);
    // The answer is there when the process wakes up.
    void this.world.gate(actor, 'answer', 'after the freeze', () => result).then(step.resolve, step.reject);
    this.#crew.freeze(this.#crew.of(actor));
  }

  // ---- processes ---------------------------------------------------------------------------------------------------

  #happened(actor: Actor, what: Happening): void {
    const next = this.#acts[0];
    if (next?.on !== what) return;
    this.#acts.shift();
    this.#due.push({ act: next.act, process: this.#crew.of(actor) });
  }

  async #actWhatIsDue(): Promise<void> {
    for (const { act, process } of this.#due.splice(0)) {
      if (act === 'kill') await this.#crew.kill(process);
      else if (act === 'freeze') this.#crew.freeze(process);
      else if (act === 'stop') this.#crew.stop(process);
      else if (act === 'restore') await this.#restore();
      else await this.#backUp();
    }
  }

  async #backUp(): Promise<void> {
    this.world.log('the store is backed up');
    this.laws.backedUp();
    await this.lab.database.backUp();
  }

  /** Nobody is at work, and the store is replaced by its backup; calls that are out go on. */
  async #restore(): Promise<void> {
    this.#restores += 1;
    await this.#crew.killAll();
    this.world.log('the store is restored');
    this.laws.restored();
    await this.lab.database.restore(this.world.now);
  }

  #parts(): ProcessParts {
    const { keyring, onTransition } = this.lab;
    return {
      ...{ connections: this.#connections, partner: this.partner, keyring },
      waitingInMemory: this.plan.waitingInMemory,
      publish: (actor, messages) =>
        this.world.gate(actor, 'publish', `${messages.length} messages`, () =>
          messages.forEach((m) => this.#read(actor, m)),
        ),
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
  #read(actor: Actor, message: BusMessage): void {
    const { type, data } = openEnvelope(message);
    if (type === 'exchange.changed') {
      this.world.log(
        `          ${data.operation} ${data.subject}#${data.number} v${data.version} ${data.state} ${data.cause ?? ''}`,
      );
      this.laws.changed(data);
      this.#whenWritten(data);
      this.#happened(actor, data.state);
    } else if (type === 'exchange.commandAnswered') {
      this.world.log(`          command ${data.command.slice(-4)} ${data.verdict} ${data.reason ?? ''}`);
      this.laws.answered(data);
    }
  }

  // ---- time --------------------------------------------------------------------------------------------------------

  #pass(): void {
    const next = this.world.nextInstant;
    if (next !== undefined) this.world.advance(next);
    else this.#crew.start();
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
    this.#post.command({
      ...{ kind, exchange, subject },
      expectedVersion: tape.chance(50) ? known.version - 1 : known.version,
      ...(kind === 'abandon' ? { orNewer: true } : {}),
      ...(kind === 'resolve' ? { finding } : {}),
    });
  }

  #whenWritten({ exchange, subject, state, version }: ExchangeChanged): void {
    const when = this.written?.when;
    if (!when || when.state !== state || this.#post.commands > 0) return;
    if (when.kind === 'abandon') this.laws.givenUp.add(exchange);
    const { kind, finding } = when;
    this.#post.command({ kind, exchange, subject, expectedVersion: version, ...(finding ? { finding } : {}) });
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
    const until = this.world.now + patienceMs;
    for (const process of this.#crew.in('frozen')) this.#crew.thaw(process);
    const alone = this.world.now + 2 * leaseTtlMs;
    let looked = -Infinity;
    let steps = 0;
    while (!this.laws.broken) {
      if (await this.#runFirst()) {
        if ((steps += 1) > 20_000) this.laws.fail('everything ends', 'steps without end');
        continue;
      }
      if (!this.#crew.in('live').some(({ stopping }) => !stopping)) {
        this.#crew.start();
        continue;
      }
      // What takes longer is waited for by one.
      if (this.world.now > alone) for (const process of this.#crew.ready.slice(1)) this.#crew.stop(process);
      if (this.#mayDeliver() && this.#deliver(this.written?.apartMs ? 1 : Infinity)) continue;
      if (this.world.now - looked >= 400 && !this.world.outsidePending && this.#post.empty) {
        looked = this.world.now;
        const why = await this.#unfinished();
        if (why === undefined) return;
        if (this.world.now > until) return this.laws.fail('everything ends', why);
        for (const unheard of await this.laws.unheard()) this.#announceAgain(unheard);
      }
      if (this.world.now > until + 10_000) return this.laws.fail('everything ends', 'something is under way for ever');
      this.#pass();
    }
  }

  /** As the gateway does when it has heard nothing for a while. */
  #announceAgain(announced: ExchangeAnnounced): void {
    const { exchange, subject, number, operation } = announced;
    const label = `${operation} ${subject}#${number} again`;
    this.#post.add(cargo('exchange.announced', `${exchange}/announced`, subject, this.world.now, announced, label));
  }

  #deliver(howMany: number): boolean {
    return this.#post.deliver(this.#draw(this.#crew.ready), howMany);
  }

  #mayDeliver(): boolean {
    const apart = this.written?.apartMs ?? 0;
    if (this.world.now - this.#deliveredAt < apart) return false;
    this.#deliveredAt = this.world.now;
    return true;
  }

  async #unfinished(): Promise<string | undefined> {
    const command = this.#post.unanswered;
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
