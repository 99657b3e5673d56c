import { sql } from 'kysely';
import { creditIdOf, type DossierContent, type PaymentClaimed } from '@lienthong/contracts';
import { recordset } from '@lienthong/store';
import type { Batch } from '../../pipeline/batch.js';
import { boxAt } from '../../pipeline/sealer.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { Unit } from '../../pipeline/unit.js';
import { identified, named } from '../../store/lock-subjects.js';
import { reading, type Reading } from '../../store/reading.js';
import { sameness } from '../pipeline/keep-disagreement.js';
import { creditOf } from '../pipeline/money-unit.js';
import { bankNumber, toldBit } from '../pipeline/stored.js';
import type { Claim } from '../rules/claims.js';
import {
  creditColumns,
  creditOfRow,
  paymentColumns,
  paymentOfRow,
  refundColumns,
  refundOfRow,
  type CreditRow,
  type PaymentRow,
  type RefundRow,
} from './money-rows.js';
import { creditsWhere } from './by-key.js';
import { readWindows } from '../windows/window-rows.js';
import { drawNumbers } from './draw-numbers.js';
import type { MoneyScope } from './resolve-money.js';

/** Payments of these dossiers, under their locks. */
export function readPayments(dossiers: readonly string[], { money }: Batch): Reading | undefined {
  if (dossiers.length === 0) return undefined;
  return reading(
    sql<PaymentRow>`
      select ${sql.raw(paymentColumns)} from gateway.payment p
      where p.dossier in (select r.subject from ${named(dossiers)}) order by p.id`,
    (rows) => {
      for (const row of rows) {
        const payment = paymentOfRow(row);
        money.payments.set(payment.id, payment);
        money.loadedPayments.set(payment.id, payment);
      }
    },
  );
}

/**
 * Whatever else the folds of money need. Credits are locked after all subjects: the same one may be told to another gateway at
 * the same time, before it has a row.
 */
export function readMoney(
  units: readonly Unit[],
  scope: MoneyScope,
  batch: Batch,
  tools: PipelineTools,
): readonly (Reading | undefined)[] {
  batch.money.candidates.push(...scope.candidates);
  for (const [credit, signs] of scope.signs) batch.money.signs.set(credit, signs);
  const dossiers = [...scope.dossiers].sort();
  // A claim may be about an order that nobody knows: its money may be known.
  const askFor = ({ kind }: Unit): boolean => kind === 'refund' || kind === 'requestRefund' || kind === 'claim';
  if (dossiers.length + scope.signs.size === 0 && !units.some(askFor)) return [];
  const credits = creditsOf(units);
  const numbers = numbersOf(units);
  return [
    lockCredits(credits, numbers),
    readPayments(dossiers, batch),
    readBodies(dossiers, batch, tools),
    readCredits(credits, numbers, scope, units, batch),
    readShown(scope, units, batch),
    readAliases(credits, units, batch),
    readRefunds(units, dossiers, credits, scope.refunds, batch),
    readClaims(units, scope, batch),
    readDisagreements(units, batch),
    readWindows(units, batch),
    drawNumbers(units, batch, tools.payments.accounts),
  ];
}

function creditsOf(units: readonly Unit[]): readonly string[] {
  const ids = units.flatMap((unit): string | readonly string[] => {
    switch (unit.kind) {
      case 'credit':
        return [unit.credit.credit];
      case 'claim':
        return [creditIdOf(unit.claim.provider, unit.claim.account, unit.claim.providerId ?? unit.claim.reference)];
      case 'reverse':
        return [unit.reversal.credit];
      case 'assign':
        return [unit.command.credit];
      case 'requestRefund':
        return unit.command.credit === undefined ? [] : [unit.command.credit];
      case 'refund':
        return [
          creditOf(unit.subject) ?? [],
          unit.command.act.kind === 'failed' ? (unit.command.act.back ?? []) : [],
        ].flat();
      default:
        return [];
    }
  });
  return [...new Set(ids)];
}

/** By id and by the bank's own numbers: the same money may be told by two sources at the same time. */
function lockCredits(ids: readonly string[], numbers: readonly BankNumber[]): Reading | undefined {
  const keys = [...ids, ...numbers.map(({ account, number }) => `${account} ${number}`)];
  if (keys.length === 0) return undefined;
  return reading(
    sql`
      select pg_advisory_xact_lock(k.id) from (
        select distinct hashtextextended(r.subject, 1) as id from ${named(keys)} order by id) k`,
    () => undefined,
  );
}

