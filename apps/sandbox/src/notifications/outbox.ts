import type { Situation } from '../situations/situation.js';
import { kindOf } from '../situations/catalogue.js';
import type { Situations } from '../situations/situations.js';
import type { Dialect, IncomingAnswer, OutgoingCall } from './dialect.js';
import { DeliveryLog, type Attempt, type DeliveryState } from './delivery-log.js';
import type { Notice } from './notice.js';
import { Sender } from './sender.js';
import { spoiltCall, spoiltFacts } from './spoil.js';

/** A notification as `GET /bank/notifications` shows it. */
export interface ShownNotice {
  id: string;
  partner: string;
  group: string;
  keys: readonly string[];
  state: DeliveryState;
  attempts: readonly Omit<Attempt, 'notice'>[];
}

interface Entry {
  notice: Notice;
  state: DeliveryState;
  attempts: Attempt[];
  timer?: NodeJS.Timeout;
}

export interface OutboxOptions {
  folder: string;
  situations: Situations;
  speed(): number;
  now(): Date;
}

const mostAtOnce = 32;
const keptAnswerCharacters = 300;

/** Sends every notification until it is accepted, refused for good, or its partner's patience is over. */
export class Outbox {
  private readonly entries = new Map<string, Entry>();
  private readonly reordered = new Map<string, (() => void)[]>();
  private readonly held: Entry[] = [];
  private readonly ready: (() => Promise<void>)[] = [];
  private readonly sender = new Sender();
  private sending = 0;
  private stopped = false;
  private log!: DeliveryLog;
  /** Tries read back at start, until the notice they belong to is known. */
  private readonly earlier = new Map<string, Attempt[]>();

  private constructor(private readonly options: OutboxOptions) {
    options.situations.onRemoved(() => this.releaseHeld());
  }

  static async open(options: OutboxOptions): Promise<Outbox> {
    const outbox = new Outbox(options);
    outbox.log = await DeliveryLog.open(options.folder, (attempt) => {
      const list = outbox.earlier.get(attempt.notice);
      if (list) list.push(attempt);
      else outbox.earlier.set(attempt.notice, [attempt]);
    });
    return outbox;
  }

  /** Takes a notification on; one that was told before is gone on with where it stood. */
  take<Facts>(notice: Notice<Facts>): void {
    if (this.entries.has(notice.id)) return;
    const attempts = this.earlier.get(notice.id) ?? [];
    this.earlier.delete(notice.id);
    const last = attempts.at(-1);
    const entry: Entry = { notice: notice as unknown as Notice, state: last?.state ?? 'waiting', attempts };
    this.entries.set(notice.id, entry);
    if (entry.state !== 'waiting' && entry.state !== 'held') return;
    const due = last?.next ?? notice.dueAt;
    const wait = due === undefined ? 0 : Date.parse(due) - this.options.now().getTime();
    this.later(entry, wait, () => this.dispatch(entry));
  }

  /** Sends a notification again, whatever became of it, so many times at once; false where there is none with this id. */
  resend(id: string, copies: number): boolean {
    const entry = this.entries.get(id);
    if (!entry) return false;
    for (let i = 0; i < copies; i++) this.queue(() => this.attempt(entry, undefined, 'once'));
    return true;
  }

  /** Sends once, outside every schedule and situation: true where it was accepted. */
  async probe<Facts>(dialect: Dialect<Facts>, facts: Facts): Promise<boolean> {
    const answer = await this.sender.send(dialect.compose(facts, this.options.now()), dialect.timeoutMillis);
    return answer !== undefined && dialect.judge(answer, facts) === 'accepted';
  }

  get(id: string): ShownNotice | undefined {
    const entry = this.entries.get(id);
    return entry && shown(entry);
  }

  /** The last notifications, newest first. */
  list(filter: { state?: string; group?: string }, limit: number): ShownNotice[] {
    const found: ShownNotice[] = [];
    for (const entry of [...this.entries.values()].toReversed()) {
      if (filter.state !== undefined && entry.state !== filter.state) continue;
      if (filter.group !== undefined && entry.notice.group !== filter.group) continue;
      found.push(shown(entry));
      if (found.length >= limit) break;
    }
    return found;
  }

  /** How many notifications there are in each state. */
  get counts(): Partial<Record<DeliveryState, number>> {
    const counts: Partial<Record<DeliveryState, number>> = {};
    for (const { state } of this.entries.values()) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  }

  clear(): void {
    for (const { timer } of this.entries.values()) clearTimeout(timer);
    this.entries.clear();
    this.reordered.clear();
    this.held.length = 0;
    this.ready.length = 0;
    this.log.clear();
  }

  async close(): Promise<void> {
    this.stopped = true;
    for (const { timer } of this.entries.values()) clearTimeout(timer);
    this.sender.stop();
    await this.log.close();
  }

