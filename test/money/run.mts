import { setTimeout as sleep } from 'node:timers/promises';
import { callbackPoints } from '@lienthong/contracts';
import { Kills } from '../crash/kills.mts';
import { Violations } from '../proof/books/violations.mts';
import { drained } from '../proof/drain.mts';
import { readMetrics } from '../proof/exchanges.mts';
import { seededRandom } from '../support/random.ts';
import { Bank, daysOf } from './bank.mts';
import { readBooks, type Books } from './books/books.mts';
import { judgeFees } from './books/judge-fees.mts';
import { reconcile, type Compared } from './books/judge-reconciliation.mts';
import { judgeHeard, judgePlan, judgeSums, type Heard } from './books/judge-sums.mts';
import { isShort, judgeSweeps, sweptIn, type Swept } from './books/judge-sweeps.mts';
import { sumsOfPlan } from './books/plan-sums.mts';
import { heardInSql, sumsInSql, sumsOfRows, type SumRow, type Sums } from './books/sums.mts';
import { Load } from './load.mts';
import { listAll, Operators } from './operators.mts';
import type { MoneyOptions } from './options.mts';
import type { Payment } from './fee.mts';
import { MoneySystem } from './system.mts';

export interface MoneyResult {
  readonly options: MoneyOptions;
  readonly load: Load;
  readonly operators: Operators;
  readonly books: Books;
  readonly sql: ReadonlyMap<string, Sums>;
  readonly compared: readonly Compared[];
  readonly heard: readonly Heard[];
  readonly swept: readonly Swept[];
  readonly notices: Readonly<Record<string, number>>;
  readonly kills: readonly string[];
  readonly statements: number;
  readonly violations: Violations;
  readonly seconds: Readonly<Record<string, number>>;
}

const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);

/** One whole run: fees under kills, what was lost found again, persons, and the books. */
export async function run(options: MoneyOptions, folder: string): Promise<MoneyResult> {
  const system = await MoneySystem.prepare(folder);
  try {
    return await new Run(options, system).whole();
  } finally {
    await system.close();
  }
}

/** While fees are paid: between the store and the answer to a bank, and between the answer and the bus. */
const earlyOf = (stage: string, kills: number): readonly string[] =>
  stage !== 'fees' || kills === 0 ? [] : callbackPoints;

class Run {
  readonly #options: MoneyOptions;
  readonly #system: MoneySystem;
  readonly #bank: Bank;
  readonly #load: Load;
  readonly #operators: Operators;
  readonly #violations = new Violations();
  readonly #kills: string[] = [];
  readonly #seconds: Record<string, number> = {};