interface BankNumber {
  readonly account: string;
  readonly number: string;
}

function numbersOf(units: readonly Unit[]): readonly BankNumber[] {
  return units.flatMap((unit) => {
    if (unit.kind !== 'credit') return [];
    const { account, bankReference, providerId } = unit.credit;
    const numbers = new Set([bankNumber(bankReference), bankNumber(providerId)]);
    return [...numbers].flatMap((number) => (number === undefined ? [] : [{ account, number }]));
  });
}

/** What agencies have stated of dossiers, opened when it is asked for. */
export function readBodies(dossiers: readonly string[], batch: Batch, { sealer }: PipelineTools): Reading | undefined {
  if (dossiers.length === 0) return undefined;
  return reading(
    sql<{ code: string; revision: number; content: Buffer }>`
      select b.code, b.revision, b.content from gateway.dossier_body b
      where b.code in (select r.subject from ${named(dossiers)})`,
    (rows) => {
      for (const { code, revision, content } of rows) {
        let opened: DossierContent | undefined;
        const open = (): DossierContent =>
          JSON.parse(sealer.open(batch.subjects.get(code)!.key, content, boxAt.body(code, revision))) as DossierContent;
        batch.money.bodies.set(code, () => (opened ??= open()));
      }
    },
  );
}

/**
 * By id, by another source's number, by the bank's own, all credits of payments about which a provider says something or which a
 * statement names, and what only a statement, or only an unconfirmed word, has told of a payment that a provider's order field names.
 */
function readCredits(
  ids: readonly string[],
  numbers: readonly BankNumber[],
  scope: MoneyScope,
  units: readonly Unit[],
  { money }: Batch,
): Reading | undefined {
  const claimed = claimedPayments(units);
  const fromBank = isFromBank(units) ? scope.candidates.map(({ id }) => id) : [];
  const meant = orderedPayments(units, scope);
  if (ids.length + claimed.length === 0) return undefined;
  const columns = sql.raw(creditColumns);
  return reading(
    sql<CreditRow>`
      select ${columns} from ${identified(ids)} ${creditsWhere(sql`c.id = r.id`)}
      union
      select ${columns} from ${identified(ids)} cross join lateral (
        select a.credit from gateway.credit_alias a where a.id = r.id offset 0) a ${creditsWhere(sql`c.id = a.credit`)}
      union
      select ${columns} from ${recordset(numbers, { account: 'text', number: 'text' })}
      ${creditsWhere(sql`c.account = r.account and c.bank_number = r.number`)}
      union
      select ${columns} from ${identified([...claimed, ...fromBank])} ${creditsWhere(sql`c.payment = r.id`)}
      union
      select ${columns} from ${identified(meant)} ${creditsWhere(sql`c.payment = r.id`)}
      where c.told = ${toldBit.statement}::int2 or not c.confirmed
      order by received_at, id`,
    (rows) => rows.forEach((row) => money.credits.set(row.id, creditOfRow(row))),
  );
}

const isFromBank = (units: readonly Unit[]): boolean =>
  units.some((unit) => unit.kind === 'credit' && unit.credit.source === 'statement');

/** An entry of a statement is one credit: another entry that names the same payment is other money. */
function readShown({ candidates }: MoneyScope, units: readonly Unit[], { money }: Batch): Reading | undefined {
  if (!isFromBank(units) || candidates.length === 0) return undefined;
  return reading(
    sql<{ id: string }>`
      select c.id from gateway.credit c
      where c.payment in (select r.id from ${identified(candidates.map(({ id }) => id))})
        and exists (select from gateway.statement_entry e where e.credit = c.id)`,
    (rows) => rows.forEach(({ id }) => money.shown.add(id)),
  );
}

function readAliases(ids: readonly string[], units: readonly Unit[], { money }: Batch): Reading | undefined {
  if (ids.length === 0) return undefined;
  const claimed = claimedPayments(units);
  return reading(
    sql<{ id: string; credit: string }>`
      select a.id, a.credit from gateway.credit_alias a where a.id in (select r.id from ${identified(ids)})
      union
      select a.id, a.credit from ${identified(claimed)} ${creditsWhere(sql`c.payment = r.id`)}
      cross join lateral (select a.id, a.credit from gateway.credit_alias a where a.credit = c.id offset 0) a`,
    (rows) => rows.forEach(({ id, credit }) => money.aliases.set(id, credit)),
  );
}

