import type {
  CitizenCheckPayload,
  DeliveryCancellation,
  DeliveryOrder,
  DossierContent,
  DossierFacts,
  DossierStatus,
  ExchangeChanged,
  HubMessage,
  LaneKind,
  LaneName,
  PaymentMethod,
  PaymentOrder,
  PortalStatus,
  ProcessingStep,
  SubscriberMatchPayload,
} from '@lienthong/contracts';
import type { KeptContent } from './kept-content.js';
import type { HandedTo } from './handed-to.js';
import type { PaymentTurn } from './payment-turn.js';
import type { Step } from './steps.js';
import type { SubjectState } from './subject.js';

/** What happened to a subject, in the words of the journey. */
export type JourneyEvent =
  | {
      readonly kind: 'dossierStated';
      readonly client: string;
      readonly content: KeptContent;
      /** Keyed hash of the canonical content. */
      readonly contentHash: string;
      readonly unitName: string;
    }
  /** A dossier that existed before the agency was linked is recorded as it is: nobody is told. */
  | {
      readonly kind: 'dossierRecorded';
      readonly client: string;
      readonly content: DossierContent;
      readonly contentHash: string;
    }
  /** Partners that were never told of a recorded dossier are to hear of it now. */
  | {
      readonly kind: 'caughtUp';
      readonly client: string;
      /** As the agency last stated it. */
      readonly content: KeptContent;
      readonly unitName: string;
    }
  /** The gateway saw something happen: partners hear of it without a new revision. */
  | {
      readonly kind: 'factsSeen';
      readonly client: string;
      /** As the agency last stated it. */
      readonly content: KeptContent;
      readonly unitName: string;
      readonly facts: DossierFacts;
    }
  /** The portal is asked what it holds of the dossier: nothing is told by it. */
  | { readonly kind: 'comparisonAsked'; readonly client: string; readonly due: string }
  /** The portal is told once more what it was told already: it does not hold it. */
  | {
      readonly kind: 'toldAgain';
      readonly client: string;
      readonly content: KeptContent;
      readonly unitName: string;
    }
  /** Subject is a payment: its provider is to be asked. */
  | {
      readonly kind: 'paymentOpened';
      readonly client: string;
      readonly method: PaymentMethod;
      readonly order: PaymentOrder;
      readonly due: string;
    }
  /** Subject is a check of a citizen: an officer asks. */
  | {
      readonly kind: 'citizenAsked';
      readonly client: string;
      readonly operation: 'lookUpCitizen' | 'confirmCitizen';
      readonly check: CitizenCheckPayload;
      /** Where a telephone number was claimed. */
      readonly match?: SubscriberMatchPayload;
      readonly due: string;
    }
  /** Subject is a delivery: the post is to be asked for it. */
  | {
      readonly kind: 'deliveryAsked';
      readonly client: string;
      readonly order: DeliveryOrder;
      readonly due: string;
    }
  /** Subject is a delivery: it is to be taken back. */
  | {
      readonly kind: 'deliveryCalledOff';
      readonly client: string;
      readonly cancellation: DeliveryCancellation;
      readonly due: string;
    }
  /** Subject is a handover: whoever is behind another hub is to be told of it. */
  | {
      readonly kind: 'hubToBeTold';
      readonly client: string;
      readonly message: HubMessage;
      readonly due: string;
    }
  /** A status that had begun never reached the monitor: it is told once more, with what is known of the dossier now. */
  | {
      readonly kind: 'statusOwed';
      readonly client: string;
      readonly content: DossierContent;
      readonly status: DossierStatus;
      /** When it began, RFC 3339 UTC. */
      readonly since: string;
    }
  /** The dossier was handed to a unit, or one has taken it, answered or sent it back: who owes an answer now. */
  | { readonly kind: 'handoversMoved'; readonly client: string; readonly handedTo: readonly HandedTo[] }
  /** Steps of its procedure have begun, were asked for, or have got further. */
  | { readonly kind: 'stepsMoved'; readonly client: string; readonly steps: readonly Step[] }
  /** A payment of it waits for its turn, its turn has come, or none waits any more. */
  | { readonly kind: 'paymentTurnMoved'; readonly client: string; readonly turn: PaymentTurn | undefined }
  /** The portal brought it, and its unit has stated nothing of it yet. */
  | {
      readonly kind: 'dossierSubmitted';
      readonly client: string;
      readonly content: DossierContent;
      readonly contentHash: string;
      readonly unitName: string;
    }
  /** Its unit has taken what the portal brought, or sent it back. `content`: as it stands now. */
  | {
      readonly kind: 'submissionDecided';
      readonly client: string;
      readonly content: DossierContent;
      readonly contentHash: string;
      readonly unitName: string;
      readonly status: PortalStatus;
    }
  | { readonly kind: 'stepAdded'; readonly client: string; readonly step: ProcessingStep }
  | {
      readonly kind: 'exchangeChanged';
      readonly change: ExchangeChanged;
      /** Whose exchange it is, and when it was due: what follows from it is for the same client and no less urgent. */
      readonly client: string;
      readonly due: string;
    };

/** An exchange that a plan wants; the journey gives it an id and the next number of its lane. */
export interface ExchangeIntent extends LaneName {
  readonly lane: LaneKind;
  readonly payload: unknown;
  /** Lanes of kind `latest`: stands for the whole snapshot; the intent is dropped when it equals the lane's last one. */
  readonly snapshot?: string;
  /** Wait for the newest number that this lane of the same subject has, those of this decision included. */
  readonly after?: LaneName;
}

/** What one partner must hear of. A new partner is a new plan; the journey itself does not change. */
export interface PartnerPlan {
  /** The connector's folder name. */
  readonly partner: string;
  /** Key of this partner in a dossier's `partners`. */
  readonly facet: string;
  /** A monitor: it is told, and no dossier waits for it, whatever becomes of its exchanges. */
  readonly watches?: true;
  /** Pure. `state` is the subject after the event, `before` as it was. */
  follow(event: JourneyEvent, state: SubjectState, before: SubjectState): readonly ExchangeIntent[];
}
