import { onlyAsks, type DossierContent, type LaneName } from '@lienthong/contracts';
import { began } from './began.js';
import { bookEntries, newEntries } from './book.js';
import type { HandedTo } from './handed-to.js';
import type { Count, EventDraft, ExchangeDraft } from './draft.js';
import { effectiveStatus } from './effective-status.js';
import { laneAfterChange } from './lane-after-change.js';
import type { PaymentTurn } from './payment-turn.js';
import type { ExchangeIntent, JourneyEvent, PartnerPlan } from './plan.js';
import { emptyLane, laneKey, type LaneState } from './lane.js';
import { withLane, type DossierState, type SubjectState } from './subject.js';
import { sameWaiting, waitingOn } from './waiting-on.js';

/** What the journey needs from outside to stay pure. */
export interface DecideTools {
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly newId: () => string;
  /** Keyed hash of a snapshot, hex. */
  readonly hash: (text: string) => string;
  /** Due date of a dossier that has none, counted from its submission (or from now). */
  readonly defaultDueMillis: number;
  readonly traceparent?: string;
}

export interface Decision {
  readonly state: SubjectState;
  readonly exchanges: readonly ExchangeDraft[];
  readonly events: readonly EventDraft[];
  readonly counts: readonly Count[];
}

/** What happened, turned into the subject's next state and the exchanges that follow from it. Pure. */
export function decide(
  event: JourneyEvent,
  before: SubjectState,
  plans: readonly PartnerPlan[],
  tools: DecideTools,
): Decision {
  const after = applyEvent(event, before, tools);
  const intents = plans.flatMap((plan) => plan.follow(event, after, before));
  const { state, exchanges } = number(intents, after, event, tools);
  const dossier = state.dossier && withConsequences(event, state.dossier, lanesInTheWay(state, plans), exchanges);
  return {
    state: dossier ? { ...state, dossier } : state,
    exchanges,
    events: [
      ...returnSeen(event, before, state, tools.at),
      ...exchanges.slice(hasOwnLine.has(event.kind) ? 1 : 0).map((draft) => created(draft, event)),
    ],
    counts: exchanges.map(({ partner, operation }) => ({
      name: 'exchanges_created_total',
      labels: { partner, operation },
    })),
  };
}

/** Told by a line of their own, which names the first exchange. */
const hasOwnLine: ReadonlySet<JourneyEvent['kind']> = new Set([
  'dossierStated',
  'stepAdded',
  'citizenAsked',
  'deliveryAsked',
  'deliveryCalledOff',
  'statusOwed',
  'comparisonAsked',
]);

/** What the agency states stands in the line of its statement; that a result has arrived by post is a line of its own. */
function returnSeen(event: JourneyEvent, before: SubjectState, after: SubjectState, at: string): readonly EventDraft[] {
  if (event.kind !== 'factsSeen' || !after.dossier) return [];
  const args = newEntries(before.dossier, after.dossier);
  return Object.keys(args).length === 0 ? [] : [{ at, kind: 'dossier.booked', by: 'gateway', args }];
}

function applyEvent(event: JourneyEvent, before: SubjectState, tools: DecideTools): SubjectState {
  switch (event.kind) {
    case 'dossierStated':
    case 'dossierSubmitted':
    case 'dossierRecorded':
      return { ...before, dossier: stated(event, before.dossier, before.subject, tools.at) };
    case 'caughtUp':
      return before.dossier ? { ...before, dossier: told(before.dossier) } : before;
    case 'factsSeen':
      return before.dossier ? { ...before, dossier: withFacts(event, before.dossier, tools.at) } : before;
    case 'handoversMoved':
      return before.dossier ? { ...before, dossier: handed(event.handedTo, before.dossier) } : before;
    case 'stepsMoved':
      return before.dossier ? { ...before, dossier: { ...before.dossier, steps: event.steps } } : before;
    case 'paymentTurnMoved':
      return before.dossier ? { ...before, dossier: turned(event.turn, before.dossier) } : before;
    case 'submissionDecided':
      // What its unit has stated is not changed by what it says of a submission.
      if (before.dossier && before.dossier.revision > 0) return before;
      return { ...before, dossier: stated(event, before.dossier, before.subject, tools.at) };
    case 'stepAdded':
    case 'comparisonAsked':
    case 'toldAgain':
    case 'statusOwed':
    case 'paymentOpened':
    case 'citizenAsked':
    case 'deliveryAsked':
    case 'deliveryCalledOff':
    case 'hubToBeTold':
      return before;
    case 'exchangeChanged': {
      const lane = before.lanes.get(laneKey(event.change));
      return lane ? withLane(before, laneAfterChange(lane, event.change)) : before;
    }
  }
}

