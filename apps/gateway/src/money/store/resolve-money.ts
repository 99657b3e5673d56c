import { sql, type RawBuilder } from 'kysely';
import type { CreditDetail } from '@lienthong/contracts';
import type { Tx } from '@lienthong/store';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { Unit } from '../../pipeline/unit.js';
import { identified, named } from '../../store/lock-subjects.js';
import { given, isoOf } from '../../store/rows.js';
import { isMoneyUnit, paymentOf, type ToldCredit } from '../pipeline/money-unit.js';
import type { Candidate, CreditSigns } from '../rules/signs.js';
import { openCreditDetail } from './credit-detail.js';

/** What has to be known of money units before anything is locked. */
export interface MoneyScope {
  /** Dossiers whose payments they touch; to be locked with the units' own subjects. */
  readonly dossiers: ReadonlySet<string>;
  /** Payment id → its dossier. */
  readonly dossierOf: ReadonlyMap<string, string>;
  readonly candidates: readonly (Candidate & { readonly dossier: string })[];
  /** By credit; `undefined` where its detail cannot be opened. */
  readonly signs: ReadonlyMap<string, CreditSigns | undefined>;
  /** Refunds that outgoing movements name by the bank's own number. */
  readonly refunds: readonly string[];
}

const nothing: MoneyScope = {
  dossiers: new Set(),
  dossierOf: new Map(),
  candidates: [],
  signs: new Map(),
  refunds: [],
};

interface PaymentKey {
  readonly id: string;
  readonly dossier: string;
  readonly reference: string;
  readonly account: string;
  readonly virtual_account: string | null;
  readonly amount: number;
  readonly due: number;
  readonly created_at: Date;
  readonly ended_at: Date | null;
}

/** Finds the dossiers behind payments and credits. Nothing is asked where no unit is about money. */
export async function resolveMoney(tx: Tx, units: readonly Unit[], tools: PipelineTools): Promise<MoneyScope> {
  const about = units.filter((unit) => isMoneyUnit(unit) || paymentOf(unit.subject) !== undefined);
  if (about.length === 0) return nothing;
  const signs = new Map<string, CreditSigns | undefined>();
  for (const unit of about) {
    if (unit.kind === 'credit') signs.set(unit.credit.credit, signsOf(unit.credit, tools));
  }
  const found = await findPayments(tx, about, [...signs.values()]);
  const refunds = await findOrdered(tx, about);
  const dossiers = new Set([
    ...found.map(({ dossier }) => dossier),
    ...refunds.flatMap(({ dossier }) => dossier ?? []),
    ...about.flatMap((unit) => (isMoneyUnit(unit) && !unit.subject.includes(':') ? [unit.subject] : [])),
  ]);
  return {
    dossiers,
    dossierOf: new Map(found.map(({ id, dossier }) => [id, dossier])),
    candidates: found.map(candidateOf),
    signs,
    refunds: refunds.map(({ id }) => id),
  };
}

const candidateOf = (row: PaymentKey): MoneyScope['candidates'][number] => ({
  ...{ id: row.id, dossier: row.dossier, reference: row.reference, account: row.account },
  ...given('virtualAccount', row.virtual_account),
  ...{ amount: row.amount, due: row.due, createdAt: row.created_at.toISOString() },
  ...given('endedAt', isoOf(row.ended_at)),
});

/** Banks write account numbers in groups. */
const plainNumber = (number: string): string => number.replace(/[\s.-]/g, '');

function signsOf(credit: ToldCredit, { sealer, references }: PipelineTools): CreditSigns | undefined {
  let detail: CreditDetail;
  try {
    const { key, box } = credit.detail;
    detail = openCreditDetail(sealer, credit.credit, Buffer.from(key, 'base64'), Buffer.from(box, 'base64'));
  } catch {
    return undefined;
  }
  return {
    ...{ account: credit.account, amount: credit.amount, bankTime: credit.bankTime },
    ...(credit.wholeDay ? { wholeDay: true } : {}),
    codes: typeof detail.text === 'string' ? references.codesIn(detail.text) : [],
    ...(credit.reference === undefined ? {} : { reference: credit.reference }),
    ...(credit.virtualAccount === undefined ? {} : { virtualAccount: plainNumber(credit.virtualAccount) }),
  };
}

/** Of a number that is used again and again the last ones: whose it was before that is for a person to say. */
const mostHolders = 4;

async function findPayments(
  tx: Tx,
  units: readonly Unit[],
  signs: readonly (CreditSigns | undefined)[],
): Promise<readonly PaymentKey[]> {
  const ids = new Set(units.flatMap((unit) => paymentOf(unit.subject) ?? []));
  for (const unit of units) if (unit.kind === 'assign') ids.add(unit.command.payment);
  const references = new Set(
    signs.flatMap((one) => [...(one?.codes ?? []), ...(one?.reference === undefined ? [] : [one.reference])]),
  );
  const accounts = new Set(signs.flatMap((one) => one?.virtualAccount ?? []));
  const asks: RawBuilder<PaymentKey>[] = [];
  const columns = sql.raw(
    `p.id, p.dossier, p.reference, p.account, p.virtual_account, p.amount, p.amount - p.received + p.refunded as due,
      p.created_at, coalesce(p.settled_at, p.closed_at) as ended_at`,
  );
  if (ids.size > 0)
    asks.push(sql`select ${columns} from gateway.payment p where p.id in (select r.id from ${identified(ids)})`);
  if (references.size > 0)
    asks.push(
      sql`select ${columns} from gateway.payment p where p.reference in (select r.subject from ${named([...references])})`,
    );
  if (accounts.size > 0)
    asks.push(
      sql`select p.* from ${named([...accounts])} cross join lateral (
        select ${columns} from gateway.payment p where p.virtual_account = r.subject
        order by p.id desc limit ${mostHolders}::int4) p`,
    );
  // Money that is taken back, or told again: a person may have assigned it to a payment that it does not name.
  const credits = units.flatMap((unit) =>
    unit.kind === 'reverse' ? [unit.reversal.credit] : unit.kind === 'credit' ? [unit.credit.credit] : [],
  );
  if (credits.length > 0) {
    const payments = sql`select ${columns} from gateway.payment p join gateway.credit c on c.payment = p.id`;
    const wanted = identified([...new Set(credits)]);
    asks.push(sql`${payments} where c.id in (select r.id from ${wanted})`);
    asks.push(
      sql`${payments} where c.id in (
        select a.credit from gateway.credit_alias a where a.id in (select r.id from ${wanted}))`,
    );
  }
  if (asks.length === 0) return [];
  return (await sql<PaymentKey>`${sql.join(asks, sql` union `)} order by id desc`.execute(tx)).rows;
}

/** Refunds that have been ordered under the number that an outgoing movement bears. */
async function findOrdered(
  tx: Tx,
  units: readonly Unit[],
): Promise<readonly { readonly id: string; readonly dossier: string | null }[]> {
  const numbers = units.flatMap((unit) =>
    unit.kind === 'credit' && unit.credit.direction === 'out' && unit.credit.bankReference !== undefined
      ? [unit.credit.bankReference]
      : [],
  );
  if (numbers.length === 0) return [];
  const found = await sql<{ id: string; dossier: string | null }>`
    select f.id, p.dossier from gateway.refund f left join gateway.payment p on p.id = f.payment
    where f.state = 'sent' and f.bank_reference in (select r.subject from ${named(numbers)})`.execute(tx);
  return found.rows;
}
