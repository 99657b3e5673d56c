import { sql } from 'kysely';
import { stableId } from '@lienthong/contracts';
import { recordset, type OutboxMessage, type Tx } from '@lienthong/store';
import { expectationsOf } from './expected.js';
import type { ToldFact } from './follow.js';
import { isMoney, type InboundFact } from './facts.js';
import { type Expectation, type Standing } from './port.js';
import { standingOf } from './standing.js';
import { keepTellings, type Telling } from './telling.js';
import type { FactResult, FactRow, KeepUnit, KeptRow, ReceiveUnit } from './units.js';

/** What a fact says, apart from how much: a second one under the same id must say the same. */
function saidBy(fact: InboundFact): string {
  if (fact.kind === 'tracking') return `${fact.code} ${fact.reference}`;
  if (fact.kind === 'handover') return `${fact.act} ${fact.reference}`;
  if (fact.kind === 'submission') return fact.digest;
  return fact.kind === 'credit' ? fact.direction : fact.state;
}

const amountIn = (fact: InboundFact): number | undefined => (isMoney(fact) ? fact.amount : undefined);

/** Where a row is to be found by it: those of feeds and hubs, and claims that nobody has expected. */
function referenceKept(fact: InboundFact, unowned: boolean): string | null {
  if (fact.kind === 'tracking' || fact.kind === 'handover') return fact.reference;
  return unowned && isMoney(fact) ? (fact.reference ?? null) : null;
}

/** The partner's own id of what it said. */
function ownIdOf(fact: InboundFact): string {
  if (fact.kind === 'tracking') return fact.rowId;
  if (fact.kind === 'submission') return fact.submissionId;
  return fact.kind === 'credit' ? fact.providerId : fact.statementId;
}

interface Sighting {
  readonly unit: ReceiveUnit;
  readonly row: FactRow;
  readonly standing: Standing;
  readonly expectation: Expectation | undefined;
}

interface StoredRow {
  id: string;
  said: string;
  amount: number | string | null;
  standing: string;
  first_arrival: string;
  confirmed_by: string | null;
  queried_by: string | null;
}

export interface ReceivedBatch {
  readonly results: ReadonlyMap<ReceiveUnit, readonly FactResult[]>;
  readonly messages: readonly OutboxMessage[];
  /** What is news, with whose it is. */
  readonly told: readonly (ToldFact & { readonly partner: string; readonly at: number })[];
}

/**
 * Facts become rows, once per id; what is to be told is told by the request whose row it is. Repeats are counted. How a fact stood at
 * first is what a repeat is answered by, unless it did not stand well: then the projection may have caught up meanwhile.
 */
export async function receiveAll(tx: Tx, units: readonly ReceiveUnit[]): Promise<ReceivedBatch> {
  if (units.length === 0) return { results: new Map(), messages: [], told: [] };
  const sightings = await sightingsOf(tx, units);
  const byId = Map.groupBy(sightings, ({ row }) => row.id);
  const stored = await upsert(tx, byId);

  const toldOnce = new Set<string>();
  const told: ReceivedBatch['told'][number][] = [];
  const contradicting: Contradicting[] = [];
  const tellings: Telling[] = [];
  const results = new Map<ReceiveUnit, FactResult[]>(units.map((unit) => [unit, []]));
  for (const { unit, row, expectation } of sightings) {
    const there = stored.get(row.id)!;
    const contradicts = !saysTheSame(there, row.fact);
    const first = there.first_arrival === unit.arrival;
    const news = first || (row.confirmed && there.confirmed_by === unit.arrival) || there.queried_by === unit.arrival;
    const once = `${row.id} ${unit.arrival}`;
    if (contradicts) contradicting.push({ kept: contradictionOf(unit, row), row, expectation });
    else if (news && !toldOnce.has(once)) {
      toldOnce.add(once);
      tellings.push(...row.tell(expectation).map((message) => ({ received: row.id, message })));
      told.push(toldOf(row, there.standing as Standing, expectation));
    }
    results.get(unit)!.push({ standing: there.standing as Standing, repeated: !first, contradicts });
  }
  const fresh = await keepRows(tx, [
    ...contradicting.map(({ kept }) => kept),
    ...units.flatMap(({ kept = [] }) => kept),
  ]);
  for (const one of contradicting) if (fresh.delete(one.kept.id)) tellings.push(...toldOtherwise(one));
  for (const row of units.flatMap(({ kept = [] }) => kept)) {
    if (row.told && fresh.delete(row.id)) tellings.push({ received: row.id, message: row.told });
  }
  await keepTellings(tx, tellings);
  const listed = units.flatMap((unit) => unit.listed ?? []);
  return { results, messages: [...tellings.map(({ message }) => message), ...listed], told };
}

