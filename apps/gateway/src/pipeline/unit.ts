import type { CommandAnswered, ExchangeChanged, StrayCall } from '@lienthong/contracts';
import type { CatchUpAnswerOf, CatchUpUnit } from '../going-live/catch-up-unit.js';
import type { DisagreementAnswerOf, DisagreementUnit } from '../disagreements/pipeline/disagreement-unit.js';
import type { DeliveryAnswerOf, DeliveryUnit } from '../delivery/pipeline/delivery-unit.js';
import type { AwaitedUnit, CheckAnswerOf, CheckUnit, PassingKeyUnit } from '../identity/pipeline/check-unit.js';
import type { HandoverAnswerOf, HandoverUnit } from '../handovers/pipeline/handover-unit.js';
import type { MoneyAnswerOf, MoneyUnit } from '../money/pipeline/money-unit.js';
import type { PushAnswerOf, TellAgain } from '../reconciliation/status-pushes/push-unit.js';
import type { SubmissionAnswerOf, SubmissionUnit } from '../submissions/pipeline/submission-unit.js';
import type {
  ReReadRowUnit,
  RowReadAgainUnit,
  UnreadableAnswerOf,
  UnreadableUnit,
} from '../unreadable/unreadable-unit.js';
import type { AddStep, AddStepAnswer, OperatorAct, OperatorActAnswer, PutDossier, PutDossierAnswer } from '../core.js';

/** What became of an event from the connectors. `unknown` can never be handled. */
export type EventAnswer =
  | { readonly kind: 'applied'; readonly exchange: string; readonly state: ExchangeChanged['state'] }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'unknown'; readonly reason: string };

export type Unit =
  | MoneyUnit
  | CheckUnit
  | AwaitedUnit
  | PassingKeyUnit
  | DeliveryUnit
  | HandoverUnit
  | TellAgain
  | CatchUpUnit
  | UnreadableUnit
  | ReReadRowUnit
  | RowReadAgainUnit
  | SubmissionUnit
  | DisagreementUnit
  | { readonly kind: 'put'; readonly subject: string; readonly command: PutDossier; readonly canonical: string }
  | { readonly kind: 'step'; readonly subject: string; readonly command: AddStep; readonly canonical: string }
  | { readonly kind: 'act'; readonly subject: string; readonly command: OperatorAct }
  | { readonly kind: 'changed'; readonly subject: string; readonly change: ExchangeChanged }
  | { readonly kind: 'strayCall'; readonly subject: string; readonly call: StrayCall }
  | { readonly kind: 'answered'; readonly subject: string; readonly answer: CommandAnswered };

export interface AnswerOf
  extends
    MoneyAnswerOf,
    CheckAnswerOf,
    DeliveryAnswerOf,
    HandoverAnswerOf,
    PushAnswerOf,
    CatchUpAnswerOf,
    UnreadableAnswerOf,
    SubmissionAnswerOf,
    DisagreementAnswerOf {
  readonly put: PutDossierAnswer;
  readonly step: AddStepAnswer;
  readonly act: OperatorActAnswer;
  readonly changed: EventAnswer;
  readonly strayCall: EventAnswer;
  readonly answered: EventAnswer;
}
/** What the connectors say: nobody waits for it to the millisecond. */
export const toldKinds = [
  ...(['changed', 'strayCall', 'answered', 'credit', 'claim', 'tracked'] as const),
  ...(['handoverTold', 'unreadable', 'rowReadAgain', 'submitted', 'passingKey'] as const),
] as const satisfies readonly Unit['kind'][];
export type UnitOf<K extends Unit['kind']> = Extract<Unit, { readonly kind: K }>;

/** One result per unit; a fault of one unit does not fail its neighbours. */
export type UnitResult = { readonly answer: AnswerOf[Unit['kind']] } | { readonly fault: unknown };
