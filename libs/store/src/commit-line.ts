import { CommitWatch, type CommitEvent, type CommitTrouble } from './commit-trouble.js';
import { sqlState } from './errors.js';
import { NotAsExpected, WriterGone } from './outbox/table.js';
import type { WritableOutbox, Written } from './outbox/open-outbox.js';
import type { CommitLine, RunBatch } from './port.js';
import { urgently } from './urgency.js';

export interface CommitLineOptions<Unit, Result> {
  readonly outbox: WritableOutbox;
  /** Runs again from the start when its transaction failed: its only effects are those in the transaction. */
  readonly run: RunBatch<Unit, Result>;
  /** Units per transaction at most (1,000). */
  readonly cap?: number;
  /** Bytes that a unit brings into memory; without it every unit weighs nothing. */
  readonly bytesOf?: (unit: Unit) => number;
  /** Bytes per transaction at most (16 MiB); a single unit may be larger. */
  readonly capBytes?: number;
  /** Units for which nobody waits: they gather. Without it every unit is in a hurry. */
  readonly patient?: {
    readonly is: (unit: Unit) => boolean;
    /** Milliseconds from the beginning of a transaction with such units to that of the next. */
    readonly restMs: number;
  };
  /**
   * Under load many small transactions cost more than the moment that they save: behind one that brought so many units in a
   * hurry the next begins no sooner than so many milliseconds after it. Without it nothing ever waits.
   */
  readonly crowd?: { readonly units: number; readonly restMs: number };
  /** Told when commits begin to fail for want of the store, and when they succeed again. */
  readonly onEvent?: (event: CommitEvent) => void;
}

export class CommitLineClosed extends Error {
  /** For whoever delivers to a handler that meets it: nothing is wrong with the delivery. */
  readonly outage = true;

  constructor() {
    super('the commit line has been closed and takes no new units');
    this.name = 'CommitLineClosed';
  }
}

/** Units that were submitted together: they commit, or fail, together. */
interface Group<Unit, Result> {
  readonly units: readonly Unit[];
  readonly resolve: (results: readonly Result[]) => void;
  readonly reject: (error: unknown) => void;
  readonly patient: boolean;
}

const repeatable = new Set(['40001', '40P01']);
const maxRepeats = 3;
/** The data of one unit is bad; the others are not to blame. */
const blamesData = (error: unknown): boolean => /^2[23]/.test(sqlState(error) ?? '');

class Line<Unit, Result> implements CommitLine<Unit, Result> {
  readonly #cap: number;
  #waiting: Group<Unit, Result>[] = [];
  /** Of them, groups that are in a hurry. */
  #hurried = 0;
  #rest: NodeJS.Timeout | undefined;
  #crowded: NodeJS.Timeout | undefined;
  #turn: Promise<void> | undefined;
  #closed = false;
  readonly #watch: CommitWatch;

  constructor(private readonly options: CommitLineOptions<Unit, Result>) {
    this.#cap = options.cap ?? 1_000;
    this.#watch = new CommitWatch(options.onEvent);
  }

  async submit(unit: Unit): Promise<Result> {
    return (await this.#enqueue([unit]))[0]!;
  }

  async submitAll(units: readonly Unit[]): Promise<readonly Result[]> {
    if (units.length <= this.#cap) return units.length === 0 ? [] : this.#enqueue(units);
    const parts: Promise<readonly Result[]>[] = [];
    for (let at = 0; at < units.length; at += this.#cap) parts.push(this.#enqueue(units.slice(at, at + this.#cap)));
    return (await Promise.all(parts)).flat();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#endCrowded();
    this.#endRest();
    while (this.#turn) await this.#turn;
  }

  trouble(): CommitTrouble | undefined {
    return this.#watch.trouble();
  }

  #enqueue(units: readonly Unit[]): Promise<readonly Result[]> {
    if (this.#closed) return Promise.reject(new CommitLineClosed());
    const { patient } = this.options;
    const waits = patient !== undefined && units.every((unit) => patient.is(unit));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ units, resolve, reject, patient: waits });
      if (!waits) this.#hurried += 1;
      this.#go();
    });
  }

  #go(): void {
    if (this.#turn || this.#crowded || this.#waiting.length === 0 || (this.#rest && this.#hurried === 0)) return;
    this.#turn = this.options.outbox
      .inTurn(() => this.#commit(this.#takeWaiting()))
      .finally(() => {
        this.#turn = undefined;
        this.#go();
      });
  }

  #endCrowded(): void {
    clearTimeout(this.#crowded);
    this.#crowded = undefined;
    this.#go();
  }

  #endRest(): void {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#go();
  }

