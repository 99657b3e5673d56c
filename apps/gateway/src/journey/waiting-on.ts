import type { DossierStatus, WhoActs } from '@lienthong/contracts';
import { mostUrgent, type HandedTo } from './handed-to.js';
import type { LaneState, Trouble } from './lane.js';
import type { PaymentTurn } from './payment-turn.js';
import { heldSince, type Step } from './steps.js';

export const waitedFor = ['applicant', 'agency', 'unit', 'partner', 'gateway', 'nobody'] as const;
export type WaitedFor = (typeof waitedFor)[number];

/** The blame clock: who has the dossier now, since when, until when. */
export interface WaitingOn {
  readonly who: WaitedFor;
  /** Unit code or partner. */
  readonly name?: string;
  /** Stable code of the catalogue: `status.processing`, `exchange.parked`, … */
  readonly why: string;
  readonly since: string;
  readonly target?: string;
}

export interface WaitingFacts {
  readonly unit: string;
  readonly effectiveStatus: DossierStatus;
  readonly statusSince: string;
  readonly dueAt?: string;
  readonly handedTo?: readonly HandedTo[];
  readonly steps?: readonly Step[];
  readonly paymentTurn?: PaymentTurn;
  readonly lanes: Iterable<LaneState>;
}

const statusHolder: Record<DossierStatus, WaitedFor> = {
  registered: 'agency',
  received: 'agency',
  refused: 'nobody',
  processing: 'agency',
  supplementRequested: 'applicant',
  paymentRequested: 'applicant',
  withdrawn: 'nobody',
  stopped: 'nobody',
  completed: 'applicant',
  returned: 'nobody',
};

const troubleHolder: Record<WhoActs, WaitedFor> = {
  client: 'agency',
  agency: 'agency',
  applicant: 'applicant',
  partner: 'partner',
  operator: 'gateway',
};

/**
 * An exchange that needs a person comes first; then the dossier's unit where a step of its procedure goes no further without it; then,
 * unless the dossier has ended, the unit that it was handed to and that owes its answer first; then whoever holds the dossier by its status,
 * which is not the applicant while its payment waits for its turn; a dossier that has ended still waits for partners that have not
 * heard of it.
 */
export function waitingOn(facts: WaitingFacts): WaitingOn {
  const lanes = [...facts.lanes];
  const target = facts.dueAt ? { target: facts.dueAt } : {};
  const stuck = oldestTrouble(lanes, ['parked', 'refused']);
  if (stuck) return { ...blameFor(stuck.lane, stuck.trouble, facts.unit), ...target };
  const who = statusHolder[facts.effectiveStatus];
  const held = who === 'agency' ? heldSince(facts.steps ?? []) : undefined;
  if (held) return { who: 'agency', name: facts.unit, why: 'step.held', since: held, ...target };
  const handed = who === 'nobody' ? undefined : mostUrgent(facts.handedTo ?? []);
  if (handed) {
    const { unit, state, since, target: due, onItsWay, late, kind = 'handover' } = handed;
    if (onItsWay) return { ...blameOnTheWay(onItsWay), target: due };
    return { who: 'unit', name: unit, why: late ? 'step.late' : `${kind}.${state}`, since, target: due };
  }
  const byStatus = { why: `status.${facts.effectiveStatus}`, since: facts.statusSince };
  if (who === 'agency') return { who, name: facts.unit, ...byStatus, ...target };
  if (who === 'applicant') return { ...target, ...applicantsTime(facts, byStatus) };
  const doubtful = oldestTrouble(lanes, ['unknown', 'resolving']);
  if (doubtful) return blameFor(doubtful.lane, doubtful.trouble, facts.unit);
  const behind = lanes.filter((lane) => lane.endedNumber < lane.lastNumber).sort(bySince)[0];
  if (behind) return { who: 'partner', name: behind.partner, why: 'exchange.waiting', since: behind.since };
  return { who: 'nobody', ...byStatus };
}

/** Nobody can pay before the turn has come; what is to be supplemented waits for the applicant all the same. */
function applicantsTime(
  { effectiveStatus, paymentTurn: turn }: WaitingFacts,
  { why, since }: { readonly why: string; readonly since: string },
): WaitingOn {
  if (!turn || effectiveStatus === 'supplementRequested') return { who: 'applicant', why, since };
  if (turn.cameAt !== undefined) return { who: 'applicant', why, since: later(turn.cameAt, since) };
  return { who: 'gateway', why: 'payment.queued', since: later(turn.since, since), target: turn.eta };
}

const later = (one: string, other: string): string => (one > other ? one : other);

/** What has not arrived is not the far unit's fault. */
function blameOnTheWay({ partner, standing, since }: NonNullable<HandedTo['onItsWay']>): WaitingOn {
  if (standing === 'stuck') return { who: 'gateway', why: 'handover.stuck', since };
  return {
    who: 'partner',
    name: partner,
    why: standing === 'pending' ? 'handover.onItsWay' : 'handover.doubtful',
    since,
  };
}

function blameFor(lane: LaneState, trouble: Trouble, unit: string): WaitingOn {
  const who = troubleHolder[trouble.whoActs ?? (trouble.state === 'parked' ? 'operator' : 'partner')];
  const name = who === 'agency' ? unit : who === 'partner' ? lane.partner : undefined;
  return { who, ...(name ? { name } : {}), why: `exchange.${trouble.state}`, since: trouble.since };
}

function oldestTrouble(lanes: readonly LaneState[], states: readonly Trouble['state'][]) {
  return lanes
    .flatMap((lane) => (lane.trouble && states.includes(lane.trouble.state) ? [{ lane, trouble: lane.trouble }] : []))
    .sort((a, b) => bySince(a.trouble, b.trouble))[0];
}

const bySince = (a: { readonly since: string }, b: { readonly since: string }): number =>
  a.since.localeCompare(b.since);

export const sameWaiting = (a: WaitingOn, b: WaitingOn): boolean =>
  a.who === b.who && a.name === b.name && a.why === b.why && a.since === b.since && a.target === b.target;
