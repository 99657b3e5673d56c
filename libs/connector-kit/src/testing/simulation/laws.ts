import {
  hasEnded,
  shardOf,
  type CommandAnswered,
  type ExchangeAnnounced,
  type ExchangeChanged,
  type ExchangeState,
} from '@lienthong/contracts';
import { standsAlone, storesAttempts } from '../../port.js';
import type { Rows, SimulatedDatabase } from './database.js';
import type { CallItem, Effect, Partner, PartnerCall } from './partner.js';
import { operations } from './simulated-connector.js';
import type { Statement } from './simulated-store.js';
import type { Actor, World } from './world.js';
import { insertedBy, updatedBy } from './written-rows.js';

/** A promise of design.md that did not hold. */
export class Broken extends Error {
  constructor(
    readonly law: string,
    what: string,
  ) {
    super(`${law}: ${what}`);
    this.name = 'Broken';
  }
}

export interface WorkRow {
  readonly exchange: string;
  readonly subject: string;
  readonly operation: string;
  readonly number: number;
  readonly state: ExchangeState;
  readonly version: number;
  readonly outcome: string | null;
  readonly cause: string | null;
  readonly surely_not_done: boolean;
  readonly superseded_by: string | null;
  readonly after_operation: string | null;
  readonly after_number: number | null;
}

const nobody = { name: 'nobody', epoch: 0 } as const;

const laneOf = (item: CallItem, operation: string): string => `${item.subject}/${operation}`;

/** What must hold in every schedule, and is looked at as it happens; the rest is looked at when everything is quiet. */
export class Laws {
  readonly published = new Map<string, Map<number, ExchangeChanged>>();
  /** Sends of an exchange that had had its effect already, by kind of operation. */
  readonly repeats = { idempotent: 0, repeatable: 0, resolvable: 0 };
  readonly answers = new Map<string, string>();
  readonly #owners = new Map<number, { readonly name: string; readonly epoch: number }>();
  /** Who has inserted an exchange. */
  readonly #inserters = new Map<string, string>();
  /** When an exchange was parked first. */
  readonly #parkedAt = new Map<string, number>();
  /** Versions that a restore made: nobody is told of them until the exchange is announced again. */
  readonly #untold = new Map<string, Set<number>>();
  #backup: ReadonlyMap<string, ReadonlyMap<number, ExchangeChanged>> | undefined;
  broken: Broken | undefined;

  constructor(
    private readonly world: World,
    private readonly database: SimulatedDatabase,
    private readonly partner: () => Partner,
    private readonly announced: readonly ExchangeAnnounced[],
  ) {}

  fail(law: string, what: string): void {
    this.world.log(`BROKEN ${law}: ${what}`);
    this.broken ??= new Broken(law, what);
  }

