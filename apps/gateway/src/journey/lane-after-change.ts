import { hasEnded, standsAloneInLane, type ExchangeChanged } from '@lienthong/contracts';
import type { LaneState, Trouble } from './lane.js';

/** The lane's summary after one of its exchanges has changed. Only for changes newer than what was known of that exchange. */
export function laneAfterChange(lane: LaneState, change: ExchangeChanged): LaneState {
  const { trouble: before, ...rest } = lane;
  const trouble = nextTrouble(before, lane, change);
  const endedNumber = hasEnded(change.state) ? Math.max(lane.endedNumber, change.number) : lane.endedNumber;
  const was = standingOf(lane);
  const after = { ...rest, endedNumber, ...(trouble ? { trouble } : {}) };
  return { ...after, since: standingOf(after) === was ? lane.since : change.at };
}

export type LaneStanding = 'inStep' | 'behind' | 'parked';

/** How a lane looks from outside. */
export function standingOf(lane: Pick<LaneState, 'trouble' | 'endedNumber' | 'lastNumber'>): LaneStanding {
  if (lane.trouble && (lane.trouble.state === 'parked' || lane.trouble.state === 'refused')) return 'parked';
  return lane.endedNumber < lane.lastNumber || lane.trouble ? 'behind' : 'inStep';
}

/** Something of the lane is out or on its way, and nothing of it needs anybody. */
export const isUnderWay = ({ trouble, endedNumber, lastNumber }: Parameters<typeof standingOf>[0]): boolean =>
  endedNumber < lastNumber && trouble === undefined;

function nextTrouble(before: Trouble | undefined, lane: LaneState, change: ExchangeChanged): Trouble | undefined {
  const state = troubleState(lane, change);
  const now = state && troubleOf(change, state, before);
  if (standsAloneInLane(lane)) return nextOfMany(before, now, change);
  if (now === undefined) {
    const over =
      before?.exchange === change.exchange || (hasEnded(change.state) && change.number >= (before?.number ?? 0));
    return over ? undefined : before;
  }
  // The oldest trouble of a lane is what holds it; a later number cannot hide it.
  if (before && before.exchange !== change.exchange && before.number < change.number && before.state !== 'refused') {
    return before;
  }
  return now;
}

/** Where numbers stand alone each trouble ends for itself; but what was given up is made good by a later number that ends. */
function nextOfMany(
  before: Trouble | undefined,
  now: Trouble | undefined,
  { exchange, number, state }: ExchangeChanged,
): Trouble | undefined {
  const { behind = [], ...first } = before ?? {};
  const known = [...(before ? [first as Trouble] : []), ...behind].filter(
    (one) => one.exchange !== exchange && !(one.state === 'abandoned' && hasEnded(state) && one.number < number),
  );
  const [oldest, ...others] = [...known, ...(now ? [now] : [])].sort((a, b) => a.number - b.number);
  return oldest && { ...oldest, ...(others.length > 0 ? { behind: others } : {}) };
}

function troubleOf(change: ExchangeChanged, state: Trouble['state'], before: Trouble | undefined): Trouble {
  const known = [before, ...(before?.behind ?? [])].find((one) => one?.exchange === change.exchange);
  return {
    exchange: change.exchange,
    number: change.number,
    state,
    ...(change.cause ? { cause: change.cause } : {}),
    ...(change.whoActs ? { whoActs: change.whoActs } : {}),
    since: known?.state === state ? known.since : change.at,
  };
}

function troubleState(lane: LaneState, change: ExchangeChanged): Trouble['state'] | undefined {
  switch (change.state) {
    case 'parked':
    case 'unknown':
    case 'resolving':
      return change.state;
    case 'settled':
      // A refusal that a newer number has already answered is no trouble any more.
      return change.outcome === 'refused' && change.number === lane.lastNumber ? 'refused' : undefined;
    case 'abandoned':
      // Nobody will bring it to the partner any more: what the partner holds is not the newest.
      return change.number === lane.lastNumber ? 'abandoned' : undefined;
    default:
      return undefined;
  }
}
