import type { DossierStatus, ExchangeChanged, OutcomeKind, WhoActs } from '@lienthong/contracts';
import type { HandedTo } from './handed-to.js';
import { laneAfterChange } from './lane-after-change.js';
import { emptyLane, laneKey, type LaneState } from './lane.js';
import { paymentTurnOf, type OpenTurn } from './payment-turn.js';
import type { Step } from './steps.js';
import { waitingOn, type WaitedFor } from './waiting-on.js';

/** A recorded line of a dossier, without its personal part. */
export interface RecordedLine {
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly kind: string;
  readonly by: string;
  readonly exchange?: string;
  readonly outcome?: string;
  readonly args: Readonly<Record<string, string | number>>;
  /** Of a line that names an exchange of which nothing has been heard yet: which it is. */
  readonly starts?: Numbered;
}

interface Numbered {
  readonly partner: string;
  readonly operation: string;
  readonly number: number;
}

/** From when on somebody had the dossier; the next turn ends it. */
export interface BlameTurn {
  readonly who: WaitedFor;
  /** Unit or partner. */
  readonly name?: string;
  readonly since: string;
  readonly target?: string;
}

export interface BlameFacts {
  /** Whose dossier it is, as its turns name it. */
  readonly unit: string;
  readonly dueAt?: string;
  /** Partners that are told of the dossier itself: what is told of its payments or deliveries holds up those. */
  readonly tells: (partner: string) => boolean;
}

interface Told {
  readonly status?: DossierStatus;
  /** Its unit has said how it stands. */
  readonly stated?: true;
  readonly since: string;
  readonly handedTo: ReadonlyMap<string, HandedTo>;
  readonly lanes: ReadonlyMap<string, LaneState>;
  readonly steps: readonly Step[];
  /** Of its open payments. */
  readonly turns: ReadonlyMap<string, OpenTurn>;
}

/** Who had the dossier, line by line: the rule of `waitingOn` over what is recorded, so that it can be derived again. */
export function blameTurns(lines: readonly RecordedLine[], { unit, dueAt, tells }: BlameFacts): readonly BlameTurn[] {
  const carried = new Set(lines.filter(({ kind }) => kind === 'handover.arrived').map(handoverOf));
  const exchanges = new Map(lines.flatMap((line) => numberedIn(line)));
  const turns: BlameTurn[] = [];
  let told: Told = { since: '', handedTo: new Map(), lanes: new Map(), steps: [], turns: new Map() };
  for (const [index, line] of lines.entries()) {
    told = after({ ...told, lanes: begunBy(line, told.lanes, exchanges, tells) }, line, tells, carried);
    // What is recorded at one instant was done in one transaction: nobody had the dossier in between.
    if (told.status === undefined || lines[index + 1]?.at === line.at) continue;
    const paymentTurn = paymentTurnOf([...told.turns.values()]);
    const { who, name, target } = waitingOn({
      ...{ unit, effectiveStatus: told.status, statusSince: told.since },
      ...(dueAt ? { dueAt } : {}),
      ...(paymentTurn ? { paymentTurn } : {}),
      ...{ handedTo: [...told.handedTo.values()], lanes: told.lanes.values(), steps: told.steps },
    });
    const last = turns.at(-1);
    if (last?.who === who && last.name === name && last.target === target) continue;
    turns.push({ who, ...(name ? { name } : {}), since: line.at, ...(target ? { target } : {}) });
  }
  return turns;
}

/** What is heard of an exchange says which it is. */
const numberedIn = ({ exchange, args, starts }: RecordedLine): readonly (readonly [string, Numbered])[] => {
  const { partner, operation, number } = args;
  if (exchange === undefined) return [];
  if (starts) return [[exchange, starts]];
  if (partner === undefined || number === undefined) return [];
  return [[exchange, { partner: String(partner), operation: String(operation), number: Number(number) }]];
};

/** The first line that names an exchange is that of its beginning. */
function begunBy(
  { exchange, at }: RecordedLine,
  lanes: Told['lanes'],
  exchanges: ReadonlyMap<string, Numbered>,
  tells: BlameFacts['tells'],
): Told['lanes'] {
  const begun = exchange === undefined ? undefined : exchanges.get(exchange);
  if (!begun || !tells(begun.partner)) return lanes;
  const lane = lanes.get(laneKey(begun)) ?? emptyLane(begun.partner, begun.operation, at);
  if (begun.number <= lane.lastNumber) return lanes;
  return new Map(lanes).set(laneKey(lane), { ...lane, lastNumber: begun.number });
}

function after(told: Told, line: RecordedLine, tells: BlameFacts['tells'], carried: ReadonlySet<string>): Told {
  if (line.kind === 'dossier.accepted') {
    return { ...inStatus(told, line.args['effectiveStatus'] as DossierStatus, line.at), stated: true };
  }
  if (line.kind === 'dossier.booked') return line.args['returnedAt'] ? inStatus(told, 'returned', line.at) : told;
  if (line.kind.startsWith('handover.')) {
    const handedTo = handedAfter(told.handedTo, line, carried);
    return { ...bySubmission(told, line), handedTo, steps: stepsAfter(told.steps, line) };
  }
  if (line.kind.startsWith('payment.')) return { ...told, turns: turnsAfter(told.turns, line) };
  if (line.kind.startsWith('steps.')) return { ...told, steps: stepsAfter(told.steps, line) };
  const { partner } = line.args;
  if (!line.kind.startsWith('exchange.') || partner === undefined || !tells(String(partner))) return told;
  return { ...told, lanes: lanesAfter(told.lanes, line) };
}

