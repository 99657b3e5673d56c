import type { AskingOfficer, CitizenVerdict } from '@lienthong/contracts';
import type { AnswerKey } from '@lienthong/seal';
import type { CheckState, CitizenQuestion } from '../core.js';
import type { KnownFacts, Parts } from '../rules/check.js';

/** A check as it stands in its row. Clear columns name nobody. */
export interface StoredCheck {
  readonly id: string;
  readonly dossier?: string;
  readonly client: string;
  readonly procedure: string;
  /** Keyed hash of the personal number. */
  readonly person: string;
  readonly parts: Parts;
  readonly state: CheckState;
  readonly verdict?: CitizenVerdict;
  /** The check whose look-up answers this one; while this one is open, the one that it waits for. */
  readonly reusedFrom?: string;
  /** Not set while it is open and nothing has been found. */
  readonly keptUntil?: string;
  readonly createdAt: string;
  readonly changedAt: string;
  /** Set only in the transaction that makes the row. Sealed at rest. */
  readonly newAsked?: AskedCheck;
  /** Set only in a transaction that brings some. Sealed at rest. */
  readonly newFacts?: KnownFacts;
}

/** What was asked, and by whom. */
export interface AskedCheck {
  /** Opens what was answered; erased with the check. None in what was asked before there were such keys, and where nobody was. */
  readonly answerKey?: AnswerKey;
  readonly officer: AskingOfficer;
  readonly question: CitizenQuestion;
}

/** Purpose of the hash by which a person is found again. */
export const personPurpose = 'citizen';

/** An answer is still to come by itself. What is parked waits for a person, and nobody waits for that. */
export const isOpen = ({ state }: StoredCheck): boolean => (openStates as readonly string[]).includes(state);

export const openStates = ['pending', 'unknown'] as const satisfies readonly CheckState[];

/** Nothing comes after it: everybody who was asked has answered, or one has refused. */
export const hasEnded = ({ state }: StoredCheck): boolean => state === 'done' || state === 'refused';
