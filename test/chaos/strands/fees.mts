import type { Api } from '../../proof/api.mts';
import type { Violations } from '../../proof/books/violations.mts';
import type { System } from '../../crash/system.mts';
import { Bank, daysOf } from '../../money/bank.mts';
import { readBooks, type Books } from '../../money/books/books.mts';
import { judgeFees } from '../../money/books/judge-fees.mts';
import { judgeHeard, judgePlan, judgeSums, type Heard } from '../../money/books/judge-sums.mts';
import { sumsOfPlan } from '../../money/books/plan-sums.mts';
import { heardInSql, sumsInSql, sumsOfRows, type SumRow } from '../../money/books/sums.mts';
import type { Payment } from '../../money/fee.mts';
import { Load } from '../../money/load.mts';
import { listAll, Operators } from '../../money/operators.mts';

export interface FeesParts {
  readonly api: Api;
  readonly sandboxUrl: string;
  readonly seed: number;
  readonly fees: number;
  readonly perSecond: number;
  readonly violations: Violations;
}

/** The money proof's fees, payers and officers, beside everything else. */
export class Fees {
  readonly bank: Bank;
  readonly load: Load;
  readonly #operators: Operators;
  readonly #parts: FeesParts;

  constructor(parts: FeesParts) {
    const { api, sandboxUrl, seed, fees, perSecond, violations } = parts;
    this.#parts = parts;
    this.bank = new Bank(sandboxUrl);
    this.load = new Load({ ...{ api, seed, fees, perSecond }, bank: this.bank, atOnce: 200 });
    this.#operators = new Operators({ api, bank: this.bank, figures: this.load.figures, violations });
  }

  /** What only a statement or a person can put right. */
  async persons(patience: number): Promise<void> {
    const { api } = this.#parts;
    const bring = async (): Promise<void> => {
      const movements = await this.bank.movements();
      await this.#operators.bringStatements((account) => daysOf(movements, account), patience);
    };
    await bring();
    await this.#operators.seeToLoose(this.load.planned);
    const payments = await listAll<Payment>(api, '/v1/payments');
    await this.#operators.sendBack(new Map(payments.map((payment) => [payment.id, payment])));
    await this.bank.quiet(patience);
    await bring();
    await this.#operators.finish();
  }

  /** While everything runs and nothing moves. */
  async books(): Promise<Books> {
    const { violations, api, sandboxUrl } = this.#parts;
    for (const broken of this.load.broken) violations.add('story: not told to its end', broken);
    const books = await readBooks(api, this.bank, sandboxUrl);
    judgeSums('API', books.api, books.bank, violations);
    judgePlan(sumsOfPlan(this.load.planned, books.payments), books.api, violations);
    judgeFees(this.load.planned, books, violations);
    return books;
  }

  /** While nothing runs: the same sums from the tables of both sides. */
  async judgeTables(system: System, { bank }: Books): Promise<void> {
    const { violations } = this.#parts;
    judgeSums('SQL', sumsOfRows(await system.query<SumRow>(sumsInSql)), bank, violations);
    judgeHeard(await system.query<Heard>(heardInSql), violations);
  }
}
