import { reached } from '@lienthong/contracts';
import { within, type CommitLine } from '@lienthong/store';
import { faultOfFact } from './check-fact.js';
import { Tally } from './tally.js';
import type {
  Cursor,
  FoundFacts,
  InboundAnswer,
  InboundCount,
  InboundDoor,
  InboundFact,
  InboundReading,
  InboundRequest,
  InboundRoute,
  InboundVerdict,
  RefusalGround,
  StoredFact,
} from './port.js';
import { RoutesOfPartners, type PlacedRoute } from './routes.js';
import type { Rows } from './rows.js';
import type { KeptRow, ReceiveResult, ReceiveUnit } from './units.js';
import type { Unit, UnitResult } from '../work-store/units.js';
import { TokenBucket } from '../resilience/token-bucket.js';
import type { Connector } from '../port.js';

/** What an operator may want to know of what came in; never a value of it. */
export type InboundEvent =
  | {
      readonly event: 'inboundRefused';
      readonly provider: string;
      readonly account: string;
      readonly ground: RefusalGround | 'cutShort';
      readonly cause: string;
      /** False when so many came that its bytes were not kept. */
      readonly kept: boolean;
    }
  | { readonly event: 'inboundContradicts'; readonly provider: string; readonly account: string; readonly id: string }
  /** The partner was told to come again. */
  | { readonly event: 'inboundNotTaken'; readonly provider: string; readonly account: string; readonly error: unknown }
  /** A route threw: a defect of ours, whatever was sent. */
  | { readonly event: 'inboundFailed'; readonly provider: string; readonly account: string; readonly error: unknown };

export interface DoorSettings {
  /** The store is waited for so long, milliseconds; then the partner is told to come again. */
  readonly storeWaitMs: number;
  /** Refused requests whose bytes are kept, per route and second over a longer time; anybody can send nonsense. */
  readonly keptRefusalsPerSecond: number;
  readonly keptRefusalsBurst: number;
}

export const defaultDoorSettings: DoorSettings = {
  storeWaitMs: 4_000,
  keptRefusalsPerSecond: 1,
  keptRefusalsBurst: 100,
};

export interface DoorDeps {
  readonly connectors: readonly Connector[];
  readonly line: CommitLine<Unit, UnitResult>;
  readonly rows: Rows;
  /** Database time as this process knows it, epoch milliseconds. */
  readonly now: () => number;
  readonly onEvent: (event: InboundEvent) => void;
  /** Something is to be done soon because of what was stored. */
  readonly onFollowing?: () => void;
  readonly settings?: Partial<DoorSettings> | undefined;
}

const comeAgain = (status: number): InboundAnswer => ({
  status,
  contentType: 'application/json',
  body: '{"error":"temporarilyUnavailable"}',
  headers: { 'retry-after': '30' },
});
const unavailable = comeAgain(503);
const mostUnreadRemembered = 10_000;

/** Partners' requests: read by their route, stored with what is told of them, and answered only then. */
export class Door implements InboundDoor {
  readonly #routes: RoutesOfPartners;
  readonly #settings: DoorSettings;
  readonly #tally = new Tally();
  readonly #keeping = new Map<InboundRoute, TokenBucket>();
  readonly #unread = new Set<string>();

  /** @throws {TypeError} where two routes have one address */
  constructor(private readonly deps: DoorDeps) {
    this.#routes = new RoutesOfPartners(deps.connectors);
    this.#settings = { ...defaultDoorSettings, ...deps.settings };
  }

  routeOf(method: string, path: string): InboundRoute | 'wrongMethod' | undefined {
    return this.#routes.find(method, path);
  }

  counts(): readonly InboundCount[] {
    return this.#tally.read();
  }

  cutShort(route: InboundRoute, cause: 'inbound.tooLarge'): void {
    this.#tally.add(route, 'cutShort');
    this.#tell({ event: 'inboundRefused', ...namesOf(route), ground: 'cutShort', cause, kept: false });
  }

  async handle(route: InboundRoute, request: InboundRequest): Promise<InboundAnswer> {
    try {
      const verdict = await this.#take(this.#routes.placed(route), request);
      return 'status' in verdict ? verdict : route.answer(verdict, request);
    } catch (error) {
      this.#tell({ event: 'inboundFailed', ...namesOf(route), error });
      return comeAgain(500);
    }
  }

  async found(found: FoundFacts, cursor?: Cursor): Promise<readonly StoredFact[]> {
    const { facts, evidence: _evidence, unreadable = [], ...names } = found;
    if (facts.length === 0 && unreadable.length === 0 && !cursor) return [];
    const fault = facts.map(faultOfFact).find((cause) => cause !== undefined);
    if (fault !== undefined) throw new TypeError(`a fact of ${names.provider} cannot be kept: ${fault}`);
    const unit = this.deps.rows.found(names, found, cursor);
    const result = (await this.deps.line.submit(unit)) as ReceiveResult;
    for (const row of unit.kept ?? []) this.#keptUnread(row);
    return this.#stored(names, unit, result);
  }