function stated(
  {
    kind,
    content,
    contentHash,
    client,
  }: Extract<JourneyEvent, { kind: 'dossierStated' | 'dossierRecorded' | 'dossierSubmitted' | 'submissionDecided' }>,
  before: DossierState | undefined,
  code: string,
  at: string,
): DossierState {
  const facts = before?.facts ?? {};
  const portalCode = content.portalCode ?? before?.portalCode;
  const effective = effectiveStatus(content, facts);
  const recorded = kind === 'dossierRecorded';
  const entries = bookEntries(content, { effectiveStatus: effective, facts }, before, recorded ? undefined : at);
  const since = recorded ? began(content, effective, at) : at;
  return {
    code,
    unit: content.unit,
    client,
    revision: content.revision,
    contentHash,
    procedure: content.procedure.code,
    ...(portalCode ? { portalCode } : {}),
    origin: content.origin,
    status: content.status,
    effectiveStatus: effective,
    facts,
    ...(content.submittedAt ? { submittedAt: content.submittedAt } : {}),
    ...(content.dueAt ? { dueAt: new Date(content.dueAt).toISOString() } : {}),
    statusSince: before?.effectiveStatus === effective ? before.statusSince : since,
    revisionExchanges: [],
    ...(before?.handedTo ? { handedTo: before.handedTo } : {}),
    ...(before?.steps ? { steps: before.steps } : {}),
    ...(before?.paymentTurn ? { paymentTurn: before.paymentTurn } : {}),
    waitingOn: before?.waitingOn ?? { who: 'gateway', why: 'new', since: at },
    ...entries,
    ...(recorded ? { untold: true } : {}),
    ...(before?.orderedElsewhere || (recorded && ended(content)) ? { orderedElsewhere: true } : {}),
  };
}

const ended = ({ status }: DossierContent): boolean => status === 'completed' || status === 'returned';

function handed(handedTo: readonly HandedTo[], { handedTo: _before, ...rest }: DossierState): DossierState {
  return { ...rest, ...(handedTo.length > 0 ? { handedTo } : {}) };
}

function turned(turn: PaymentTurn | undefined, { paymentTurn: _before, ...rest }: DossierState): DossierState {
  return { ...rest, ...(turn ? { paymentTurn: turn } : {}) };
}

function withFacts(
  { content, facts }: Extract<JourneyEvent, { kind: 'factsSeen' }>,
  before: DossierState,
  at: string,
): DossierState {
  const effective = effectiveStatus(content, facts);
  const statusSince = before.effectiveStatus === effective ? before.statusSince : at;
  const entries = bookEntries(content, { effectiveStatus: effective, facts }, before, at);
  return { ...told(before), ...entries, facts, effectiveStatus: effective, statusSince };
}

/** What is told now is all there is to tell. */
function told({ untold: _owed, ...rest }: DossierState): DossierState {
  return rest;
}

/** What changed with the event beyond its own words: the revision's exchanges and the blame clock. */
function withConsequences(
  event: JourneyEvent,
  dossier: DossierState,
  lanes: readonly LaneState[],
  exchanges: readonly ExchangeDraft[],
): DossierState {
  const now = waitingOn({ ...dossier, lanes });
  // The same object means: nothing to write.
  const waiting = sameWaiting(now, dossier.waitingOn) ? dossier.waitingOn : now;
  if (!startsAnew.has(event.kind)) return waiting === dossier.waitingOn ? dossier : { ...dossier, waitingOn: waiting };
  return { ...dossier, revisionExchanges: exchanges.map((draft) => draft.id), waitingOn: waiting };
}

