import {
  refusedCall,
  creditIdOf,
  deliveryIdOf,
  hubHandoverIdOf,
  sealContext,
  stableId,
  type ClaimDetail,
  type CreditDetail,
  type HandoverToldDetail,
  type SealedBox,
  type SubmissionDetail,
  type TrackingDetail,
  type UnreadableRowDetail,
} from '@lienthong/contracts';
import { seal, type Keyring } from '@lienthong/seal';
import type { OutboxMessage } from '@lienthong/store';
import { claimId } from './ids.js';
import { maskedExcerpt } from '../runner/mask.js';
import {
  accountListed,
  creditReceived,
  deliveryTracked,
  dossierSubmitted,
  handoverTold,
  paymentClaimed,
  unreadableRowFound,
} from './message.js';
import type { ClaimFact, CreditFact, HandoverFact, InboundFact, SubmissionFact, TrackingFact } from './facts.js';
import type { Cursor, Expectation, FoundFacts, InboundRequest, ShownRefusal, UnreadableRow } from './port.js';
import type { PlacedRoute } from './routes.js';
import {
  recordContext,
  type FactRow,
  type KeepUnit,
  type KeptRow,
  type ReceiveUnit,
  type UnownedClaim,
} from './units.js';

export interface RowsDeps {
  readonly keyring: Pick<Keyring, 'newDataKey'>;
  /** Ids of requests, growing with time. */
  readonly newId: () => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Names of the fields that hold personal values, per partner. */
  readonly personal: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What is told of a row beside its names. */
interface Shown {
  /** Else what it says, masked. */
  readonly masked?: string | undefined;
  /** What it says, where more is kept than that. */
  readonly said?: Uint8Array;
}

type Names = Pick<FoundFacts, 'partner' | 'provider' | 'account'>;

/** What a fact's row and messages are made of. */
interface Sight extends Names {
  readonly source: 'notification' | 'query';
  readonly at: number;
  readonly key: ReturnType<Keyring['newDataKey']>;
}

const neverStored: readonly string[] = ['authorization', 'proxy-authorization', 'cookie'];
/** Of a text that a bank passed on; more than any remittance text has. */
const textBytes = 2048;

/** Makes the rows of what came in: sealed, each with a data key of its own. */
export class Rows {
  constructor(private readonly deps: RowsDeps) {}

  received(route: PlacedRoute, request: InboundRequest, facts: readonly InboundFact[]): ReceiveUnit {
    const ownRecords = facts.every((fact) => ownRecord(fact) !== undefined);
    const record = ownRecords ? new Uint8Array() : bytesOf(route, request);
    return this.#unit(namesOf(route), 'notification', facts, record);
  }