function readRefunds(
  units: readonly Unit[],
  dossiers: readonly string[],
  credits: readonly string[],
  ordered: readonly string[],
  { money }: Batch,
): Reading | undefined {
  const ids = [...ordered, ...units.flatMap((unit) => (unit.kind === 'refund' ? [unit.command.refund] : []))];
  const needed = units.some(
    ({ kind }) =>
      kind === 'refund' ||
      kind === 'requestRefund' ||
      kind === 'assign' ||
      kind === 'credit' ||
      kind === 'claim' ||
      kind === 'reverse',
  );
  if (!needed) return undefined;
  return reading(
    sql<RefundRow>`
      select ${sql.raw(refundColumns)} from gateway.refund f where f.id in (
        select f.id from gateway.refund f where f.id in (select r.id from ${identified(ids)})
        union all select f.id from gateway.refund f where f.credit in (select r.id from ${identified(credits)})
        union all select f.id from gateway.refund f join gateway.payment p on p.id = f.payment
          where p.dossier in (select r.subject from ${named(dossiers)}))
      order by f.id for update of f`,
    (rows) => rows.forEach((row) => money.refunds.set(row.id, refundOfRow(row))),
  );
}

const claimedPayments = (units: readonly Unit[]): readonly string[] => [
  ...new Set(units.flatMap((unit) => (unit.kind === 'claim' ? [unit.claim.payment] : []))),
];

/** Payments that credits name in the provider's own order field. */
function orderedPayments(units: readonly Unit[], { candidates }: MoneyScope): readonly string[] {
  const ordered = new Set(units.map((unit) => (unit.kind === 'credit' ? unit.credit.reference : undefined)));
  return candidates.filter(({ reference }) => ordered.has(reference)).map(({ id }) => id);
}

interface ClaimRow {
  readonly claim: string;
  readonly payment: string;
  readonly state: string;
  readonly source: string;
  readonly amount: number | null;
  readonly provider_id: string | null;
  readonly at: Date;
}

/** Of payments about which a provider says something, be it of the order or of its money. */
function readClaims(units: readonly Unit[], scope: MoneyScope, { money }: Batch): Reading | undefined {
  const payments = [...claimedPayments(units), ...orderedPayments(units, scope)];
  if (payments.length === 0) return undefined;
  return reading(
    sql<ClaimRow>`
      select m.claim, m.payment, m.state, m.source, m.amount, m.provider_id, m.at from gateway.payment_claim m
      where m.payment in (select r.id from ${identified(payments)}) order by m.kept_at, m.claim`,
    (rows) => {
      for (const row of rows)
        money.claims.set(row.payment, [...(money.claims.get(row.payment) ?? []), claimOfRow(row)]);
    },
  );
}

const claimOfRow = (row: ClaimRow): Claim => ({
  id: row.claim,
  state: row.state as Claim['state'],
  source: row.source as Claim['source'],
  at: row.at.toISOString(),
  ...(row.amount === null ? {} : { amount: row.amount }),
  ...(row.provider_id === null ? {} : { providerId: row.provider_id }),
});

/** Those of the payments of claims, and of other units the one that each of them might be. */
function readDisagreements(units: readonly Unit[], { money }: Batch): Reading | undefined {
  const payments = claimedPayments(units);
  const same = units.flatMap((unit): string | readonly string[] => {
    if (unit.kind === 'credit') return sameness.ofCredit(unit.credit);
    if (unit.kind === 'claim') return samenessAsCredit(unit.claim);
    return unit.kind === 'reverse' ? sameness.ofReversal(unit.reversal) : [];
  });
  if (payments.length + same.length === 0) return undefined;
  return reading(
    sql<{ sameness: string }>`
      select d.sameness from gateway.money_disagreement d where d.payment in (select r.id from ${identified(payments)})
      union select d.sameness from gateway.money_disagreement d where d.sameness in (select r.subject from ${named(same)})`,
    (rows) => rows.forEach((row) => money.disagreements.add(row.sameness)),
  );
}

/** What a claim is as a word about money, where nobody knows its order. */
function samenessAsCredit({ provider, account, providerId, reference, source, amount }: PaymentClaimed): string[] {
  if (amount === undefined) return [];
  const credit = creditIdOf(provider, account, providerId ?? reference);
  return [sameness.ofCredit({ credit, source, direction: 'in', amount })];
}
