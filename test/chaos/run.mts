import { setTimeout as sleep } from 'node:timers/promises';
import { readBooks, type Books } from '../crash/books/books.mts';
import { judgeComplete } from '../crash/books/judge-complete.mts';
import { judgeEffects } from '../crash/books/judge-effects.mts';
import { judgeQuiet } from '../crash/books/judge-states.mts';
import { judgeCounters } from '../crash/books/judge-tables.mts';
import { Violations } from '../proof/books/violations.mts';
import { drained } from '../proof/drain.mts';
import { callJson } from '../proof/http-json.mts';
import { parseMetrics } from '../proof/exchanges.mts';
import { Faults } from '../crash/faults.mts';
import { Load } from '../crash/load.mts';
import { seededRandom } from '../support/random.ts';
import { readEffects, type Effects } from './books/effects-book.mts';
import { judgeEverywhere } from './books/judge-everywhere.mts';
import { judgeLookUps } from './books/judge-look-ups.mts';
import { judgePapers } from './books/judge-papers.mts';
import { judgeOnce, judgeParked, judgeSaid, type Said } from './books/judge-tables.mts';
import { readCalls, readNotified, type Calls, type Struck } from './books/struck.mts';
import { readTables, type Tables } from './books/tables.mts';
import { ChaosTrouble } from './chaos-trouble.mts';
import { LateWords } from './late-words.mts';
import type { ChaosOptions } from './options.mts';
import { calmPartners, troublePartners } from './partner-faults.mts';
import { seeToPost } from './post-officers.mts';
import { judgeReached, reached, wholeMinutes, type Counted, type Reached } from './reached.mts';
import { Fees } from './strands/fees.mts';
import { Handovers } from './strands/handovers.mts';
import { Papers } from './strands/papers.mts';
import { ChaosSystem } from './system.mts';
import { Timeline } from './timeline.mts';

export interface ChaosResult {
  readonly options: ChaosOptions;
  readonly violations: Violations;
  readonly trouble: ChaosTrouble;
  readonly timeline: Timeline;
  readonly load: Load;
  readonly fees: Fees;
  readonly papers: Papers;
  readonly handovers: Handovers;
  readonly books: Books;
  readonly tables: Tables;
  /** That are allowed, of partners whose books are chaos' own. */
  readonly repeats: { readonly monitor: number; readonly lookUps: number };
  readonly lateWords: LateWords;
  readonly reached: readonly Reached[];
  readonly unsteadiness: ReturnType<ChaosSystem['unsteadiness']>;
  readonly seconds: Readonly<Record<string, number>>;
  readonly startedAt: Date;
}

const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
/** New dossiers are held back while so many exchanges wait: what is left at the end is drained within the patience. */
const mostWaiting = 25_000;
/** Of load, whatever number of exchanges was asked for. */
const longestMinutes = 60;
/** From the order until it is delivered, by the post's clock. */
const deliveredAfterHours = 60;

/** One whole run: every journey under trouble, until nothing moves, and the books. */
export async function run(options: ChaosOptions, folder: string): Promise<ChaosResult> {
  const system = await ChaosSystem.prepare(folder, options.mode);
  try {
    const dossiers = Math.ceil(options.minutes * 60 * options.others);
    const handovers = await Handovers.open(system, { seed: options.seed, dossiers, perSecond: options.others });
    return await new Run(options, system, handovers).whole();
  } finally {
    await system.close();
  }
}

class Run {
  readonly #options: ChaosOptions;
  readonly #system: ChaosSystem;
  readonly #violations = new Violations();
  readonly #faults: Faults;
  readonly #load: Load;
  readonly #fees: Fees;
  readonly #papers: Papers;
  readonly #handovers: Handovers;
  readonly #lateWords: LateWords;
  #notified: Struck = new Map();
  readonly #trouble: ChaosTrouble;
  readonly #timeline: Timeline;
  readonly #seconds: Record<string, number> = {};
  readonly #startedAt = new Date();