  found(
    names: Names,
    { facts, evidence, unreadable = [], listed }: Omit<FoundFacts, keyof Names>,
    cursor?: Cursor,
  ): ReceiveUnit {
    const record = evidence ?? Buffer.from(JSON.stringify(facts.filter(({ kind }) => kind !== 'tracking')), 'utf8');
    return {
      ...this.#unit(names, 'query', facts, record),
      ...(unreadable.length > 0 ? { kept: unreadable.map((row) => this.#unreadable(names, row)) } : {}),
      ...(cursor ? { cursor } : {}),
      ...(listed ? { listed: accountListed({ ...accountOf(names), ...listed }) } : {}),
    };
  }

  /** Whatever is read again has one row. */
  #unreadable(names: Names, { bytes, cause }: UnreadableRow, shown: Shown = {}): KeptRow {
    const { masked, said = bytes } = shown;
    const id = stableId('unreadable', names.provider, names.account, Buffer.from(said).toString('base64'));
    const key = this.deps.keyring.newDataKey();
    const at = this.deps.now();
    const personal = this.deps.personal.get(names.partner) ?? new Set();
    const detail: UnreadableRowDetail = { masked: masked ?? maskedExcerpt(said, personal) };
    const told = unreadableRowFound({
      ...{ row: id, ...names, cause, receivedAt: new Date(at).toISOString(), bytes: said.byteLength },
      detail: sealed({ key }, detail, sealContext.unreadableRow(id)),
    });
    const record = seal(key.key, bytes, recordContext(id));
    return { what: 'refused', cause, ...names, id, arrival: id, at, key: key.wrapped, record, told };
  }

  /** A request that was proved and cannot be read: kept as it came, and told. Whatever comes again has one row. */
  shown(route: PlacedRoute, { record, masked }: ShownRefusal, cause: string): ReceiveUnit {
    const row = this.#unreadable(namesOf(route), { bytes: record, cause }, { masked });
    return { kind: 'receive', arrival: row.arrival, facts: [], kept: [row] };
  }

  /** A request that was refused for what it says: kept whole and told, to be read again once it can be. */
  refused(route: PlacedRoute, request: InboundRequest, cause: string): ReceiveUnit {
    const row = { bytes: bytesOf(route, request), cause: `${refusedCall}${cause}` };
    const kept = this.#unreadable(namesOf(route), row, { said: saidBy(request) });
    return { kind: 'receive', arrival: kept.arrival, facts: [], kept: [kept] };
  }

  kept(route: PlacedRoute, request: InboundRequest, why: Pick<KeptRow, 'what' | 'cause'>): KeepUnit {
    const arrival = this.deps.newId();
    const { key, wrapped } = this.deps.keyring.newDataKey();
    const record = seal(key, bytesOf(route, request), recordContext(arrival));
    const row = { ...why, ...namesOf(route), id: arrival, arrival, at: this.deps.now(), key: wrapped, record };
    return { kind: 'keep', row };
  }

  #unit(names: Names, source: Sight['source'], facts: readonly InboundFact[], record: Uint8Array): ReceiveUnit {
    const arrival = this.deps.newId();
    const at = this.deps.now();
    const rows = facts.map((fact): FactRow => {
      const key = this.deps.keyring.newDataKey();
      const sight: Sight = { ...names, source, at, key };
      return {
        ...names,
        ...ownPart(fact, sight),
        source,
        at,
        key: key.wrapped,
        record: seal(key.key, ownRecord(fact) ?? record, recordContext(arrival)),
      };
    });
    return { kind: 'receive', arrival, facts: rows };
  }
}

/** What is kept of a fact, where it is not all that it came with. */
function ownRecord(fact: InboundFact): Uint8Array | undefined {
  if (fact.kind === 'tracking') return fact.row;
  return fact.kind === 'submission' ? fact.record : undefined;
}

type OwnPart = Pick<FactRow, 'id' | 'fact' | 'confirmed' | 'tell' | 'unowned'> & Partial<Pick<FactRow, 'account'>>;

function ownPart(fact: InboundFact, sight: Sight): OwnPart {
  switch (fact.kind) {
    case 'credit':
      return creditRow(fact, sight);
    case 'claim':
      return claimRow(fact, sight);
    case 'tracking':
      return trackingRow(fact, sight);
    case 'handover':
      return handoverRow(fact, sight);
    case 'submission':
      return submissionRow(fact, sight);
  }
}

function trackingRow(fact: TrackingFact, sight: Sight): OwnPart {
  const { kind: _kind, rowId, row: _row, detail, ...said } = fact;
  const event = stableId('tracking', sight.provider, rowId);
  const tell = () => [
    deliveryTracked({
      ...{ event, delivery: deliveryIdOf(fact.account, fact.reference), ...said },
      receivedAt: new Date(sight.at).toISOString(),
      detail: sealed(sight, detail, sealContext.tracking(event)),
    }),
  ];
  return { id: event, fact, account: fact.account, confirmed: fact.confirmed, tell };
}

function handoverRow(fact: HandoverFact, sight: Sight): OwnPart {
  const { kind: _kind, statementId, detail, ...said } = fact;
  const { partner, account, at } = sight;
  const event = stableId('handover.told', partner, account, statementId);
  const tell = () => [
    handoverTold({
      ...{ event, handover: hubHandoverIdOf(account, fact.reference), partner, account, ...said },
      receivedAt: new Date(at).toISOString(),
      detail: sealed(sight, detail, sealContext.handoverTold(event)),
    }),
  ];
  return { id: event, fact, confirmed: true, tell };
}

function submissionRow(fact: SubmissionFact, sight: Sight): OwnPart {
  const { submissionId, submitted, code, detail } = fact;
  const { partner, account, at } = sight;
  const submission = stableId('submission', sight.provider, account, submissionId);
  const tell = () => [
    dossierSubmitted({
      ...{ submission, subject: code, partner, account, kind: submitted, receivedAt: new Date(at).toISOString() },
      detail: sealed(sight, detail, sealContext.submission(submission)),
    }),
  ];
  return { id: submission, fact, confirmed: true, tell };
}

function creditRow(fact: CreditFact, sight: Sight): OwnPart {
  const id = creditIdOf(sight.provider, sight.account, fact.providerId);
  return { id, fact, confirmed: fact.confirmed, tell: () => [creditMessage(id, fact, sight)] };
}

function creditMessage(credit: string, fact: CreditFact, sight: Sight): OutboxMessage {
  const { kind: _kind, detail, ...said } = fact;
  const { provider, account, source, at } = sight;
  const receivedAt = new Date(at).toISOString();
  const box = sealed(sight, shortened(detail), sealContext.credit(credit));
  return creditReceived({ credit, source, provider, account, ...said, receivedAt, detail: box });
}

function claimRow(fact: ClaimFact, sight: Sight): OwnPart {
  const { provider, account, source, at } = sight;
  const id = claimId(provider, account, fact.statementId);
  const receivedAt = new Date(at).toISOString();
  const said = (): UnownedClaim['claim'] => {
    const { kind: _kind, statementId: _statement, detail, ...rest } = fact;
    return {
      ...{ claim: id, account, provider, ...rest },
      source: source === 'query' ? 'query' : 'confirm',
      ...(detail ? { detail: sealed(sight, shortened(detail), sealContext.claim(id)) } : {}),
    };
  };
  const tell = (expected: Expectation | undefined): readonly OutboxMessage[] =>
    expected ? [paymentClaimed({ ...said(), payment: expected.payment }, receivedAt)] : ownerless(fact, sight);
  const unowned = (): UnownedClaim => ({ claim: said(), receivedAt, statementId: fact.statementId });
  return { id, fact, confirmed: true, tell, unowned };
}

/**
 * Paid, but nobody knows for what: money without an owner is told as a credit, under the number that its claim gives it later. A
 * confirmation by itself settles nothing: who said so has to be asked, once it is known about which order.
 */
function ownerless(fact: ClaimFact, sight: Sight): readonly OutboxMessage[] {
  if (fact.state !== 'paid' || fact.amount === undefined) return [];
  const providerId = fact.providerId ?? fact.reference;
  const credit: CreditFact = {
    kind: 'credit',
    ...{ providerId, amount: fact.amount, reference: fact.reference, bankTime: fact.at },
    direction: 'in',
    late: false,
    confirmed: sight.source === 'query',
    detail: fact.detail ?? {},
  };
  return [creditMessage(creditIdOf(sight.provider, sight.account, providerId), credit, sight)];
}

function sealed(
  { key: { key, wrapped } }: Pick<Sight, 'key'>,
  detail: CreditDetail | ClaimDetail | TrackingDetail | HandoverToldDetail | UnreadableRowDetail | SubmissionDetail,
  context: string,
): SealedBox {
  const box = seal(key, Buffer.from(JSON.stringify(detail), 'utf8'), context);
  return { key: wrapped.toString('base64'), box: box.toString('base64') };
}

function shortened<Detail extends CreditDetail>(detail: Detail): Detail {
  return detail.text !== undefined && Buffer.byteLength(detail.text, 'utf8') > textBytes
    ? { ...detail, text: Buffer.from(detail.text, 'utf8').toString('utf8', 0, textBytes) }
    : detail;
}

const accountOf = ({ provider, account }: Names) => ({ provider, account });

const namesOf = ({ partner, provider, account }: Names): Names => ({ partner, provider, account });

/** What a request says, whatever headers it says it with: two that say the same are one. */
const saidBy = ({ body, query }: InboundRequest): Uint8Array =>
  body.byteLength > 0 ? body : Buffer.from(JSON.stringify(Object.fromEntries(new URLSearchParams(query))), 'utf8');

/** A request as it is kept: whole, but for headers that are secrets. */
function bytesOf({ secretHeaders = [] }: PlacedRoute, request: InboundRequest): Uint8Array {
  const secret = new Set([...neverStored, ...secretHeaders]);
  const headers = Object.entries(request.headers).filter(([name]) => !secret.has(name));
  const { method, path, query, body } = request;
  const kept = {
    method,
    path,
    query,
    headers: Object.fromEntries(headers),
    body: Buffer.from(body).toString('base64'),
  };
  return Buffer.from(JSON.stringify(kept), 'utf8');
}

/** A request as it was kept. @throws {TypeError} where it is none */
export function requestOf(kept: Uint8Array): InboundRequest {
  const { body, ...rest } = JSON.parse(Buffer.from(kept).toString('utf8')) as Omit<InboundRequest, 'body'> & {
    readonly body: string;
  };
  return { ...rest, body: Buffer.from(body, 'base64') };
}