  /** The first byte of a send has left just now. */
  async sent(call: PartnerCall): Promise<void> {
    const operation = operations[call.operation]!;
    const { fate } = operation;
    const { subject } = call.items[0]!;
    const owner = this.#ownerOf(subject);
    call.epoch = owner.epoch;
    if (owner.name !== call.actor.name) {
      this.fail(
        'sends need the lease',
        `${call.actor.name} sent ${call.operation} of ${subject}, owned by ${owner.name}`,
      );
    }
    if (call.sentAt >= call.deadlineAt) {
      this.fail('no send after its hard deadline', `${call.operation} of ${subject} by ${call.actor.name}`);
    }
    for (const item of call.items) {
      const before = this.partner()
        .callsOf(item.exchange)
        .filter((other) => other !== call);
      if (before.some(({ effect }) => effect === 'done')) this.repeats[fate] += 1;
      const same = before.find((other) => other.heard && other.verdict === 'ok' && other.actor === call.actor);
      if (same && same.epoch === call.epoch) {
        this.fail('repeats come from crashes only', `${call.operation} ${item.subject}#${item.number} was known done`);
      }
      if (!storesAttempts(operation)) continue;
      if (before.some(({ effect }) => effect !== 'none')) {
        this.fail(
          'no blind repeat',
          `${call.operation} ${item.subject}#${item.number} sent again, its fate was unknown`,
        );
      }
      const row = (await this.#rows([item.exchange]))[0];
      if (row?.state !== 'sending') {
        this.fail('attempt stored before the send', `${item.subject}#${item.number} is ${row?.state} in the store`);
      }
    }
  }

  landed(effect: Effect): void {
    const { fate, lane } = operations[effect.operation]!;
    const all = this.partner().effects;
    const same = all.filter(({ exchange }) => exchange === effect.exchange);
    const name = `${effect.operation} ${effect.subject}#${effect.number}`;
    if (fate === 'resolvable' && same.length > 1) this.fail('no resolvable effect twice', name);
    const inLane = all.filter((other) => laneOf(other, other.operation) === laneOf(effect, effect.operation));
    const newer = inLane.find((other) => other !== effect && other.number > effect.number);
    const givenUp = this.abandoned(effect.exchange);
    // Nothing is stored before such a send: one that was given up after its owner's death may have landed, and is overwritten.
    const newerIsGivenUp = newer && this.abandoned(newer.exchange) && !storesAttempts(operations[effect.operation]!);
    if (lane === 'latest' && newer && !givenUp && !newerIsGivenUp)
      this.fail('newest state stays', `${name} landed after #${newer.number}`);
    if (lane === 'latest' || same.length > 1 || givenUp) return;
    if (newer && !this.#wentAfterParking(effect)) {
      this.fail('order per lane', `first effect of ${name} came after #${newer.number}`);
    }
    for (let number = 1; number < effect.number; number += 1) {
      const earlier = this.announced.find(
        (other) => laneOf(other, other.operation) === laneOf(effect, effect.operation) && other.number === number,
      )!;
      const there = inLane.some((other) => other.number === number);
      const excused = this.abandoned(earlier.exchange) || this.#maySkip(earlier);
      if (!there && !excused) this.fail('no gap in a lane', `${name} before #${number}`);
    }
  }

  /** Where numbers stand alone a parked one is gone by, and goes when a person lets it; a call from before overtakes nothing. */
  #wentAfterParking({ exchange, operation, call }: Effect): boolean {
    const parkedAt = this.#parkedAt.get(exchange);
    return standsAlone(operations[operation]!) && parkedAt !== undefined && call.sentAt >= parkedAt;
  }

