import type { After, LaneKind, LaneName } from '@lienthong/contracts';
import { mayLandUntil } from '../exchange/transitions.js';
import type { Work } from '../exchange/work.js';
import { standsAlone, type AnyOperation } from '../port.js';

/** An exchange of a shard that this process owns. */
export interface Entry {
  work: Work;
  /** Its batch was refused: it goes alone from now on. */
  single: boolean;
  /** Sealed payload, kept while there is room; otherwise read when it is picked. */
  payload?: { readonly key: Uint8Array; readonly box: Uint8Array } | undefined;
}

/** What has already ended in a lane, as far as ordering needs it. */
export interface LaneHistory {
  /** All numbers up to here have ended. */
  readonly endedThrough: number;
  /** Numbers beyond that which have ended all the same: abandoned behind a head that still waits, or gone by one that is parked. */
  readonly endedAhead: readonly number[];
  /** The highest number that has ended, and which exchange it was. One that was abandoned before it ever went does not count. */
  readonly highestEnded: number;
  readonly highestEndedExchange: string | undefined;
  /** The highest number that ended with *done*. */
  readonly highestDone: number;
}

export const noHistory: LaneHistory = {
  endedThrough: 0,
  endedAhead: [],
  highestEnded: 0,
  highestEndedExchange: undefined,
  highestDone: 0,
};

export interface Lane {
  readonly subject: string;
  readonly shard: number;
  readonly partner: string;
  readonly operationName: string;
  readonly operation: AnyOperation;
  readonly kind: LaneKind;
  history: LaneHistory;
  /** Open exchanges by number, ascending. */
  entries: Entry[];
  /** A call, a question or a write of this lane is under way. */
  busy: boolean;
  /** A dead owner's call may still land before this instant (epoch milliseconds). */
  heldUntil: number;
  /** Stands in a ready queue. */
  queued: boolean;
  /** Will be looked at again at this instant. */
  wakeAt: number;
}

/** Names a lane within its subject. */
export const laneNameOf = ({ partner, operation }: LaneName): string => `${partner}/${operation}`;

/** Names a lane among all; a subject holds no line break. */
export const laneKeyOf = ({ subject, partner, operationName }: Lane): string =>
  `${subject}\n${laneNameOf({ partner, operation: operationName })}`;

/** What the owner of a lane may do now. */
export type Turn =
  | {
      readonly turn: 'send';
      readonly entries: readonly [Entry, ...Entry[]];
      readonly superseded: readonly Superseded[];
    }
  | { readonly turn: 'ask'; readonly entry: Entry }
  | { readonly turn: 'supersede'; readonly superseded: readonly Superseded[] }
  /** Attempts were stored by an owner that is gone: their fate is unknown. */
  | { readonly turn: 'disown'; readonly entries: readonly Entry[] }
  | { readonly turn: 'wait'; readonly until: number }
  | { readonly turn: 'nothing' };
export interface Superseded {
  readonly entry: Entry;
  readonly by: string;
}

/** Is this condition met: has that lane settled that number, or a later one, with *done*? */
export type AfterMet = (after: After) => boolean;

const nothing: Turn = { turn: 'nothing' };

/** The rule of design.md promise 3, for one lane at one instant. Pure. */
export function turnOf(lane: Lane, now: number, afterMet: AfterMet): Turn {
  if (lane.busy || lane.entries.length === 0) return nothing;
  // A lane that is not busy has no call out: what is stored as sending was its last owner's.
  const disowned = lane.entries.filter(({ work }) => work.state === 'sending');
  if (disowned.length > 0) return { turn: 'disown', entries: disowned };
  if (lane.heldUntil > now) return { turn: 'wait', until: lane.heldUntil };
  return lane.kind === 'latest' ? latestTurn(lane, now, afterMet) : orderedTurn(lane, now, afterMet);
}

function latestTurn(lane: Lane, now: number, afterMet: AfterMet): Turn {
  const past = overtaken(lane);
  if (past.length > 0) return { turn: 'supersede', superseded: past };
  // A call of unknown fate holds the lane until it can no longer land.
  const landing = lane.entries.filter(({ work }) => work.state === 'unknown' || work.state === 'waiting');
  const until = Math.max(0, ...landing.map(({ work }) => mayLandUntil(lane.operation, work)));
  if (until > now) return { turn: 'wait', until };
  if (lane.entries.some((entry) => entry.work.state === 'parked' && !entry.work.surelyNotDone)) return nothing;
  const newest = lane.entries.at(-1)!;
  if (newest.work.state === 'parked') return nothing;
  if (newest.work.after && !afterMet(newest.work.after)) return nothing;
  if ((newest.work.nextAt ?? 0) > now) return { turn: 'wait', until: newest.work.nextAt! };
  const superseded = lane.entries.slice(0, -1).map((entry) => ({ entry, by: newest.work.exchange }));
  return { turn: 'send', entries: [newest], superseded };
}

