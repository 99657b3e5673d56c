/** An opened data key of one subject; never stored, never logged. */
export type OpenKey = unknown;

/** Sealing as the pipeline needs it: one key per subject, every box bound to the place where it stands. */
export interface Sealer<Key = OpenKey> {
  /** A new data key, wrapped by the master key, ready to be stored. */
  newWrappedKey(): Buffer;
  unwrap(wrapped: Buffer): Key;
  seal(key: Key, text: string, context: string): Buffer;
  /** Throws when the box is not the one of this place. */
  open(key: Key, box: Buffer, context: string): string;
  /** Keyed hash, hex: equal texts of one subject are equal, and nobody without the key can try values. */
  hash(key: Key, text: string): string;
}

/** Where the gateway's own boxes stand; what travels is named in contracts (`sealContext`). */
export const boxAt = {
  body: (code: string, revision: number): string => `dossier/${code}/body/${revision}`,
  facts: (code: string): string => `dossier/${code}/facts`,
  event: (subject: string, seq: number): string => `subject/${subject}/event/${seq}`,
  command: (command: string): string => `command/${command}`,
  order: (payment: string): string => `payment/${payment}/order`,
  queued: (payment: string): string => `payment/${payment}/queued`,
  check: (check: string): string => `citizenCheck/${check}/asked`,
  checkFacts: (check: string): string => `citizenCheck/${check}/facts`,
  handoverAsked: (handover: string): string => `handover/${handover}/asked`,
  handoverSaid: (handover: string): string => `handover/${handover}/said`,
  handoverNote: (handover: string, note: string): string => `handover/${handover}/note/${note}`,
  webhook: (endpoint: string): string => `webhookEndpoint/${endpoint}`,
  answer: (id: string): string => `idempotency/${id}`,
  replay: (id: string): string => `replay/${id}/why`,
  dismissal: (disagreement: string): string => `disagreement/${disagreement}/why`,
  quarantine: (id: string): string => `quarantine/${id}`,
} as const;
