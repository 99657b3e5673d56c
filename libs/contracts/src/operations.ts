import type { LaneKind, LaneName } from './lane.js';

/** Every operation the gateway may ask of a partner, with the kind of its lane. One table, read by both sides. */
export const operations = {
  'dvc-portal': {
    /** The whole dossier as it stands (`DossierSnapshot`). */
    syncDossier: { lane: 'latest' },
    /** One processing step (`ProgressPayload`), after the dossier's sync. */
    addProgress: { lane: 'append' },
  },
  'bank-qr': {
    /** An order with a provider that makes the QR or the virtual account itself (`PaymentOrder`). */
    createOrder: { lane: 'once' },
  },
  'payment-platform': {
    /** The national platform's INIT (`PaymentOrder`). */
    init: { lane: 'once' },
  },
  'post-office': {
    /** An order with the post (`DeliveryOrder`). */
    order: { lane: 'once' },
    /** Takes an order back (`DeliveryCancellation`). */
    cancel: { lane: 'once' },
  },
  population: {
    /** Number, name and date of birth looked up together (`CitizenCheckPayload`). */
    lookUpCitizen: { lane: 'once' },
    /** Whether number and name belong together (`CitizenCheckPayload`). */
    confirmCitizen: { lane: 'once' },
  },
  emc: {
    /** Each change of a dossier's effective status (`StatusPush`). `standAlone`: one that is parked holds none behind it. */
    pushStatus: { lane: 'append', standAlone: true },
  },
  telecom: {
    /** Whether a telephone number is that of a person (`SubscriberMatchPayload`); the contract is assumed. */
    matchSubscriber: { lane: 'once' },
  },
} as const satisfies Declared;

type Declared = Record<string, Record<string, { readonly lane: LaneKind; readonly standAlone?: true }>>;

/** One of its lane that is parked holds none behind it. */
export const standsAloneInLane = ({ partner, operation }: LaneName): boolean =>
  (operations as Declared)[partner]?.[operation]?.standAlone === true;