  constructor(options: ChaosOptions, system: ChaosSystem, handovers: Handovers) {
    const { seed, rate, others, minutes, pause } = options;
    const { api } = system;
    const violations = this.#violations;
    this.#options = options;
    this.#system = system;
    this.#handovers = handovers;
    this.#faults = new Faults(system.partners, seed + 1);
    this.#lateWords = new LateWords(api, seededRandom(seed + 3));
    this.#load = new Load({
      ...{ api, seed, rate, most: 300, prepare: this.#faults.prepare.bind(this.#faults) },
      isHeldBack: () => this.#timeline.last.waiting > mostWaiting,
      onAccepted: this.#lateWords.heard.bind(this.#lateWords),
    });
    const fees = Math.ceil(minutes * 60 * others);
    const { sandboxUrl } = system.partners;
    this.#fees = new Fees({ api, sandboxUrl, seed, fees, perSecond: others, violations });
    this.#papers = new Papers({ api, seed, perSecond: others });
    this.#trouble = new ChaosTrouble(system, seededRandom(seed + 2), { accepted: () => this.#accepted(), pause });
    this.#timeline = new Timeline(
      () => this.#looked(),
      () => this.#accepted(),
      1_000,
    );
  }

  async whole(): Promise<ChaosResult> {
    const [violations, system] = [this.#violations, this.#system];
    const progress = setInterval(() => say(this.#progress()), 10_000);
    try {
      await this.#timed('trouble', () => this.#underTrouble());
      await this.#timed('settled', () => this.#settled());
    } finally {
      clearInterval(progress);
      this.#timeline.stop();
      this.#faults.stop();
      await this.#handovers.stop();
    }
    say('all books are read and compared');
    const metrics = await system.metrics();
    const { api, partners } = system;
    const books = await readBooks(system, this.#load.accepted);
    judgeComplete(books, violations);
    judgeEffects(books, violations);
    judgeQuiet(books, violations);
    const effects = await readEffects(partners.sandboxUrl);
    const calls = await readCalls(partners.sandboxUrl, partners.referenceControlUrl);
    await judgePapers(this.#papers.papers, { api, portal: books.portal, effects }, violations);
    await this.#handovers.judge(violations);
    const money = await this.#fees.books();

    for (const how of await system.stop()) violations.add('died: a stop that was not in order', how);
    for (const what of await system.unfenced()) violations.add('unfenced: stored without the lease', what);
    await judgeCounters(system, metrics, violations, true);
    await this.#fees.judgeTables(system, money);
    const tables = await readTables(system);
    judgeEverywhere({ books, tables, effects }, violations);
    const lookUpRepeats = judgeLookUps(calls.lookUps, tables, violations);
    const all = reached(this.#options.mode, this.#trouble, await this.#counted(calls));
    judgeReached(all, this.#options, violations);
    const monitorRepeats = this.#judgeTables(tables, effects);
    return {
      ...this.#result(books, tables),
      repeats: { monitor: monitorRepeats, lookUps: lookUpRepeats },
      reached: all,
    };
  }

  /** What this run counted of what went wrong. */
  async #counted({ struck }: Calls): Promise<Counted> {
    const { jumps, repeated } = this.#system.unsteadiness();
    const roomless = await this.#system.roomless();
    const late = this.#lateWords.recognised;
    return { struck, notified: this.#notified, jumps: jumps.length, repeatedOnBus: repeated, late, roomless };
  }

  /** Returns the monitor's repeats. */
  #judgeTables(tables: Tables, effects: Effects): number {
    judgeSaid(this.#said(), tables, this.#violations);
    judgeParked(tables, this.#violations);
    return judgeOnce(effects, tables, this.#violations);
  }

  /** Load and trouble for so long; everything that was begun has been accepted, and everything runs. */
  async #underTrouble(): Promise<void> {
    const [system, load, fees, papers, trouble] = [this.#system, this.#load, this.#fees, this.#papers, this.#trouble];
    const { seed, patience } = this.#options;
    await this.#faults.start();
    await fees.bank.trouble(seed);
    await troublePartners(system.partners.sandboxUrl, seed);
    await this.#handovers.start();
    const begun = performance.now();
    const running = [load.run(), papers.run(), fees.load.run()];
    // Heard of below; a run that has failed already needs no second reason.
    for (const one of running) one.catch(() => undefined);
    await trouble.run(() => this.#goesOn((performance.now() - begun) / 60_000));
    system.calm();
    trouble.judge(this.#violations);
    papers.stop();
    for (const member of system.members) member.revive();
    for (const member of system.members) await member.ready(patience * 1000);
    if (!(await load.stop(patience * 1000)))
      this.#violations.add('lost: words that were never accepted', `${load.open} dossiers`);
    await Promise.all(running);
    await this.#lateWords.stop();
    this.#notified = await readNotified(system.partners.sandboxUrl);
    for (const strange of [...load.figures.strange, ...papers.strange, ...this.#lateWords.strange])
      this.#violations.add('strange: answers to a client', strange);
    await this.#faults.calm();
    await calmPartners(system.partners.sandboxUrl);
  }

  /** Whether there is more to come, after so many minutes of load. */
  #goesOn(elapsed: number): boolean {
    const { minutes, exchanges } = this.#options;
    if (elapsed < minutes) return true;
    // On a slow machine things take longer to get better, and fewer befall it in the same time.
    if (minutes >= wholeMinutes && elapsed < 2 * minutes && !this.#trouble.isThrough) return true;
    return this.#timeline.last.created < exchanges && elapsed < longestMinutes;
  }

  /** Until nothing moves any more without a person, persons have done what is theirs, and the post has brought everything. */
  async #settled(): Promise<void> {
    const { patience } = this.#options;
    const { api, partners } = this.#system;
    const until = performance.now() + patience * 1000;
    for (let open = await this.#handovers.settle(); open.length > 0; open = await this.#handovers.settle()) {
      if (performance.now() < until) continue;
      this.#violations.add('stuck: not settled', open.join(', '));
      break;
    }
    if (!(await this.#fees.bank.quiet(patience)))
      this.#violations.add('stuck: notifications that nobody takes', `${patience} s`);
    say('statements, and persons');
    await this.#fees.persons(patience);
    await this.#fees.bank.calm();
    await this.#drained('before the post brings results');
    if ((await seeToPost(api, partners.sandboxUrl)) > 0) await this.#drained('after persons looked at the post');
    await callJson('POST', `${partners.sandboxUrl}/post-office/clock`, { advanceHours: deliveredAfterHours });
    await this.#returned(patience);
    await this.#drained('at the end');
  }

  /** Until every result that was ordered is delivered, as far as anybody waits for that. */
  async #returned(patience: number): Promise<void> {
    const left = new Set(this.#papers.papers.filter(({ revision }) => revision === 2).map(({ code }) => code));
    for (
      const until = performance.now() + patience * 1000;
      left.size > 0 && performance.now() < until;
      await sleep(500)
    )
      for (const code of left) {
        const path = `/v1/dossiers/${code}`;
        const { effectiveStatus } = await this.#system.api.read<{ effectiveStatus: string }>(path, 'client');
        if (effectiveStatus !== 'returned') break;
        left.delete(code);
      }
  }

  async #drained(when: string): Promise<void> {
    const { api } = this.#system;
    const { patience: seconds } = this.#options;
    const refused = this.#load.accepted.filter(({ story }) => story.refused === 'sync');
    const refusedSync = new Set(refused.map(({ story }) => story.code));
    if (!(await drained({ api, metrics: () => this.#system.metrics(), seconds, refusedSync, say })))
      this.#violations.add(`stuck: still moving ${when}`, `${seconds} s`);
  }

  async #looked() {
    const urls = this.#system.urls.map(async (url) => {
      const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(2_000) });
      return parseMetrics(await answer.text());
    });
    return Promise.any(urls);
  }

  #accepted(): number {
    const { figures } = this.#fees.load;
    return this.#load.figures.accepted + figures.accepted + this.#papers.accepted + this.#handovers.accepted;
  }

  #said(): Said {
    const dossiers = this.#load.accepted.map(({ story, revisions }): [string, number] => [story.code, revisions]);
    const steps = this.#load.accepted.map(({ story, steps: count }): [string, number] => [story.code, count]);
    return { revisions: new Map([...dossiers, ...this.#papers.said()]), steps: new Map(steps) };
  }

  #progress(): string {
    const { waiting } = this.#timeline.moments.at(-1) ?? {};
    const [dossiers, papers] = [this.#load.accepted.length, this.#papers.papers.length];
    const words = `${this.#accepted()} words accepted (${dossiers} dossiers, ${this.#fees.load.planned.length} fees, ${papers} by post)`;
    return `${words}, ${waiting ?? '?'} exchanges under way; ${this.#trouble.progress()}`;
  }

  async #timed(name: string, work: () => Promise<void>): Promise<void> {
    const from = performance.now();
    try {
      await work();
    } finally {
      this.#seconds[name] = Math.round((performance.now() - from) / 1000);
    }
  }

  #result(books: Books, tables: Tables): Omit<ChaosResult, 'reached' | 'repeats'> {
    const [options, violations, trouble, timeline] = [this.#options, this.#violations, this.#trouble, this.#timeline];
    const [load, fees, papers, handovers] = [this.#load, this.#fees, this.#papers, this.#handovers];
    const unsteadiness = this.#system.unsteadiness();
    return {
      ...{ options, violations, trouble, timeline, load, fees, papers, handovers, books, tables },
      lateWords: this.#lateWords,
      ...{ unsteadiness, seconds: this.#seconds, startedAt: this.#startedAt },
    };
  }
}