const toldOf = (row: FactRow, standing: Standing, expectation: Expectation | undefined) => ({
  ...{ partner: row.partner, provider: row.provider, account: row.account, source: row.source, at: row.at },
  ...{ fact: row.fact, id: row.id, standing },
  ...(expectation ? { payment: expectation.payment } : {}),
});

async function sightingsOf(tx: Tx, units: readonly ReceiveUnit[]): Promise<Sighting[]> {
  const facts = units.flatMap((unit) => unit.facts.map((row) => ({ unit, row })));
  const references = new Set(facts.flatMap(({ row }) => (isMoney(row.fact) ? (row.fact.reference ?? []) : [])));
  const expected = await expectationsOf(tx, references);
  return facts.map(({ unit, row }) => {
    const reference = isMoney(row.fact) ? row.fact.reference : undefined;
    const expectation = reference === undefined ? undefined : expected.get(reference);
    const standing = standingOf(row.fact, row.account, expectation);
    return { unit, row, standing, expectation };
  });
}

async function upsert(tx: Tx, byId: ReadonlyMap<string, readonly Sighting[]>): Promise<ReadonlyMap<string, StoredRow>> {
  // One order everywhere: two processes never wait for each other's rows crosswise.
  const rows = [...byId.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, sightings]) => {
      const { unit, row, standing, expectation } = sightings[0]!;
      const unowned = expectation ? undefined : row.unowned?.();
      return {
        id,
        what: row.fact.kind,
        partner: row.partner,
        provider: row.provider,
        account: row.account,
        provider_id: ownIdOf(row.fact),
        reference: referenceKept(row.fact, unowned !== undefined),
        unowned: unowned ? JSON.stringify(unowned) : null,
        said: saidBy(row.fact),
        amount: amountIn(row.fact) ?? null,
        standing,
        first_arrival: unit.arrival,
        confirmed_by: sightings.find((one) => one.row.confirmed && saysTheSame(said(row), one.row.fact))?.unit.arrival,
        queried_by: sightings.find((one) => isListed(one.row) && saysTheSame(said(row), one.row.fact))?.unit.arrival,
        arrivals: sightings.length,
        at: new Date(row.at),
        key: row.key,
        record: row.record,
      };
    });
  const written = await sql<StoredRow>`
    insert into connectors.received as c (id, what, partner, provider, account, provider_id, reference, said, amount, standing,
      first_arrival, confirmed_by, queried_by, arrivals, received_at, last_at, key, record, unowned)
    select r.id, r.what, r.partner, r.provider, r.account, r.provider_id, r.reference, r.said, r.amount, r.standing,
      r.first_arrival, r.confirmed_by, r.queried_by, r.arrivals, r.at, r.at, r.key, r.record, r.unowned
    from ${recordset(rows, {
      id: 'uuid',
      what: 'text',
      partner: 'text',
      provider: 'text',
      account: 'text',
      provider_id: 'text',
      reference: 'text',
      said: 'text',
      amount: 'int8',
      standing: 'text',
      first_arrival: 'uuid',
      confirmed_by: 'uuid',
      queried_by: 'uuid',
      arrivals: 'int4',
      at: 'timestamptz',
      key: 'bytea',
      record: 'bytea',
      unowned: 'text',
    })}
    on conflict (id) do update set arrivals = c.arrivals + excluded.arrivals, last_at = excluded.last_at,
      standing = case when c.standing = 'expected' then c.standing else excluded.standing end,
      confirmed_by = case
        when c.said = excluded.said and c.amount is not distinct from excluded.amount
          then coalesce(c.confirmed_by, excluded.confirmed_by)
        else c.confirmed_by end,
      queried_by = case
        when c.said = excluded.said and c.amount is not distinct from excluded.amount
          then coalesce(c.queried_by, excluded.queried_by)
        else c.queried_by end
    returning c.id::text as id, c.said, c.amount, c.standing, c.first_arrival::text as first_arrival,
      c.confirmed_by::text as confirmed_by, c.queried_by::text as queried_by`.execute(tx);
  return new Map(written.rows.map((row) => [row.id, row]));
}