  /** In the order of asking, up to the caps; while the patient ones rest, only those that are in a hurry. */
  #takeWaiting(): readonly Group<Unit, Result>[] {
    const { bytesOf = () => 0, capBytes = 16 * 1024 * 1024, patient } = this.options;
    const taken: Group<Unit, Result>[] = [];
    const left: Group<Unit, Result>[] = [];
    let units = 0;
    let bytes = 0;
    let full = false;
    for (const group of this.#waiting) {
      if (full || (group.patient && this.#rest)) {
        left.push(group);
        continue;
      }
      units += group.units.length;
      for (const unit of group.units) bytes += bytesOf(unit);
      full = taken.length > 0 && (units > this.#cap || bytes > capBytes);
      (full ? left : taken).push(group);
    }
    this.#waiting = left;
    this.#hurried = left.reduce((sum, group) => sum + (group.patient ? 0 : 1), 0);
    const { crowd } = this.options;
    const inAHurry = taken.reduce((sum, group) => sum + (group.patient ? 0 : group.units.length), 0);
    if (crowd && inAHurry >= crowd.units && !full && !this.#closed) {
      this.#crowded = setTimeout(() => this.#endCrowded(), crowd.restMs);
    }
    if (patient && !this.#rest && !this.#closed && taken.some((group) => group.patient)) {
      this.#rest = setTimeout(() => this.#endRest(), patient.restMs);
    }
    return taken;
  }

  /** Commits the groups; one whose data is bad is found by halving and fails alone. */
  async #commit(groups: readonly Group<Unit, Result>[]): Promise<void> {
    if (groups.length === 0) return;
    try {
      const isHurried = groups.some((group) => !group.patient);
      const results = await this.#commitRepeating(
        groups.flatMap(({ units }) => units),
        isHurried ? urgently : (work) => work(),
      );
      this.#watch.succeeded();
      let at = 0;
      for (const { units, resolve } of groups) resolve(results.slice(at, (at += units.length)));
    } catch (error) {
      this.#watch.failed(error);
      if (groups.length === 1 || !blamesData(error)) {
        for (const { reject } of groups) reject(error);
        return;
      }
      const middle = groups.length >> 1;
      await this.#commit(groups.slice(0, middle));
      await this.#commit(groups.slice(middle));
    }
  }

  async #commitRepeating(units: readonly Unit[], inPlace: <T>(work: () => T) => T): Promise<readonly Result[]> {
    let careful = false;
    for (let repeats = 0; ; repeats += 1) {
      try {
        return await this.#commitOnce(units, careful, inPlace);
      } catch (error) {
        if (repeats === maxRepeats) throw error;
        if (error instanceof NotAsExpected) careful = true;
        else if (error instanceof WriterGone) this.options.outbox.giveUpWriter();
        else if (!repeatable.has(sqlState(error) ?? '')) throw error;
      }
    }
  }

  async #commitOnce(
    units: readonly Unit[],
    careful: boolean,
    /** Around the transaction alone: what its messages set going is in no hurry. */
    inPlace: <T>(work: () => T) => T,
  ): Promise<readonly Result[]> {
    const { outbox, run } = this.options;
    let written: Written | undefined;
    await outbox.ready();
    try {
      const results = await inPlace(() =>
        outbox.store
          .db<unknown>(outbox.side)
          .transaction()
          .execute(async (tx) => {
            const batch = await run(tx, units, careful);
            if (batch.results.length !== units.length) {
              throw new Error(`a batch of ${units.length} units gave ${batch.results.length} results`);
            }
            written = outbox.number(batch.messages);
            await outbox.write(tx, written, batch);
            return batch.results;
          }),
      );
      outbox.committed(written!);
      return results;
    } catch (error) {
      if (written !== undefined && mayHaveCommitted(error)) outbox.inDoubt();
      throw error;
    }
  }
}

/** Only an error of the server says surely that a transaction has been rolled back; classes 08 and 57 come from a lost server. */
function mayHaveCommitted(error: unknown): boolean {
  if (error instanceof NotAsExpected || error instanceof WriterGone) return false;
  const state = sqlState(error);
  return state === undefined || state.startsWith('08') || state.startsWith('57');
}

export function createCommitLine<Unit, Result>(options: CommitLineOptions<Unit, Result>): CommitLine<Unit, Result> {
  return new Line(options);
}
