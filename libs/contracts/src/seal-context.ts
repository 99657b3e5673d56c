/**
 * What a sealed box is bound to (additional authenticated data): a box moved to another record does not open.
 * Both sides must name the same context for what travels between them.
 */
export const sealContext = {
  /** `ExchangeAnnounced.payload`. The plaintext is the payload as JSON. */
  payload: (exchange: string): string => `exchange/${exchange}/payload`,
  /** `ExchangeAnnounced.payload.passing`, under a passing key. The plaintext is the wrapped data key. */
  passing: (exchange: string): string => `exchange/${exchange}/key`,
  /** `ExchangeChanged.detail`. The plaintext is a `ChangeDetail` as JSON. */
  detail: (exchange: string, version: number): string => `exchange/${exchange}/detail/${version}`,
  /** `SealedFacts`, under an answer key. The plaintext is the facts as JSON. */
  facts: (exchange: string): string => `exchange/${exchange}/facts`,
  /** `CreditReceived.detail`. The plaintext is a `CreditDetail` as JSON. */
  credit: (credit: string): string => `credit/${credit}/detail`,
  /** `PaymentClaimed.detail`. The plaintext is a `ClaimDetail` as JSON. */
  claim: (claim: string): string => `claim/${claim}/detail`,
  /** `DeliveryTracked.detail`. The plaintext is a `TrackingDetail` as JSON. */
  tracking: (event: string): string => `tracking/${event}/detail`,
  /** `HandoverTold.detail`. The plaintext is a `HandoverToldDetail` as JSON. */
  handoverTold: (event: string): string => `handover/${event}/detail`,
  /** `UnreadableRowFound.detail`. The plaintext is an `UnreadableRowDetail` as JSON. */
  unreadableRow: (row: string): string => `unreadable/${row}/detail`,
  /** `DossierSubmitted.detail`. The plaintext is a `SubmissionDetail` as JSON. */
  submission: (submission: string): string => `submission/${submission}/detail`,
  /** The content of a file of a dossier, a stream, under the file's own key. */
  attachment: (attachment: string): string => `attachment/${attachment}/content`,
} as const;
