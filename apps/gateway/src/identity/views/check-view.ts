import { sql, type Kysely } from 'kysely';
import type { FieldFault, WhoActs } from '@lienthong/contracts';
import { boxAt, type Sealer } from '../../pipeline/sealer.js';
import { identified } from '../../store/lock-subjects.js';
import { given } from '../../store/rows.js';
import type { CheckTrouble, CitizenCheckView } from '../core.js';
import { isOpen, type StoredCheck } from '../pipeline/stored.js';
import { fieldsOf, validUntilOf, type KnownFacts } from '../rules/check.js';
import { placeSentence, troubleSentence } from './trouble.messages.js';
import { checkColumns, checkOfRow, type CheckRow } from '../store/check-rows.js';

interface WholeRow extends CheckRow {
  readonly unit: string | null;
  /** Who asked for the check that answers this one. */
  readonly first_client: string | null;
  readonly data_key: Buffer;
}

/** One check as it stands; none once it has been removed. */
export async function readCheck(
  db: Kysely<unknown>,
  sealer: Sealer,
  id: string,
  now: number,
): Promise<CitizenCheckView | undefined> {
  // What has lapsed is not shown, though the shelf may not have come by yet.
  const { rows } = await sql<WholeRow>`
    select ${sql.raw(checkColumns)}, d.unit, f.client as first_client, t.data_key from gateway.citizen_check k
    left join gateway.citizen_check f on f.id = k.reused_from
    left join gateway.dossier d on d.code = k.dossier join gateway.subject t on t.subject = 'citizenCheck:' || k.id::text
    where k.id = ${id}::uuid and (k.kept_until is null or k.kept_until >= ${new Date(now)}::timestamptz)`.execute(db);
  const row = rows[0];
  if (!row) return undefined;
  const check = checkOfRow(row);
  const facts: KnownFacts = row.facts
    ? (JSON.parse(sealer.open(sealer.unwrap(row.data_key), row.facts, boxAt.checkFacts(check.id))) as KnownFacts)
    : {};
  const { population } = facts;
  const validUntil = check.state === 'done' ? validUntilOf(facts) : undefined;
  return {
    ...{ id: check.id, client: check.client, procedure: check.procedure, state: check.state },
    ...given('dossier', check.dossier),
    ...given('unit', row.unit),
    ...given('verdict', check.verdict),
    fields: fieldsOf(facts),
    ...given('fixBy', population?.fixBy),
    ...given('hint', population?.hint),
    ...given('released', population?.released),
    ...given('receipt', population && receiptOf(population)),
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(isOpen(check)
      ? given('waitsFor', row.first_client === check.client ? check.reusedFrom : undefined)
      : given('reusedFrom', check.reusedFrom)),
    troubles: await troublesOf(db, check),
    createdAt: check.createdAt,
  };
}

const receiptOf = ({ officer, requests, checkedAt }: NonNullable<KnownFacts['population']>) => ({
  ...{ officer, requests, checkedAt },
});

interface TroubleRow {
  readonly id: string;
  readonly cause: string | null;
  readonly who_acts: string | null;
  readonly fields: string | null;
}

async function troublesOf(db: Kysely<unknown>, { parts }: StoredCheck): Promise<readonly CheckTrouble[]> {
  const stuck = Object.entries(parts).filter(([, { state }]) => state !== 'done');
  if (stuck.length === 0) return [];
  const ids = stuck.flatMap(([, { exchange }]) => exchange ?? []);
  const { rows } = await sql<TroubleRow>`
    select s.id, s.cause, s.who_acts, s.fields from gateway.exchange_state s
    where s.id in (select r.id from ${identified(ids)})`.execute(db);
  return stuck.flatMap(([partner, { state, exchange, cause: own }]) => {
    const said = rows.find(({ id }) => id === exchange);
    // Not tried yet, or going well.
    if (state === 'pending' && !said?.cause) return [];
    const cause = own ?? said?.cause ?? state;
    const sentence = troubleSentence({
      ...{ partner, state, cause },
      ...given('whoActs', said?.who_acts as WhoActs | null | undefined),
    });
    const errors = said?.fields ? (JSON.parse(said.fields) as FieldFault[]) : undefined;
    return [
      {
        partner,
        ...given('exchange', exchange),
        ...{ cause, ...sentence },
        ...given(
          'errors',
          errors?.map((fault) => ({ ...fault, detail: placeSentence(fault.code) })),
        ),
      },
    ];
  });
}
