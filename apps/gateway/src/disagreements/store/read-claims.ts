import { sql, type Kysely } from 'kysely';
import type { DossierContent, DossierStatus } from '@lienthong/contracts';
import type { DeliveryState } from '../../delivery/core.js';
import { isUnderWay, standingOf } from '../../journey/lane-after-change.js';
import type { LaneState } from '../../journey/lane.js';
import type { PaymentState } from '../../money/core.js';
import { boxAt, type Sealer } from '../../pipeline/sealer.js';
import { named } from '../../store/lock-subjects.js';
import { given, laneOfRow, type LaneRow } from '../../store/rows.js';
import { eachApart } from '../each-apart.js';
import type {
  AgencyClaim,
  DossierClaims,
  ParcelClaim,
  PaymentClaims,
  PortalClaim,
  ProviderClaim,
  TellingClaim,
} from '../rules/claims.js';

/** What is claimed of one dossier, with whose it is. */
export interface ReadClaims extends DossierClaims {
  readonly unit: string;
  readonly dueAt?: string;
}

export interface ClaimsRead {
  readonly claims: readonly ReadClaims[];
  /** Answers of the portal, also about what could not be read. */
  readonly answers: readonly { readonly dossier: string; readonly exchange: string }[];
  /** Of dossiers that could not be read. */
  readonly faults: readonly unknown[];
}

/** Who claims what of these dossiers, as it is stored: one statement a source, whatever their number. */
export async function readClaims(db: Kysely<unknown>, sealer: Sealer, codes: readonly string[]): Promise<ClaimsRead> {
  if (codes.length === 0) return { claims: [], answers: [], faults: [] };
  const dossiers = await readDossiers(db, codes);
  const lanes = await readLanes(db, codes);
  const payments = await readPayments(db, codes);
  const parcels = await readParcels(db, codes);
  const bodies = await readBodies(db, [...new Set([...payments.keys(), ...parcels.keys()])]);
  const { results: claims, faults } = eachApart(dossiers, (row): ReadClaims => {
    const own = (lanes.get(row.code) ?? []).map(laneOfRow);
    const told = own.find(({ operation }) => operation === 'syncDossier');
    const asked = own.find(({ operation }) => operation === 'lookUpDossier');
    return {
      ...{ code: row.code, unit: row.unit, agency: agencyOf(row, contentOf(bodies.get(row.code), sealer)) },
      ...given('dueAt', row.due_at?.toISOString()),
      ...(told ? { told: toldBy(told) } : {}),
      ...given('portal', portalOf(row)),
      asking: asked !== undefined && isUnderWay(asked),
      payments: (payments.get(row.code) ?? []).map(paymentOf),
      parcels: parcels.get(row.code) ?? [],
    };
  });
  const answers = dossiers.flatMap(({ code: dossier, portal_exchange: exchange }) =>
    exchange === null ? [] : [{ dossier, exchange }],
  );
  return { claims, answers, faults };
}

interface DossierRow {
  readonly code: string;
  readonly unit: string;
  readonly revision: number;
  readonly status: string;
  readonly effective_status: string;
  readonly status_since: Date;
  readonly due_at: Date | null;
  readonly updated_at: Date;
  readonly untold: boolean;
  readonly there: boolean | null;
  readonly portal_status: string | null;
  readonly portal_at: Date | null;
  readonly portal_exchange: string | null;
}

async function readDossiers(db: Kysely<unknown>, codes: readonly string[]): Promise<readonly DossierRow[]> {
  const { rows } = await sql<DossierRow>`
    select d.code, d.unit, d.revision, d.status, d.effective_status, d.status_since, d.due_at, d.updated_at, d.untold,
      c.there, c.status as portal_status, c.at as portal_at, c.exchange::text as portal_exchange
    from gateway.dossier d left join gateway.portal_claim c on c.dossier = d.code
    where d.code in (select r.subject from ${named(codes)}) order by d.code`.execute(db);
  return rows;
}

const agencyOf = (row: DossierRow, content: DossierContent | undefined): AgencyClaim => ({
  revision: row.revision,
  status: row.status as DossierStatus,
  effectiveStatus: row.effective_status as DossierStatus,
  statusSince: row.status_since.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  untold: row.untold,
  ...(content
    ? {
        fees: new Map((content.fees ?? []).map(({ code, amount }) => [code, amount])),
        returnBy: content.returnBy ?? null,
      }
    : {}),
});

const portalOf = ({ there, portal_at: at, portal_status, portal_exchange }: DossierRow): PortalClaim | undefined =>
  there === null || at === null || portal_exchange === null
    ? undefined
    : {
        ...{ there, at: at.toISOString(), exchange: portal_exchange },
        ...given('status', portal_status as DossierStatus | null),
      };