/** What starts the exchanges for which a repeat of the same revision waits. */
const startsAnew: ReadonlySet<JourneyEvent['kind']> = new Set(['dossierStated', 'dossierRecorded', 'caughtUp']);

/** Nobody waits for a monitor, nor for a question. */
const lanesInTheWay = ({ lanes }: SubjectState, plans: readonly PartnerPlan[]): readonly LaneState[] =>
  [...lanes.values()].filter(
    (lane) => !onlyAsks(lane) && !plans.some((plan) => plan.watches && plan.partner === lane.partner),
  );

function number(intents: readonly ExchangeIntent[], told: SubjectState, event: JourneyEvent, tools: DecideTools) {
  const exchanges: ExchangeDraft[] = [];
  let state = told;
  for (const intent of intents) {
    const lane = state.lanes.get(laneKey(intent)) ?? emptyLane(intent.partner, intent.operation, tools.at);
    const snapshotHash = intent.snapshot === undefined ? undefined : tools.hash(intent.snapshot);
    if (snapshotHash !== undefined && snapshotHash === lane.snapshotHash) continue;
    const draft = draftOf(intent, lane, state, event, tools);
    exchanges.push(draft);
    state = withLane(state, laneWith(lane, draft, snapshotHash, tools.at));
  }
  return { state, exchanges };
}

function draftOf(
  intent: ExchangeIntent,
  lane: LaneState,
  state: SubjectState,
  event: JourneyEvent,
  tools: DecideTools,
): ExchangeDraft {
  const { partner, operation, payload } = intent;
  const after = intent.after && newestOf(intent.after, state);
  return {
    id: tools.newId(),
    subject: state.subject,
    partner,
    operation,
    lane: intent.lane,
    number: lane.lastNumber + 1,
    ...(after ? { after } : {}),
    due: dueOf(state.dossier, event, tools),
    client: event.client,
    ...(state.dossier ? { revision: state.dossier.revision } : {}),
    ...(tools.traceparent ? { traceparent: tools.traceparent } : {}),
    payload,
    createdAt: tools.at,
  };
}

/** A lane that has no number yet holds nobody back. */
function newestOf(name: LaneName, state: SubjectState) {
  const lane = state.lanes.get(laneKey(name));
  return lane && lane.lastNumber > 0
    ? { partner: name.partner, operation: name.operation, number: lane.lastNumber }
    : undefined;
}

function laneWith(lane: LaneState, draft: ExchangeDraft, snapshotHash: string | undefined, at: string): LaneState {
  const { trouble, ...rest } = lane;
  // In a `latest` lane the new number is the answer to a refusal; elsewhere trouble stays until it ends itself.
  const answered = trouble?.state === 'refused' && draft.lane === 'latest';
  const wasInStep = lane.endedNumber === lane.lastNumber;
  return {
    ...rest,
    ...(trouble && !answered ? { trouble } : {}),
    lastNumber: draft.number,
    lastExchange: draft.id,
    ...(snapshotHash === undefined ? {} : { snapshotHash }),
    since: answered || wasInStep ? at : lane.since,
  };
}

/** The dossier's own date; without a dossier, that of the exchange from which this one follows. */
function dueOf(dossier: DossierState | undefined, event: JourneyEvent, tools: DecideTools): string {
  // It is in no hurry: whatever is to be told goes first.
  if (event.kind === 'comparisonAsked') return event.due;
  if (dossier?.dueAt) return dossier.dueAt;
  if (!dossier && 'due' in event) return event.due;
  const from = dossier?.submittedAt ?? tools.at;
  return new Date(Date.parse(from) + tools.defaultDueMillis).toISOString();
}

const created = (draft: ExchangeDraft, cause: JourneyEvent): EventDraft => ({
  at: draft.createdAt,
  kind: 'exchange.created',
  by: 'gateway',
  exchange: draft.id,
  args: { partner: draft.partner, operation: draft.operation, cause: cause.kind },
});