  #maySkip({ exchange, operation }: ExchangeAnnounced): boolean {
    return standsAlone(operations[operation]!) && this.#parkedAt.has(exchange);
  }

  /** Operators may have given it up, whatever its fate. */
  readonly givenUp = new Set<string>();
  abandoned(exchange: string): boolean {
    return this.givenUp.has(exchange);
  }

  changed(change: ExchangeChanged): void {
    const versions = this.published.get(change.exchange) ?? new Map<number, ExchangeChanged>();
    const known = versions.get(change.version);
    if (known && known.state !== change.state) {
      this.fail('one event per version', `${change.exchange} v${change.version}: ${known.state} and ${change.state}`);
    }
    versions.set(change.version, change);
    this.published.set(change.exchange, versions);
  }

  answered({ command, verdict, reason }: CommandAnswered): void {
    const said = `${verdict} ${reason ?? ''}`;
    const before = this.answers.get(command) ?? said;
    if (before !== said) this.fail('a command is answered once', `${command}: ${before}, then ${said}`);
    this.answers.set(command, said);
  }

  /** The gateway's store is backed up at the same instant. */
  backedUp(): void {
    this.#backup = new Map([...this.published].map(([exchange, versions]) => [exchange, new Map(versions)]));
  }

  /** Nobody of before owns anything any more, and the gateway has forgotten what it heard after the backup. */
  restored(): void {
    this.#owners.clear();
    if (!this.#backup) return;
    this.published.clear();
    for (const [exchange, versions] of this.#backup) this.published.set(exchange, new Map(versions));
  }

  /** Whoever writes a state holds the lease at that instant, but for what a restore makes doubtful. */
  written(actor: Actor, statement: Statement, { rows }: Rows): void {
    const { text } = statement;
    if (text.includes('heartbeat as')) this.#claimed(actor, rows);
    if (text.includes('left_circle')) this.#released(actor);
    // A statement that closes a transaction fails unless it wrote all it was given; others say what they wrote.
    const said = text.startsWith('with ') ? undefined : new Set(rows.map(({ exchange }) => String(exchange)));
    const inserted = insertedBy(statement).filter((exchange) => said?.has(exchange) ?? true);
    if (inserted.length > 0)
      this.world.log(`${actor.name} inserts ${inserted.map((one) => this.#name(one)).join(', ')}`);
    for (const exchange of inserted) this.#inserters.set(exchange, actor.name);
    for (const { exchange, version, state, cause } of updatedBy(statement)) {
      if (!(said?.has(exchange) ?? true)) continue;
      this.world.log(`${actor.name} writes ${this.#name(exchange)} v${version} ${state}`);
      if (state === 'parked' && !this.#parkedAt.has(exchange)) this.#parkedAt.set(exchange, this.world.now);
      const announced = this.announced.find((other) => other.exchange === exchange);
      if (!announced) continue;
      const owner = this.#ownerOf(announced.subject);
      if (cause === 'store.restored') {
        this.#untold.set(exchange, (this.#untold.get(exchange) ?? new Set()).add(version));
        // Before anybody owns anything; or with the insertion, which any process may do.
        if (owner === nobody || (version === 1 && this.#inserters.get(exchange) === actor.name)) continue;
      }
      if (owner.name !== actor.name) {
        this.fail('fencing', `${actor.name} wrote ${announced.subject}#${announced.number}, owned by ${owner.name}`);
      }
    }
  }

  #name(exchange: unknown): string {
    const found = this.announced.find((announced) => announced.exchange === exchange);
    return found ? `${found.operation} ${found.subject}#${found.number}` : String(exchange);
  }

  /** Who has claimed the shard last. Statements are run one by one, so this is what the store says. */
  #ownerOf(subject: string): { readonly name: string; readonly epoch: number } {
    return this.#owners.get(shardOf(subject)) ?? nobody;
  }

  #released(actor: Actor): void {
    for (const [shard, { name }] of this.#owners) if (name === actor.name) this.#owners.delete(shard);
  }

  #claimed(actor: Actor, rows: Rows['rows']): void {
    for (const { kind, shard, epoch } of rows) {
      // Who was frozen hears late of what it claimed; it may be another's by then.
      const isNews = Number(epoch) >= (this.#owners.get(Number(shard))?.epoch ?? 0);
      if (kind === 'claimed' && isNews) this.#owners.set(Number(shard), { name: actor.name, epoch: Number(epoch) });
    }
  }

  async #rows(exchanges: readonly string[]): Promise<WorkRow[]> {
    const { rows } = await this.database.admin.run(
      'select *, exchange::text, superseded_by::text from connectors.work where exchange = any($1::uuid[])',
      [exchanges],
    );
    return rows as unknown as WorkRow[];
  }

  /** Why the schedule is not over yet; undefined when nothing will happen any more without a person. */
  async unfinished(): Promise<string | undefined> {
    const open = this.announced.find(({ exchange }) => !this.#seemsOver(exchange));
    if (open)
      return `${open.operation} ${open.subject}#${open.number} ${this.lastOf(open.exchange)?.state ?? 'unheard of'}`;
    const rows = await this.#rows(this.announced.map(({ exchange }) => exchange));
    if (rows.length < this.announced.length) return 'what came after the backup is not in the store';
    const waiting = rows.find((row) => !isOver(row) && !this.#isHeldByPerson(row, rows));
    if (waiting) return `${waiting.operation} ${waiting.subject}#${waiting.number} is ${waiting.state}`;
    // Also what a dead process had committed and not published, until its writer's lease has ended.
    const unpublished = rows.find((row) => this.#firstMissing(row) !== undefined);
    return unpublished && `${this.#name(unpublished.exchange)} has versions that have not been published`;
  }

  #firstMissing({ exchange, version }: WorkRow): number | undefined {
    const versions = this.published.get(exchange);
    const untold = this.#untold.get(exchange);
    for (let n = 1; n <= version; n += 1) if (!versions?.has(n) && (n === version || !untold?.has(n))) return n;
    return undefined;
  }

  /** What a restore lost, or left as the gateway does not know it: it announces it again. */
  async unheard(): Promise<readonly ExchangeAnnounced[]> {
    if (this.#untold.size === 0 && !this.#backup) return [];
    const rows = new Map(
      (await this.#rows(this.announced.map(({ exchange }) => exchange))).map((r) => [r.exchange, r]),
    );
    return this.announced.filter(({ exchange }) => {
      const version = rows.get(exchange)?.version;
      if (version === undefined) return this.#backup !== undefined;
      return this.#untold.get(exchange)?.has(version) && !this.published.get(exchange)?.has(version);
    });
  }

  lastOf(exchange: string): ExchangeChanged | undefined {
    const versions = this.published.get(exchange);
    return versions && versions.get(Math.max(...versions.keys()));
  }

  /** By what was published, before the store is asked. An exchange without an event may be held by another. */
  #seemsOver(exchange: string): boolean {
    const last = this.lastOf(exchange);
    return !last || (last.state !== 'sending' && last.state !== 'resolving');
  }

  #isHeldByPerson(row: WorkRow, rows: readonly WorkRow[]): boolean {
    // Behind a parked head also one of unknown fate that would be sent again.
    if (row.state !== 'waiting' && row.state !== 'unknown') return false;
    const lane = rows.filter((other) => other.subject === row.subject && other.operation === row.operation);
    const operation = operations[row.operation]!;
    const { lane: kind } = operation;
    const holds = lane.some((other) => other.state === 'parked' && (kind === 'latest' || other.number < row.number));
    if (holds && !standsAlone(operation)) return true;
    if (kind === 'latest' && lane.some((other) => other.number > row.number && this.#isHeldByPerson(other, rows))) {
      return true;
    }
    if (kind !== 'latest') {
      const before = lane.find((other) => other.number < row.number && !isOver(other));
      if (before) return this.#isHeldByPerson(before, rows);
    }
    if (row.after_operation === null) return false;
    const target = rows.filter((other) => other.subject === row.subject && other.operation === row.after_operation);
    const met = target.some(
      (t) => t.number >= Number(row.after_number) && t.outcome === 'done' && t.state === 'settled',
    );
    return !met && target.every((t) => isOver(t) || this.#isHeldByPerson(t, rows));
  }

  /** What must hold when everything is quiet. */
  async atTheEnd(): Promise<void> {
    const rows = await this.#rows(this.announced.map(({ exchange }) => exchange));
    if (rows.length !== this.announced.length)
      this.fail('accepted is kept', `${rows.length} of ${this.announced.length}`);
    for (const row of rows) {
      this.#checkRow(row, rows);
      this.#checkEvents(row);
    }
    for (const { subject, operation, lane } of this.announced) {
      if (lane === 'latest') this.#checkLatest(rows.filter((r) => r.subject === subject && r.operation === operation));
    }
  }

  #checkRow(row: WorkRow, rows: readonly WorkRow[]): void {
    const name = `${row.operation} ${row.subject}#${row.number}`;
    if (row.state === 'parked' && row.cause === null) this.fail('parked with a cause', name);
    const effects = this.partner().effectsOf(row.exchange).length;
    if (row.state === 'settled' && row.outcome === 'done' && effects === 0) this.fail('done is true', name);
    if (row.surely_not_done && effects > 0 && !hasEnded(row.state) && storesAttempts(operations[row.operation]!)) {
      this.fail('surely not done is true', name);
    }
    if (row.state !== 'superseded') return;
    const by = rows.find(({ exchange }) => exchange === row.superseded_by);
    if (!by || by.number <= row.number || by.operation !== row.operation || by.subject !== row.subject) {
      this.fail('a superseded one names its successor', `${name} by ${row.superseded_by}`);
    }
  }

  #checkEvents(row: WorkRow): void {
    const name = `${row.operation} ${row.subject}#${row.number}`;
    const missing = this.#firstMissing(row);
    if (missing !== undefined) this.fail('every version is published', `${name} version ${missing}`);
    if (row.version === 0) return;
    const last = this.lastOf(row.exchange);
    if (!last) return;
    if (last.version !== row.version || last.state !== row.state) {
      this.fail('store and events agree', `${name}: ${row.state} v${row.version}, ${last.state} v${last.version}`);
    }
  }

  #checkLatest(lane: readonly WorkRow[]): void {
    const last = this.partner()
      .effects.filter((effect) => lane.some((row) => row.exchange === effect.exchange))
      .at(-1);
    const done = lane.filter((row) => row.state === 'settled' && row.outcome === 'done');
    const newest = Math.max(0, ...done.map(({ number }) => number));
    const lastIsOpen = last && lane.some((row) => row.exchange === last.exchange && row.outcome !== 'done');
    if (newest > 0 && !lastIsOpen && last?.number !== newest) {
      this.fail('newest state stays', `last effect #${last?.number}, newest done #${newest}`);
    }
  }
}

const isOver = (row: WorkRow): boolean => hasEnded(row.state) || row.state === 'parked';