/** Money in a provider's answer: its own book says so, whoever told of it before. */
const isListed = ({ fact, source }: FactRow): boolean => fact.kind === 'credit' && source === 'query';

const said = ({ fact }: FactRow): Pick<StoredRow, 'said' | 'amount'> => ({
  said: saidBy(fact),
  amount: amountIn(fact) ?? null,
});

const saysTheSame = (there: Pick<StoredRow, 'said' | 'amount'>, fact: InboundFact): boolean =>
  there.said === saidBy(fact) && (there.amount === null ? undefined : Number(there.amount)) === amountIn(fact);

interface Contradicting {
  readonly kept: KeptRow;
  readonly row: FactRow;
  readonly expectation: Expectation | undefined;
}

/**
 * Money of which something else was said before is told all the same, as an event of its own: which word is booked, and who is to
 * look at it, is for the gateway to say.
 */
function toldOtherwise({ kept, row, expectation }: Contradicting): readonly Telling[] {
  if (!isMoney(row.fact)) return [];
  const otherwise = `otherwise/${row.source}/${saidBy(row.fact)}/${row.fact.amount ?? ''}`;
  return row.tell(expectation).map((message) => ({
    received: kept.id,
    message: { ...message, headers: { ...message.headers, ce_id: `${message.headers['ce_id']}/${otherwise}` } },
  }));
}

/** The bytes of a second statement that does not say what the first one said; one that says the same as this is a repeat of it. */
const contradictionOf = (unit: ReceiveUnit, row: FactRow): KeptRow => ({
  id: stableId('contradiction', row.id, row.source, saidBy(row.fact), amountIn(row.fact) ?? ''),
  arrival: unit.arrival,
  what: 'refused',
  cause: 'inbound.contradictsItself',
  partner: row.partner,
  provider: row.provider,
  account: row.account,
  at: row.at,
  key: row.key,
  record: row.record,
});

export async function keepAll(tx: Tx, units: readonly KeepUnit[]): Promise<void> {
  await keepRows(
    tx,
    units.map(({ row }) => row),
  );
}

/** Ids of those that were not there. */
async function keepRows(tx: Tx, kept: readonly KeptRow[]): Promise<Set<string>> {
  if (kept.length === 0) return new Set();
  const once = new Map(kept.map((row) => [row.id, row]));
  const rows = [...once.values()].map(({ at, told: _told, ...row }) => ({ ...row, at: new Date(at) }));
  const written = await sql<{ id: string }>`
    insert into connectors.received (id, what, partner, provider, account, cause, first_arrival, received_at, last_at,
      key, record)
    select r.id, r.what, r.partner, r.provider, r.account, r.cause, r.arrival, r.at, r.at, r.key, r.record
    from ${recordset(rows, {
      id: 'uuid',
      arrival: 'uuid',
      what: 'text',
      partner: 'text',
      provider: 'text',
      account: 'text',
      cause: 'text',
      at: 'timestamptz',
      key: 'bytea',
      record: 'bytea',
    })}
    on conflict (id) do nothing returning id::text as id`.execute(tx);
  return new Set(written.rows.map(({ id }) => id));
}
