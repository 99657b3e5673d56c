import type { LaneKind, LaneName } from './lane.js';

/** Every operation the gateway may ask of a partner, with the kind of its lane. One table, read by both sides. */
export const operations = {
  'dvc-portal': {
    /** The whole dossier as it stands (`DossierSnapshot`). */
    syncDossier: { lane: 'latest' },
    /** One processing step (`ProgressPayload`), after the dossier's sync. */
    addProgress: { lane: 'append' },
    /** What the unit says of a dossier that was submitted there (`PortalStatus`). */
    tellStatus: { lane: 'latest' },
    /** Whether it has a dossier, and how it stands there (`PortalLookUp`). `asks`: nothing is told by it, and nobody waits for it. */
    lookUpDossier: { lane: 'latest', asks: true },
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
  'lgsp-exchange': {
    /** Hands something to an agency behind another hub (`HubMessage`, as are the others). */
    handOver: { lane: 'once' },
    /** Says where a handover stands: taken back, accepted, refused, answered. */
    report: { lane: 'append' },
    /** A fee of the dossier that was handed over has been paid. */
    tellPaid: { lane: 'append' },
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

type Declared = Record<
  string,
  Record<string, { readonly lane: LaneKind; readonly standAlone?: true; readonly asks?: true }>
>;

/** One of its lane that is parked holds none behind it. */
export const standsAloneInLane = ({ partner, operation }: LaneName): boolean =>
  (operations as Declared)[partner]?.[operation]?.standAlone === true;

/** A question to a partner about what it holds: it changes nothing there, and what is known of a dossier does not wait for it. */
export const onlyAsks = ({ partner, operation }: LaneName): boolean =>
  (operations as Declared)[partner]?.[operation]?.asks === true;
