import { reached } from '@lienthong/contracts';
import { within } from '@lienthong/store';
import { BytesInFlight } from './bytes-in-flight.js';
import { faultOfFacts } from './check-fact.js';
import { defaultDoorSettings, type DoorDeps, type DoorSettings, type InboundEvent } from './door-deps.js';
import { KeptRefusals } from './kept-refusals.js';
import { Tally } from './tally.js';
import type { InboundFacts } from './facts.js';
import type {
  Admission,
  Cursor,
  FoundFacts,
  InboundAnswer,
  InboundCount,
  InboundDoor,
  InboundHead,
  InboundReading,
  InboundRequest,
  InboundRoute,
  InboundVerdict,
  RefusedReading,
  StoredFact,
} from './port.js';
import { RoutesOfPartners, type PlacedRoute } from './routes.js';
import type { KeptRow, ReceiveResult, ReceiveUnit } from './units.js';
import type { Unit, UnitResult } from '../work-store/units.js';

const comeAgain = (status: number): InboundAnswer => ({
  status,
  contentType: 'application/json',
  body: '{"error":"temporarilyUnavailable"}',
  headers: { 'retry-after': '30' },
});
const unavailable = comeAgain(503);

/** Partners' requests: read by their route, stored with what is told of them, and answered only then. */
export class Door implements InboundDoor {
  readonly #routes: RoutesOfPartners;
  readonly #settings: DoorSettings;
  readonly #tally = new Tally();
  readonly #refusals: KeptRefusals;
  readonly #room: BytesInFlight;

  /** @throws {TypeError} where two routes have one address */
  constructor(private readonly deps: DoorDeps) {
    this.#routes = new RoutesOfPartners(deps.connectors);
    this.#settings = { ...defaultDoorSettings, ...deps.settings };
    this.#room = new BytesInFlight(this.#settings.bytesInFlight);
    this.#refusals = new KeptRefusals(this.#settings);
  }

  routeOf(method: string, path: string): InboundRoute | 'wrongMethod' | undefined {
    return this.#routes.find(method, path);
  }

  counts(): readonly InboundCount[] {
    return this.#tally.read();
  }

  admit(route: InboundRoute, head: InboundHead, bytes: number): Admission {
    if (route.headProof?.sparesBody && lacksProof(route, head, this.deps.now())) return { kind: 'unproved' };
    const done = this.#room.take(bytes);
    return done ? { kind: 'read', done } : { kind: 'full' };
  }

  turnAway(route: InboundRoute): InboundAnswer {
    this.#tally.add(route, 'notTaken');
    this.#tell({
      event: 'inboundNotTaken',
      ...namesOf(route),
      error: new Error('too many large bodies are under way'),
    });
    return route.comeAgain ?? unavailable;
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
    const fault = faultOfFacts(facts);
    if (fault !== undefined) throw new TypeError(`a fact of ${names.provider} cannot be kept: ${fault}`);
    const unit = this.deps.rows.found(names, found, cursor);
    const result = (await this.deps.line.submit(unit)) as ReceiveResult;
    for (const row of unit.kept ?? []) this.#keptUnread(row);
    return this.#stored(names, unit, result);
  }

  /** A feed is read again and again: what cannot be read in it is told once. */
  #keptUnread({ id, provider, account, cause }: KeptRow): void {
    if (!this.#refusals.isNew(id)) return;
    const names = { provider, account };
    this.#tally.add(names, 'refused');
    this.#tell({ event: 'inboundRefused', ...names, ground: 'content', cause, kept: true });
  }

  async #take(route: PlacedRoute, request: InboundRequest): Promise<InboundVerdict | InboundAnswer> {
    const reading = this.#read(route, request);
    if (reading.kind === 'facts') return this.#takeFacts(route, request, reading.facts);
    if (reading.kind === 'aside') {
      if (reading.keep && !(await this.#keep(route, request, 'aside', reading.cause))) return unavailable;
      this.#tally.add(route, 'aside');
      return reading.answer;
    }
    return this.#refuse(route, request, reading);
  }

  async #refuse(
    route: PlacedRoute,
    request: InboundRequest,
    refused: RefusedReading,
  ): Promise<InboundVerdict | InboundAnswer> {
    const { ground, cause } = refused;
    const kept = this.#refusals.mayKeep(route, this.deps.now());
    if (kept && !(await this.#keepRefused(route, request, refused))) return unavailable;
    this.#tally.add(route, 'refused');
    this.#tell({ event: 'inboundRefused', ...namesOf(route), ground, cause, kept });
    return { kind: 'refused', ground, cause };
  }

  async #keepRefused(
    route: PlacedRoute,
    request: InboundRequest,
    { ground, cause, shown }: RefusedReading,
  ): Promise<boolean> {
    const { rows } = this.deps;
    // Anybody can send what is not proved: it is told to nobody.
    // A defect of a reader may come before its look at the proof, which could not be looked at later.
    if (!shown && (ground === 'proof' || lacksProof(route, request, this.deps.now()))) {
      return this.#keep(route, request, 'refused', cause);
    }
    const unit = shown ? rows.shown(route, shown, cause) : rows.refused(route, request, cause);
    return (await this.#submit(route, unit)) !== undefined;
  }

  /** Files first: what is told names where they lie. */
  async #takeFacts(
    route: PlacedRoute,
    request: InboundRequest,
    facts: InboundFacts,
  ): Promise<InboundVerdict | InboundAnswer> {
    if (!route.deposit) return this.#store(route, request, facts);
    const laid = await this.#deposit(route, route.deposit, facts);
    if (laid === undefined) return unavailable;
    if ('kind' in laid) return this.#refuse(route, request, laid);
    const verdict = await this.#store(route, request, laid);
    // Of what the store did not answer nobody knows whether it has it: its files stay, and are swept one day if it has not.
    if ('kind' in verdict && verdict.kind === 'stored' && verdict.facts.every(({ repeated }) => repeated)) {
      await route.discard?.(laid);
    }
    return verdict;
  }

  async #deposit(
    route: PlacedRoute,
    deposit: NonNullable<InboundRoute['deposit']>,
    facts: InboundFacts,
  ): Promise<InboundFacts | RefusedReading | undefined> {
    try {
      return await deposit(facts, this.deps.depositTools);
    } catch (error) {
      this.#tally.add(route, 'notTaken');
      this.#tell({ event: 'inboundNotTaken', ...namesOf(route), error });
      return undefined;
    }
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
    const cause = faultOfFacts(reading.facts);
    return cause === undefined ? reading : { kind: 'refused', ground: 'content', cause };
  }

  async #store(
    route: PlacedRoute,
    request: InboundRequest,
    facts: InboundFacts,
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

  #tell(event: InboundEvent): void {
    this.deps.onEvent(event);
  }
}

const namesOf = ({ provider, account }: Pick<InboundRoute, 'provider' | 'account'>) => ({ provider, account });

const lacksProof = ({ headProof }: InboundRoute, head: InboundHead, now: number): boolean =>
  headProof !== undefined && !headProof.isShown(head, new Date(now));
