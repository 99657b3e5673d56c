import { hasEnded } from '@lienthong/contracts';
import type { OperatorAct, OperatorActAnswer } from '../core.js';
import type { ExchangeIdentity, Projection } from '../projection/exchange-projection.js';

/** A resolve that waits for its second person. */
export interface Proposal {
  readonly id: string;
  readonly operator: string;
  readonly finding: 'done' | 'notDone';
  /** Version of the exchange that the first operator saw. */
  readonly version: number;
}

export interface ActSituation {
  readonly exchange: ExchangeIdentity;
  readonly projection: Projection;
  /** Highest number of the exchange's lane. */
  readonly newestOfLane: number;
  readonly proposal?: Proposal;
}

export type ActVerdict =
  | { readonly kind: 'refuse'; readonly answer: OperatorActAnswer }
  /** Goes to the connectors now. `confirms` is the first operator's proposal. */
  | { readonly kind: 'send'; readonly confirms?: string }
  /** Waits for a second person; `replaces` is what the same operator had proposed before. */
  | { readonly kind: 'propose'; readonly replaces?: string };

const refuse = (answer: OperatorActAnswer): ActVerdict => ({ kind: 'refuse', answer });

/** What the gateway can already say of an operator's act; the owner of the exchange has the last word. */
export function judgeAct(act: OperatorAct, situation: ActSituation): ActVerdict {
  const { projection } = situation;
  if (act.expectedVersion !== undefined && act.expectedVersion !== projection.version) {
    return refuse({ kind: 'versionConflict', version: projection.version });
  }
  switch (act.kind) {
    case 'retry':
      return judgeRetry(situation);
    case 'resolve':
      return judgeResolve(act, situation);
    case 'abandon':
      return judgeAbandon(situation);
  }
}

function judgeRetry({ exchange, projection, newestOfLane }: ActSituation): ActVerdict {
  const { state, outcome, surelyNotDone } = projection;
  switch (state) {
    case 'waiting':
      return { kind: 'send' };
    case 'parked':
      return surelyNotDone === true ? { kind: 'send' } : refuse({ kind: 'unresolved', state });
    case 'sending':
    case 'resolving':
    case 'unknown':
      return refuse({ kind: 'unresolved', state });
    case 'settled':
      return outcome === 'refused' && exchange.number === newestOfLane
        ? { kind: 'send' }
        : refuse({ kind: 'ended', state });
    case 'superseded':
    case 'abandoned':
      return refuse({ kind: 'ended', state });
  }
}

function judgeResolve(act: OperatorAct, { projection, proposal }: ActSituation): ActVerdict {
  const { state, surelyNotDone } = projection;
  if (hasEnded(state)) return refuse({ kind: 'ended', state });
  const fateUnknown = state === 'unknown' || state === 'resolving' || (state === 'parked' && surelyNotDone !== true);
  if (!fateUnknown || !act.finding) return refuse({ kind: 'notApplicable', state });
  // What was proposed about an earlier version says nothing about this one.
  if (!proposal || proposal.version !== projection.version) {
    return { kind: 'propose', ...(proposal ? { replaces: proposal.id } : {}) };
  }
  const agrees = proposal.finding === act.finding;
  if (proposal.operator === act.operator) {
    return agrees ? refuse({ kind: 'samePerson' }) : { kind: 'propose', replaces: proposal.id };
  }
  return agrees ? { kind: 'send', confirms: proposal.id } : refuse({ kind: 'findingsDiffer' });
}

function judgeAbandon({ projection }: ActSituation): ActVerdict {
  const { state } = projection;
  if (hasEnded(state)) return refuse({ kind: 'ended', state });
  return state === 'sending' ? refuse({ kind: 'notApplicable', state }) : { kind: 'send' };
}
