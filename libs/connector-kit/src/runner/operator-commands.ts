import { hasEnded, shardOf, type ExchangeCommand } from '@lienthong/contracts';
import { commandAnswered } from '../exchange/message.js';
import { isRejected, type WorkEvent } from '../exchange/transitions.js';
import type { Work } from '../exchange/work.js';
import { standsAlone } from '../port.js';
import { loadWork } from '../work-store/load.js';
import type { Verdict } from '../work-store/units.js';
import type { LaneBook } from './book.js';
import type { RunnerDeps } from './deps.js';
import { laneKeyOf, type Entry, type Lane } from './lane.js';
import type { Ledger } from './ledger.js';

/** What the runner lends: its serial use of a lane, and knowledge of a subject. */
export interface LaneUse {
  /** Runs when nothing else is under way in the lane. */
  readonly run: (lane: Lane, work: () => Promise<void>) => void;
  /** An open exchange is read from the store once more, and the open commands of its subject with it. */
  readonly lookAgain: (work: Work) => void;
  readonly withKnown: <T>(works: readonly Work[], act: () => T) => Promise<T>;
}

/** Operators' commands: carried out by the owner of the lane, one after the other, answered always. */
export class OperatorCommands {
  readonly #waiting = new Map<string, ExchangeCommand[]>();
  /** Waiting or being carried out: the same command may be read from the store a second time. */
  readonly #taken = new Set<string>();
  readonly #lookedAgain = new Set<string>();

  constructor(
    private readonly deps: RunnerDeps,
    private readonly book: LaneBook,
    private readonly ledger: Ledger,
    private readonly use: LaneUse,
  ) {}

  /** Takes a command; it waits until nothing is under way in the lane of its exchange. */
  async take(command: ExchangeCommand): Promise<void> {
    if (this.#taken.has(command.command)) return;
    this.#taken.add(command.command);
    const found = this.book.find(command.subject, command.exchange);
    if (!found) return this.#notInBook(command).finally(() => this.#taken.delete(command.command));
    const name = laneKeyOf(found.lane);
    this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), command]);
    this.next(found.lane);
  }

  /** The next waiting command of a lane, if the lane is free. */
  next(lane: Lane): void {
    const [command, ...rest] = this.#waiting.get(laneKeyOf(lane)) ?? [];
    if (!command || lane.busy) return;
    if (rest.length > 0) this.#waiting.set(laneKeyOf(lane), rest);
    else this.#waiting.delete(laneKeyOf(lane));
    this.use.run(lane, () => this.#carryOut(lane, command).finally(() => this.#taken.delete(command.command)));
  }

  async #carryOut(lane: Lane, command: ExchangeCommand): Promise<void> {
    const entry = lane.entries.find(({ work }) => work.exchange === command.exchange);
    if (!entry) return this.#notInBook(command);
    if (!isMeant(entry.work, command)) return this.#refuse(command, 'exchange.versionConflict');
    const event = eventOf(command, isFirst(lane, entry) ? lane.heldUntil : 0);
    const to = this.ledger.transition(lane, entry.work, event);
    if (isRejected(to)) return this.#refuse(command, to.rejected);
    await this.ledger.apply(lane, [entry], event, { answers: { command: command.command, verdict: 'done' } });
  }

  /** The subject is read again from the store, and with it the commands that nobody has answered. */
  forget(subject: string): void {
    for (const [name, commands] of this.#waiting) {
      if (commands[0]?.subject !== subject) continue;
      this.#waiting.delete(name);
      for (const { command } of commands) this.#taken.delete(command);
    }
  }

  /** Nothing open has that id: only a refused exchange that is still its lane's newest may be tried again. */
  async #notInBook(command: ExchangeCommand): Promise<void> {
    const work = await loadWork(this.deps.db, command.exchange);
    if (!work) return this.#refuse(command, 'exchange.notFound');
    if (!hasEnded(work.state)) return this.#lookAgain(work, command);
    const refused = work.state === 'settled' && work.outcome === 'refused';
    if (command.kind !== 'retry' || !refused) return this.#refuse(command, 'exchange.ended');
    if (work.version !== command.expectedVersion) return this.#refuse(command, 'exchange.versionConflict');
    return this.use.withKnown([work], () => this.#retryEnded(work, command));
  }

  /** It is open, and not known here yet, or not any more. */
  async #lookAgain(work: Work, command: ExchangeCommand): Promise<void> {
    if (this.#lookedAgain.delete(command.command)) return this.#refuse(command, 'exchange.notApplicable');
    this.#lookedAgain.add(command.command);
    this.use.lookAgain(work);
  }

  async #retryEnded(work: Work, command: ExchangeCommand): Promise<void> {
    const lane = this.book.laneOf(work);
    if (!lane || lane.history.highestEnded > work.number || lane.entries.length > 0) {
      this.book.forgetIfIdle(work.subject, this.deps.now());
      return this.#refuse(command, 'exchange.overtaken');
    }
    const entry: Entry = { work, single: false };
    this.use.run(lane, async () => {
      const verdict: Verdict = { command: command.command, verdict: 'done' };
      if (await this.ledger.apply(lane, [entry], { type: 'operatorRetried' }, { answers: verdict })) {
        this.book.addAgain(entry.work);
      }
    });
  }

  async #refuse(command: ExchangeCommand, reason: string): Promise<void> {
    const shard = shardOf(command.subject);
    const epoch = this.deps.leases.lease(shard)?.epoch;
    // Whoever owns it now answers.
    if (epoch === undefined) return;
    const verdict: Verdict = { command: command.command, verdict: 'refused', reason };
    const message = commandAnswered(verdict, command, this.deps.now());
    await this.deps.line.submit({ kind: 'answer', shard, epoch, verdict, messages: [message] });
  }
}

/** A call that is out when the act arrives makes a newer version; an act that names none is meant for that one too. */
const isMeant = ({ version }: Work, { expectedVersion, orNewer = false }: ExchangeCommand): boolean =>
  version === expectedVersion || (orNewer && version > expectedVersion);

/** What a lost owner may have sent; numbers behind the head of an ordered lane were not, unless one that is parked lets them go. */
const isFirst = (lane: Lane, entry: Entry): boolean =>
  lane.kind === 'latest' || standsAlone(lane.operation) || lane.entries[0] === entry;

function eventOf(command: ExchangeCommand, heldUntil: number): WorkEvent {
  switch (command.kind) {
    case 'retry':
      return { type: 'operatorRetried' };
    case 'resolve':
      return { type: 'operatorResolved', finding: command.finding ?? 'notDone', heldUntil };
    case 'abandon':
      return { type: 'operatorAbandoned', heldUntil };
  }
}