  /** Asks which situation strikes, and sends or lets be. */
  private dispatch(entry: Entry): void {
    const { dialect, group, keys } = entry.notice;
    const subject = { partner: dialect.partner, operation: dialect.operation, keys: [...keys, group] };
    const situation = this.options.situations.take(subject, (one) => kindOf(one.situation).moment === 'notification');
    const send = () => this.queue(() => this.attempt(entry, situation, 'schedule'));
    switch (situation?.situation) {
      case 'dropped':
        return this.note(entry, { situation: 'dropped', state: 'dropped' });
      case 'silent':
        this.note(entry, { situation: 'silent', state: 'held' });
        return void this.held.push(entry);
      case 'late':
        return this.later(entry, situation.millis / this.options.speed(), send);
      case 'reordered':
        return this.afterNextOf(entry, situation.millis, send);
      default:
        return send();
    }
  }

  private async attempt(entry: Entry, situation: Situation | undefined, after: 'schedule' | 'once'): Promise<void> {
    const { notice } = entry;
    const began = performance.now();
    const answers = await this.sendSpoiled(notice, situation);
    if (this.stopped) return;
    const answer = answers.find((one) => one && notice.dialect.judge(one, notice.facts()) === 'accepted') ?? answers[0];
    const verdict = answer ? notice.dialect.judge(answer, notice.facts()) : 'again';
    const tried = {
      ...(situation ? { situation: situation.situation } : {}),
      ...(answer ? { status: answer.status, answer: answer.body.slice(0, keptAnswerCharacters) } : {}),
      durationMillis: Math.round(performance.now() - began),
    };
    this.follow(notice.group);
    if (after === 'once')
      return this.note(entry, { ...tried, state: verdict === 'accepted' ? 'accepted' : entry.state });
    if (verdict !== 'again') return this.note(entry, { ...tried, state: verdict });
    const tries = entry.attempts.filter(({ next }) => next !== undefined).length + 1;
    const wait = notice.dialect.retryMillis(notice.facts())[tries - 1];
    if (wait === undefined) return this.note(entry, { ...tried, state: 'givenUp' });
    const millis = wait / this.options.speed();
    const now = this.options.now();
    const next = new Date(now.getTime() + millis).toISOString();
    this.note(entry, { ...tried, state: 'waiting', next }, now);
    this.later(entry, millis, () => this.dispatch(entry));
  }

  private async sendSpoiled(notice: Notice, situation: Situation | undefined): Promise<(IncomingAnswer | undefined)[]> {
    const { dialect } = notice;
    const send = (call: OutgoingCall) => this.sender.send(call, dialect.timeoutMillis);
    const facts = spoiltFacts(notice, situation);
    const more = dialect.authorise ? await dialect.authorise(facts, send) : [];
    if (!more) return [undefined];
    const age = situation?.situation === 'late' ? situation.millis : 0;
    const time = new Date(this.options.now().getTime() - age);
    const variant = situation?.situation === 'malformed' ? situation.variant : undefined;
    const composed = dialect.compose(facts, time, variant);
    const call = spoiltCall(dialect, { ...composed, headers: [...composed.headers, ...more] }, situation);
    return Promise.all(situation?.situation === 'doubled' ? [send(call), send(call)] : [send(call)]);
  }

  private note(entry: Entry, tried: Omit<Attempt, 'notice' | 'attempt' | 'at'>, at = this.options.now()): void {
    const attempt: Attempt = {
      notice: entry.notice.id,
      attempt: entry.attempts.length + 1,
      at: at.toISOString(),
      ...tried,
    };
    entry.attempts.push(attempt);
    entry.state = attempt.state;
    this.log.write(attempt);
  }

  private later(entry: Entry, millis: number, act: () => void): void {
    if (millis <= 0) return act();
    clearTimeout(entry.timer);
    entry.timer = setTimeout(act, millis);
  }

  /** Waits until the next notification of the group was tried, or the time is up. */
  private afterNextOf(entry: Entry, millis: number, send: () => void): void {
    const { group } = entry.notice;
    let gone = false;
    const go = () => {
      if (gone) return;
      gone = true;
      clearTimeout(entry.timer);
      send();
    };
    const waiting = this.reordered.get(group) ?? [];
    this.reordered.set(group, [...waiting, go]);
    this.later(entry, millis, go);
  }

  private follow(group: string): void {
    const waiting = this.reordered.get(group);
    if (!waiting) return;
    this.reordered.delete(group);
    for (const go of waiting) go();
  }

  private releaseHeld(): void {
    for (const entry of this.held.splice(0)) this.dispatch(entry);
  }

  private queue(work: () => Promise<void>): void {
    if (this.stopped) return;
    this.ready.push(work);
    this.pump();
  }

  private pump(): void {
    while (this.sending < mostAtOnce && this.ready.length > 0) {
      this.sending += 1;
      const work = this.ready.shift()!;
      void work().finally(() => {
        this.sending -= 1;
        this.pump();
      });
    }
  }
}

const shown = ({ notice, state, attempts }: Entry): ShownNotice => ({
  id: notice.id,
  partner: notice.dialect.partner,
  group: notice.group,
  keys: notice.keys,
  state,
  attempts: attempts.map(({ notice: _notice, ...rest }) => rest),
});