/**
 * Numbers below one that has gone: they arrived after it had ended, or the store did not take that they were superseded (what was
 * known of them proved wrong). What has been sent once must give way to nothing less than a later *done*.
 */
function overtaken({ entries, history }: Lane): Superseded[] {
  const { highestEnded, highestEndedExchange, highestDone } = history;
  if (highestEndedExchange === undefined) return [];
  const goes = ({ state, attempts, number }: Work): boolean =>
    (state === 'waiting' && attempts === 0 && number < highestEnded) ||
    ((state === 'waiting' || state === 'unknown') && number < highestDone);
  return entries.filter(({ work }) => goes(work)).map((entry) => ({ entry, by: highestEndedExchange }));
}

function orderedTurn(lane: Lane, now: number, afterMet: AfterMet): Turn {
  const at = standsAlone(lane.operation) ? lane.entries.findIndex(({ work }) => work.state !== 'parked') : 0;
  const head = lane.entries[at];
  if (!head || head.work.state === 'parked') return nothing;
  const passed = lane.entries.slice(0, at);
  const { work } = head;
  if (isBehindGap(work.number, passed, lane.history)) return nothing;
  // What is gone by may be in doubt: nothing overtakes its call.
  const until = Math.max(0, ...passed.map((entry) => mayLandUntil(lane.operation, entry.work)));
  if (until > now) return { turn: 'wait', until };
  if ((work.nextAt ?? 0) > now) return { turn: 'wait', until: work.nextAt! };
  if (lane.operation.fate === 'resolvable' && work.state !== 'waiting') return { turn: 'ask', entry: head };
  if (work.after && !afterMet(work.after)) return nothing;
  return { turn: 'send', entries: batchFrom(lane, at, now, afterMet), superseded: [] };
}

/** An earlier number has not arrived yet. */
function isBehindGap(number: number, passed: readonly Entry[], { endedThrough, endedAhead }: LaneHistory): boolean {
  if (passed.length === 0 && endedAhead.length === 0) return number > endedThrough + 1;
  const known = new Set([...passed.map(({ work }) => work.number), ...endedAhead]);
  for (let before = endedThrough + 1; before < number; before += 1) if (!known.has(before)) return true;
  return false;
}

/** The head and, where the operation takes several, the consecutive numbers behind it that may go now. */
function batchFrom(lane: Lane, at: number, now: number, afterMet: AfterMet): [Entry, ...Entry[]] {
  const [head, ...rest] = lane.entries.slice(at) as [Entry, ...Entry[]];
  const most = lane.operation.fate === 'repeatable' ? (lane.operation.batch ?? 1) : 1;
  const batch: [Entry, ...Entry[]] = [head];
  if (head.single) return batch;
  for (const entry of rest) {
    const { work } = entry;
    const follows = work.number === batch.at(-1)!.work.number + 1;
    const free = work.state === 'waiting' && !entry.single && (work.nextAt ?? 0) <= now;
    if (batch.length >= most || !follows || !free || (work.after && !afterMet(work.after))) break;
    batch.push(entry);
  }
  return batch;
}

/** Takes an exchange that has ended out of its lane and remembers what ordering needs. */
export function endEntry(lane: Lane, entry: Entry): void {
  lane.entries = lane.entries.filter((other) => other !== entry);
  lane.history = withEnded(lane.history, entry.work);
}

type EndedWork = Pick<Work, 'number' | 'exchange' | 'state' | 'outcome' | 'attempts' | 'surelyNotDone'>;

/** The history with one more exchange ended. */
function withEnded(history: LaneHistory, work: EndedWork): LaneHistory {
  const { number } = work;
  const ahead = new Set(history.endedAhead);
  if (number > history.endedThrough) ahead.add(number);
  let endedThrough = history.endedThrough;
  while (ahead.delete(endedThrough + 1)) endedThrough += 1;
  const neverWent = work.state === 'abandoned' && work.attempts === 0 && work.surelyNotDone;
  const isHighest = number >= history.highestEnded && !neverWent;
  return {
    endedThrough,
    endedAhead: [...ahead],
    highestEnded: isHighest ? number : history.highestEnded,
    highestEndedExchange: isHighest ? work.exchange : history.highestEndedExchange,
    highestDone:
      work.state === 'settled' && work.outcome === 'done' ? Math.max(history.highestDone, number) : history.highestDone,
  };
}

/** Puts an exchange at its place; false when it is there already. */
export function addEntry(lane: Lane, entry: Entry): boolean {
  const at = lane.entries.findIndex((other) => other.work.number >= entry.work.number);
  if (at < 0) lane.entries.push(entry);
  else if (lane.entries[at]!.work.number === entry.work.number) return false;
  else lane.entries.splice(at, 0, entry);
  return true;
}