  constructor(options: MoneyOptions, system: MoneySystem) {
    const { seed, fees, atOnce } = options;
    this.#options = options;
    this.#system = system;
    this.#bank = new Bank(system.sandboxUrl);
    const { api } = system;
    this.#load = new Load({ api, bank: this.#bank, seed, fees, atOnce });
    this.#operators = new Operators({
      ...{ api, bank: this.#bank, figures: this.#load.figures, violations: this.#violations },
    });
  }

  async whole(): Promise<MoneyResult> {
    const { kills, patience, seed } = this.#options;
    const violations = this.#violations;
    await this.#bank.trouble(seed);
    await this.#stage('fees', kills, () => this.#load.run());
    for (const broken of this.#load.broken) violations.add('story: not told to its end', broken);
    if (!(await this.#bank.quiet(patience))) violations.add('stuck: notifications that nobody takes', `${patience} s`);

    const { statements, shown } = await this.#stage('persons', Math.ceil(kills / 5), () => this.#persons());
    await this.#bank.calm();
    const metrics = () => readMetrics(this.#system.api);
    const { api } = this.#system;
    if (!(await drained({ api, metrics, seconds: patience, refusedSync: new Set(), say })))
      violations.add('stuck: still moving', `${patience} s`);
    const { books, swept } = await this.#swept(patience);
    const compared = await reconcile(api, books.movements, violations);
    const notices = await this.#bank.notices();
    judgeSweeps(swept, violations);
    const how = await this.#system.stop();
    if (how !== undefined) violations.add('died: a stop that was not in order', how);
    const [sums, heard] = (await this.#system.query([sumsInSql, heardInSql])) as unknown as [SumRow[], Heard[]];
    const sql = sumsOfRows(sums);
    this.#judge(books, sql, heard);
    say(`shown by a person: ${shown} refunds`);
    return {
      ...{
        options: this.#options,
        load: this.#load,
        operators: this.#operators,
        books,
        sql,
        compared,
        heard,
        notices,
        swept,
      },
      ...{ kills: this.#kills, statements, violations, seconds: this.#seconds },
    };
  }

  /** A list that could not be had while its provider was in trouble is asked for again later; so long is waited for it. */
  async #swept(seconds: number): Promise<{ readonly books: Books; readonly swept: readonly Swept[] }> {
    for (const until = performance.now() + seconds * 1000; ; await sleep(2_000)) {
      const books = await readBooks(this.#system.api, this.#bank, this.#system.sandboxUrl);
      const swept = await sweptIn(books, this.#bank);
      if (!swept.some(isShort) || performance.now() > until) return { books, swept };
    }
  }

  #judge(books: Books, sql: ReadonlyMap<string, Sums>, heard: readonly Heard[]): void {
    const { planned } = this.#load;
    const violations = this.#violations;
    judgeSums('API', books.api, books.bank, violations);
    judgeSums('SQL', sql, books.bank, violations);
    judgePlan(sumsOfPlan(planned, books.payments), books.api, violations);
    judgeHeard(heard, violations);
    judgeFees(planned, books, violations);
  }

  /** What only a statement or a person can put right. */
  async #persons(): Promise<{ readonly statements: number; readonly shown: number }> {
    const { patience } = this.#options;
    const { api } = this.#system;
    const bring = async (): Promise<number> => {
      const movements = await this.#bank.movements();
      return this.#operators.bringStatements((account) => daysOf(movements, account), patience);
    };
    say('statements');
    const first = await bring();
    say('money that nobody could match');
    await this.#operators.seeToLoose(this.#load.planned);
    say('refunds');
    const payments = await listAll<Payment>(api, '/v1/payments');
    await this.#operators.sendBack(new Map(payments.map((payment) => [payment.id, payment])));
    await this.#bank.quiet(patience);
    say('statements again');
    const second = await bring();
    return { statements: first + second, shown: await this.#operators.finish() };
  }

  /** Work under so many kills; the gateway runs when both are through. */
  async #stage<Result>(name: string, kills: number, work: () => Promise<Result>): Promise<Result> {
    const beganAt = performance.now();
    const { seed, life, fees } = this.#options;
    const load = this.#load;
    // Lives that together hear most of what is said, whatever the size of the run: about two words a fee.
    const share = kills === 0 ? 1 : (75 * kills) / fees;
    const trouble = new Kills(this.#system.starter, {
      ...{ kills, lifeMs: life * 1000, points: [], early: earlyOf(name, kills), random: seededRandom(seed + kills) },
      accepted: () => load.figures.accepted * share,
    });
    const progress = setInterval(() => say(`${load.progress()}; ${trouble.progress()}`), 5_000);
    const running = this.#working(work);
    try {
      await trouble.run(() => false);
      await this.#system.start();
      const done = await running;
      if ('error' in done) throw done.error;
      await this.#afterStage(name === 'fees');
      return done.result;
    } finally {
      clearInterval(progress);
      trouble.judge(this.#violations);
      this.#kills.push(`${name}: ${trouble.lines()[0]}`);
      this.#seconds[name] = Math.round((performance.now() - beganAt) / 1000);
    }
  }

  /** Its failure is looked at when the kills are through. */
  #working<Result>(work: () => Promise<Result>): Promise<{ readonly result: Result } | { readonly error: unknown }> {
    return work().then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
  }

  /** The next stage begins with lives of its own. */
  async #afterStage(more: boolean): Promise<void> {
    if (!more) return;
    await this.#bank.quiet(this.#options.patience);
    const how = await this.#system.stop();
    if (how !== undefined) this.#violations.add('died: a stop that was not in order', how);
  }
}
