import { join } from 'node:path';
import { makeFolder } from '../make-folder.js';
import { AppendLog } from './append-log.js';
import { EffectIndex } from './effect-index.js';
import { readCallHead, readEffectHead, type CallHead, type EffectHead } from './line-heads.js';
import { OffsetList } from './offset-list.js';
import {
  briefCall,
  briefEffect,
  type Call,
  type CallBrief,
  type Change,
  type Effect,
  type EffectBrief,
} from './records.js';

export interface JournalOpened {
  effects: number;
  calls: number;
  /** Bytes cut off the torn tails of the two files. */
  cutBytes: number;
}

/** Who caused changes. */
export interface ChangeCause {
  partner: string;
  operation: string;
  call: number;
}

export type CallEntry = Omit<Call, 'seq' | 'end'>;

const recentCount = 50;

/**
 * What partners hold (`effects.ndjson`, fsynced before it counts as stored) and what was asked of them
 * (`calls.ndjson`, written when a call ends). Both survive a killed process; memory holds positions only.
 */
export class Journal {
  private readonly recent: { effects: EffectBrief[]; calls: CallBrief[] } = { effects: [], calls: [] };

  /** Called when an effect could not be stored: nothing here may be believed from then on. */
  onBroken: (error: Error) => void = () => undefined;
  private readonly clearListeners: (() => void)[] = [];

  private constructor(
    private readonly effectLog: AppendLog<EffectHead>,
    private readonly callLog: AppendLog<CallHead>,
    private readonly index: EffectIndex,
    private readonly callOffsets: OffsetList,
    private lastCall: number,
    private readonly now: () => Date,
  ) {}

  /** Opens or creates the journal of a folder. Throws DamagedLogError, or the file system's error. */
  static async open(folder: string, now: () => Date = () => new Date()): Promise<[Journal, JournalOpened]> {
    await makeFolder(folder);
    const index = new EffectIndex();
    const callOffsets = new OffsetList();
    let lastCall = 0;
    const [effectLog, effects] = await AppendLog.open<EffectHead>({
      path: join(folder, 'effects.ndjson'),
      readHead: readEffectHead,
      onLine: (head, offset) => {
        index.add(head.partner, head.key, head.kind, offset);
        lastCall = Math.max(lastCall, head.call);
      },
      sync: 'append',
    });
    const [callLog, calls] = await AppendLog.open<CallHead>({
      path: join(folder, 'calls.ndjson'),
      readHead: readCallHead,
      onLine: (head, offset) => {
        callOffsets.add(offset);
        lastCall = Math.max(lastCall, head.call);
      },
      sync: 'lazy',
    }).catch(async (error: unknown) => {
      await effectLog.close();
      throw error;
    });
    const journal = new Journal(effectLog, callLog, index, callOffsets, lastCall, now);
    await journal.rememberRecent();
    return [journal, { effects: effects.lines, calls: calls.lines, cutBytes: effects.cutBytes + calls.cutBytes }];
  }

  /** The number of a call that just arrived. */
  nextCall(): number {
    return ++this.lastCall;
  }

  /** True as soon as a change about the key is queued; wait for `settled` before telling anybody. */
  has(partner: string, key: string): boolean {
    return this.index.has(partner, key);
  }

  /** The record of a key as last received whole; undefined where there is none. */
  async recordOf(partner: string, key: string): Promise<unknown> {
    const seq = this.index.lastRecord(partner, key);
    return seq === 0 ? undefined : (await this.readEffect(seq)).record;
  }

  /** Stores all changes of a call together. Settled = fsynced. They count for `has` at once. */
  store(cause: ChangeCause, changes: readonly Change[]): Promise<void> {
    const at = this.now().toISOString();
    const lines = changes.map(({ key, kind, record }, i) => {
      const seq = this.index.count + i + 1;
      const end = i === changes.length - 1;
      return { seq, end, partner: cause.partner, key, call: cause.call, kind, operation: cause.operation, at, record };
    });
    const encoded = lines.map((effect) => Buffer.from(`${JSON.stringify(effect)}\n`));
    let offset = this.effectLog.end;
    lines.forEach((effect, i) => {
      this.index.add(effect.partner, effect.key, effect.kind, offset);
      offset += encoded[i]!.length;
      remember(this.recent.effects, briefEffect(effect));
    });
    const stored = this.effectLog.append(Buffer.concat(encoded));
    stored.catch((error: Error) => this.onBroken(error));
    return stored;
  }

  /** Settles when every change queued so far is fsynced. */
  settled(): Promise<void> {
    return this.effectLog.settled();
  }