const paymentEnds: ReadonlySet<string> = new Set(['payment.settled', 'payment.cancelled', 'payment.expired']);

function turnsAfter(before: Told['turns'], { kind, at, args }: RecordedLine): Told['turns'] {
  const payment = String(args['payment']);
  const known = before.get(payment);
  const now = new Map(before);
  if (paymentEnds.has(kind)) now.delete(payment);
  else if (kind === 'payment.opened')
    now.set(payment, { since: at, ...(args['eta'] ? { eta: String(args['eta']) } : {}) });
  else if (kind === 'payment.released' && known) now.set(payment, { ...known, cameAt: at });
  return now;
}

/** Until its unit has stated something, what becomes of its submission is all there is to say of a dossier. */
function bySubmission(told: Told, { kind, at, args }: RecordedLine): Told {
  const status = args['handed'] === 'submission' && !told.stated ? submissionStatus[kind] : undefined;
  return status ? inStatus(told, status, at) : told;
}

const submissionStatus: Readonly<Record<string, DossierStatus>> = {
  'handover.submitted': 'registered',
  'handover.taken': 'received',
  'handover.refused': 'refused',
};

const inStatus = (told: Told, status: DossierStatus, at: string): Told =>
  told.status === status ? told : { ...told, status, since: at };

const handoverOf = ({ args }: RecordedLine): string => String(args['handover']);

/** Steps for which the dossier's unit has to ask somebody: what else there is of steps stands with their handovers. */
function stepsAfter(before: readonly Step[], { kind, at, args }: RecordedLine): readonly Step[] {
  const key = String(args['step']);
  const others = before.filter((step) => step.key !== key);
  if (kind === 'handover.sent') return others;
  if (kind !== 'steps.held' && kind !== 'steps.unplaced') return before;
  return [...others, { key, ask: '', limit: { workingDays: 1 }, state: 'held', heldSince: at }];
}

const over: ReadonlySet<string> = new Set(
  ['answered', 'refused', 'withdrawn', 'fellBack', 'notCarried', 'taken', 'takenOver'].map((one) => `handover.${one}`),
);
const begins: ReadonlySet<string> = new Set(['handover.sent', 'handover.submitted', 'handover.supplemented']);

function handedAfter(before: Told['handedTo'], line: RecordedLine, carried: ReadonlySet<string>): Told['handedTo'] {
  const handover = handoverOf(line);
  const known = before.get(handover);
  const now = new Map(before);
  if (over.has(line.kind)) now.delete(handover);
  else if (known) now.set(handover, movedOn(known, line));
  else if (begins.has(line.kind)) now.set(handover, newlyHanded(line, carried));
  return now;
}

function newlyHanded(line: RecordedLine, carried: ReadonlySet<string>): HandedTo {
  const { args, at, kind } = line;
  const handover = handoverOf(line);
  return {
    ...{ handover, unit: String(args['to']), state: 'open', since: at, target: String(args['dueAt']) },
    ...(carried.has(handover) ? { onItsWay: { partner: 'lgsp-exchange', standing: 'pending', since: at } } : {}),
    ...(kind === 'handover.sent' ? {} : { kind: 'submission' }),
  };
}

function movedOn({ onItsWay, ...known }: HandedTo, line: RecordedLine): HandedTo {
  const way = wayAfter(onItsWay, line);
  return {
    ...{ ...known, unit: String(line.args['to']) },
    state: line.kind === 'handover.accepted' ? 'accepted' : known.state,
    ...(way ? { onItsWay: way } : {}),
  };
}

function wayAfter(before: HandedTo['onItsWay'], { kind, by, at }: RecordedLine): HandedTo['onItsWay'] {
  if (kind === 'handover.doubtful') return { partner: by, standing: 'doubtful', since: at };
  if (kind === 'handover.stuck') return { partner: by, standing: 'stuck', since: at };
  // Who speaks of it has it.
  return kind === 'handover.arrived' || kind === 'handover.accepted' ? undefined : before;
}

const stateOf: Readonly<Record<string, ExchangeChanged['state']>> = {
  'exchange.attempted': 'waiting',
  'exchange.settled': 'settled',
  'exchange.parked': 'parked',
  'exchange.unknown': 'unknown',
  'exchange.superseded': 'superseded',
  'exchange.abandoned': 'abandoned',
};

function lanesAfter(lanes: Told['lanes'], line: RecordedLine): Told['lanes'] {
  const { at, kind, exchange, outcome, args } = line;
  const lane = { partner: String(args['partner']), operation: String(args['operation']) };
  const before = lanes.get(laneKey(lane)) ?? emptyLane(lane.partner, lane.operation, at);
  const state = stateOf[kind];
  // A call of unknown fate that is looked into again is no news.
  if (!state || (kind === 'exchange.attempted' && outcome !== 'later')) return lanes;
  const change = {
    ...{ ...lane, exchange: exchange!, number: Number(args['number']), state, at },
    ...(outcome ? { outcome: outcome as OutcomeKind } : {}),
    ...(args['whoActs'] ? { whoActs: args['whoActs'] as WhoActs } : {}),
  } as ExchangeChanged;
  return new Map(lanes).set(laneKey(lane), laneAfterChange(before, change));
}