  /** A feed is read again and again: what cannot be read in it is told once. */
  #keptUnread({ id, provider, account, cause }: KeptRow): void {
    if (this.#unread.has(id)) return;
    if (this.#unread.size >= mostUnreadRemembered) this.#unread.clear();
    this.#unread.add(id);
    const names = { provider, account };
    this.#tally.add(names, 'refused');
    this.#tell({ event: 'inboundRefused', ...names, ground: 'content', cause, kept: true });
  }

  async #take(route: PlacedRoute, request: InboundRequest): Promise<InboundVerdict | InboundAnswer> {
    const reading = this.#read(route, request);
    if (reading.kind === 'facts') return this.#store(route, request, reading.facts);
    if (reading.kind === 'aside') {
      if (reading.keep && !(await this.#keep(route, request, 'aside', reading.cause))) return unavailable;
      this.#tally.add(route, 'aside');
      return reading.answer;
    }
    const { ground, cause } = reading;
    const kept = this.#mayKeep(route);
    if (kept && !(await this.#keep(route, request, 'refused', cause))) return unavailable;
    this.#tally.add(route, 'refused');
    this.#tell({ event: 'inboundRefused', ...namesOf(route), ground, cause, kept });
    return { kind: 'refused', ground, cause };
  }

  #read(route: PlacedRoute, request: InboundRequest): InboundReading {
    let reading: InboundReading;
    try {
      reading = route.read(request, new Date(this.deps.now()));
    } catch (error) {
      // Nobody may lose money by a defect of ours: its bytes are kept.
      this.#tell({ event: 'inboundFailed', ...namesOf(route), error });
      return { kind: 'refused', ground: 'content', cause: 'inbound.readFailed' };
    }
    if (reading.kind !== 'facts') return reading;
    const cause = reading.facts.map(faultOfFact).find((fault) => fault !== undefined);
    return cause === undefined ? reading : { kind: 'refused', ground: 'content', cause };
  }

  async #store(
    route: PlacedRoute,
    request: InboundRequest,
    facts: readonly [InboundFact, ...InboundFact[]],
  ): Promise<InboundVerdict | InboundAnswer> {
    const unit = this.deps.rows.received(route, request, facts);
    const result = await this.#submit(route, unit);
    if (result === undefined) return unavailable;
    reached('callback.stored');
    return { kind: 'stored', facts: this.#stored(route, unit, result as ReceiveResult) };
  }

  #stored(
    names: Pick<InboundRoute, 'provider' | 'account'>,
    { facts: rows }: ReceiveUnit,
    result: ReceiveResult,
  ): [StoredFact, ...StoredFact[]] {
    if (result.follows) this.deps.onFollowing?.();
    const stored = rows.map(({ fact, id }, index) => {
      const { standing, repeated, contradicts } = result.facts[index]!;
      this.#tally.add(names, repeated ? 'repeated' : 'stored');
      if (contradicts) this.#tell({ event: 'inboundContradicts', ...namesOf(names), id });
      return { fact, id, standing, repeated };
    });
    return stored as [StoredFact, ...StoredFact[]];
  }

  async #keep(route: PlacedRoute, request: InboundRequest, what: 'refused' | 'aside', cause: string): Promise<boolean> {
    return (await this.#submit(route, this.deps.rows.kept(route, request, { what, cause }))) !== undefined;
  }

  /** What the store said; `undefined` when it does not take it, or not in time. */
  async #submit(route: InboundRoute, unit: Unit): Promise<UnitResult | undefined> {
    try {
      const result = await within(this.#settings.storeWaitMs, () => this.deps.line.submit(unit), undefined);
      if (result === undefined) throw new Error(`the store did not answer within ${this.#settings.storeWaitMs} ms`);
      return result;
    } catch (error) {
      this.#tally.add(route, 'notTaken');
      this.#tell({ event: 'inboundNotTaken', ...namesOf(route), error });
      return undefined;
    }
  }

  #mayKeep(route: InboundRoute): boolean {
    const { keptRefusalsPerSecond: ratePerSecond, keptRefusalsBurst: burst } = this.#settings;
    let bucket = this.#keeping.get(route);
    if (!bucket) this.#keeping.set(route, (bucket = new TokenBucket({ ratePerSecond, burst })));
    return bucket.take(this.deps.now());
  }

  #tell(event: InboundEvent): void {
    this.deps.onEvent(event);
  }
}

const namesOf = ({ provider, account }: Pick<InboundRoute, 'provider' | 'account'>) => ({ provider, account });