async function readLanes(
  db: Kysely<unknown>,
  codes: readonly string[],
): Promise<ReadonlyMap<string, readonly LaneRow[]>> {
  const { rows } = await sql<LaneRow>`
    select l.subject, l.partner, l.operation, l.last_number, l.ended_number, l.last_exchange::text as last_exchange,
      l.snapshot_hash, l.trouble, l.since
    from gateway.lane l where l.partner = 'dvc-portal' and l.operation in ('syncDossier', 'lookUpDossier')
      and l.subject in (select r.subject from ${named(codes)})`.execute(db);
  return Map.groupBy(rows, ({ subject }) => subject);
}

const toldBy = (lane: LaneState): TellingClaim => ({
  ...{ inStep: standingOf(lane) === 'inStep', since: lane.since },
  ...given('exchange', lane.lastExchange),
  ...(lane.trouble ? { trouble: { state: lane.trouble.state, exchange: lane.trouble.exchange } } : {}),
});

interface PaymentRow {
  readonly id: string;
  readonly dossier: string;
  readonly state: string;
  readonly amount: number;
  readonly received: number;
  readonly refunded: number;
  readonly fees: string;
  readonly changed_at: Date;
  readonly settled_at: Date | null;
  readonly claim: string | null;
  readonly provider: string | null;
  readonly claim_state: string | null;
  readonly claim_amount: number | null;
  readonly claim_at: Date | null;
}

/** With the last that its provider said of each. What was continued by another counts there. */
async function readPayments(
  db: Kysely<unknown>,
  codes: readonly string[],
): Promise<ReadonlyMap<string, readonly PaymentRow[]>> {
  const { rows } = await sql<PaymentRow>`
    select p.id, p.dossier, p.state, p.amount, p.received, p.refunded, p.fees, p.changed_at, p.settled_at,
      m.claim, m.provider, m.state as claim_state, m.amount as claim_amount, m.at as claim_at
    from gateway.payment p left join lateral (
      select * from gateway.payment_claim o where o.payment = p.id order by o.at desc, o.kept_at desc limit 1) m on true
    where p.continued_by is null and p.dossier in (select r.subject from ${named(codes)}) order by p.id`.execute(db);
  return Map.groupBy(rows, ({ dossier }) => dossier);
}

const paymentOf = (row: PaymentRow): PaymentClaims => ({
  ...{ id: row.id, state: row.state as PaymentState },
  ...{ amount: row.amount, received: row.received, refunded: row.refunded },
  fees: JSON.parse(row.fees) as PaymentClaims['fees'],
  changedAt: row.changed_at.toISOString(),
  ...given('settledAt', row.settled_at?.toISOString()),
  ...given('provider', providerOf(row)),
});

const providerOf = ({
  claim: id,
  provider,
  claim_state,
  claim_amount,
  claim_at,
}: PaymentRow): ProviderClaim | undefined =>
  id === null || provider === null || claim_at === null
    ? undefined
    : {
        ...{ id, provider, state: claim_state as ProviderClaim['state'], at: claim_at.toISOString() },
        ...given('amount', claim_amount),
      };

/** Parcels that carry results, as the feed showed them last. */
async function readParcels(
  db: Kysely<unknown>,
  codes: readonly string[],
): Promise<ReadonlyMap<string, readonly ParcelClaim[]>> {
  const { rows } = await sql<{ id: string; dossier: string; state: string; at: Date }>`
    select v.id, v.dossier, v.scan_state as state, v.scan_at as at from gateway.delivery v
    where v.direction = 'return' and v.scan_state is not null and v.scan_at is not null
      and v.dossier in (select r.subject from ${named(codes)}) order by v.id`.execute(db);
  return Map.groupBy(
    rows.map(({ at, state, ...row }) => ({ ...row, state: state as DeliveryState, at: at.toISOString() })),
    ({ dossier }) => dossier,
  );
}

interface BodyRow {
  readonly code: string;
  readonly revision: number;
  readonly content: Buffer;
  readonly data_key: Buffer;
}

/** Of those whose fees or way of return something is compared with; of no others anything is opened. */
async function readBodies(db: Kysely<unknown>, codes: readonly string[]): Promise<ReadonlyMap<string, BodyRow>> {
  if (codes.length === 0) return new Map();
  const { rows } = await sql<BodyRow>`
    select b.code, b.revision, b.content, t.data_key from gateway.dossier_body b
    join gateway.subject t on t.subject = b.code
    where b.code in (select r.subject from ${named(codes)})`.execute(db);
  return new Map(rows.map((row) => [row.code, row]));
}

function contentOf(row: BodyRow | undefined, sealer: Sealer): DossierContent | undefined {
  if (!row) return undefined;
  const { code, revision, content, data_key } = row;
  try {
    return JSON.parse(sealer.open(sealer.unwrap(data_key), content, boxAt.body(code, revision))) as DossierContent;
  } catch {
    // Without its cause: what does not parse quotes what it found.
    throw new Error(`The stored body of dossier ${code}, revision ${revision}, does not open; restore its row`);
  }
}
