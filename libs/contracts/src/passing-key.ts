import type { SealedBox } from './sealed-box.js';

/*
 * What may be known for a short time only travels under a key that is soon erased. The connectors offer a public key (X25519); the
 * gateway seals for it what opens the question. When the private key has been erased, the question on the bus opens for nobody.
 */

/** connectors → gateway on `topics.outcomes`, type `passingKey.offered`. Offered again and again; the newest that still holds is used. */
export interface PassingKeyOffered {
  /** Id of the key. */
  readonly passingKey: string;
  /** {@link passingKeySubject}. */
  readonly subject: string;
  /** Raw, base64url; see `sealAnswer` in libs/seal. */
  readonly publicKey: string;
  /** Nothing is sealed for it after this. */
  readonly until: string;
  readonly at: string;
}

export const passingKeySubject = 'passingKey';

/** Where `passing` stands, `key` is empty: what it would hold is sealed for the passing key (`sealContext.passing`). */
export interface AnnouncedPayload extends SealedBox {
  readonly passing?: { readonly to: string; readonly key: string };
}
