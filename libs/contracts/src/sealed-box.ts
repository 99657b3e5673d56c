/** A sealed value with the wrapped data key of its subject beside it (both base64); see libs/seal. */
export interface SealedBox {
  readonly key: string;
  readonly box: string;
}