  /** Notes an ended call. Written at once, fsynced within a second; a broken file shows at the next `settled`. */
  note(entry: CallEntry): void {
    const { call, ...rest } = entry;
    const line: Call = { seq: this.callOffsets.count + 1, end: true, call, ...rest };
    this.callOffsets.add(this.callLog.end);
    remember(this.recent.calls, briefCall(line));
    this.callLog.append(Buffer.from(`${JSON.stringify(line)}\n`)).catch(() => undefined);
  }

  get counts() {
    return { effects: this.index.count, calls: this.callOffsets.count, subjects: this.index.subjects };
  }

  /** The last effects and calls, newest first, without texts. */
  get latest(): { effects: EffectBrief[]; calls: CallBrief[] } {
    return { effects: this.recent.effects.toReversed(), calls: this.recent.calls.toReversed() };
  }

  /** Numbers of the effects about one key, in order, after `after`. */
  effectsOf(partner: string, key: string, after = 0): number[] {
    return this.index.ofSubject(partner, key, after);
  }

  async readEffect(seq: number): Promise<Effect> {
    await this.effectLog.settled();
    const offset = this.index.offsetOf(seq, this.effectLog.end);
    return parse<Effect>(await this.effectLog.read(offset, this.index.offsetOf(seq + 1, this.effectLog.end) - offset));
  }

  async readCall(seq: number): Promise<Call> {
    await this.callLog.settled();
    const offset = this.callOffsets.at(seq, this.callLog.end);
    return parse<Call>(await this.callLog.read(offset, this.callOffsets.at(seq + 1, this.callLog.end) - offset));
  }

  /** Every effect of a partner, in order; for a partner that folds them at start. */
  async *effectsOfPartner(partner: string): AsyncGenerator<Effect> {
    for (const { first, last } of runsOf(this.index.ofPartner(partner))) {
      await this.effectLog.settled();
      const offset = this.index.offsetOf(first, this.effectLog.end);
      const bytes = await this.effectLog.read(offset, this.index.offsetOf(last + 1, this.effectLog.end) - offset);
      for (const line of bytes.toString('utf8').trimEnd().split('\n')) yield JSON.parse(line) as Effect;
    }
  }

  /** Calls `listener` when the journal is emptied: what was folded from it is no more. */
  onClear(listener: () => void): void {
    this.clearListeners.push(listener);
  }

  /** The stored bytes of a file from line `after` + 1 to its present end, in pieces. */
  async *exportLines(which: 'effects' | 'calls', after = 0): AsyncGenerator<Buffer> {
    const log = which === 'effects' ? this.effectLog : this.callLog;
    await log.settled();
    const end = log.end;
    let offset = which === 'effects' ? this.index.offsetOf(after + 1, end) : this.callOffsets.at(after + 1, end);
    while (offset < end) {
      const piece = await log.read(offset, Math.min(exportBytes, end - offset));
      if (piece.length === 0) return;
      offset += piece.length;
      yield piece;
    }
  }

  /** Forgets everything, on disk too. Numbers of calls go on. */
  async clear(): Promise<void> {
    this.index.clear();
    this.callOffsets.clear();
    this.recent.effects = [];
    this.recent.calls = [];
    for (const listener of this.clearListeners) listener();
    await Promise.all([this.effectLog.clear(), this.callLog.clear()]);
  }

  async close(): Promise<void> {
    await Promise.all([this.effectLog.close(), this.callLog.close()]);
  }

  private async rememberRecent(): Promise<void> {
    const { effects, calls } = this.counts;
    for (let seq = Math.max(1, effects - recentCount + 1); seq <= effects; seq++)
      remember(this.recent.effects, briefEffect(await this.readEffect(seq)));
    for (let seq = Math.max(1, calls - recentCount + 1); seq <= calls; seq++)
      remember(this.recent.calls, briefCall(await this.readCall(seq)));
  }
}

const exportBytes = 256 * 1024;
const mostReadAtOnce = 500;

/** Numbers that follow each other without a gap, at most so many together. */
function* runsOf(numbers: Iterable<number>): Generator<{ first: number; last: number }> {
  let run: { first: number; last: number } | undefined;
  for (const number of numbers) {
    if (run && number === run.last + 1 && number - run.first < mostReadAtOnce) {
      run.last = number;
      continue;
    }
    if (run) yield run;
    run = { first: number, last: number };
  }
  if (run) yield run;
}

function remember<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > recentCount) list.shift();
}

const parse = <T>(line: Buffer): T => JSON.parse(line.toString('utf8')) as T;
