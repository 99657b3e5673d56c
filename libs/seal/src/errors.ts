/** A box that does not open: altered, cut, sealed with another key, or moved to another record. */
export class SealBroken extends Error {
  constructor(readonly reason: 'version' | 'short' | 'notAuthentic' | 'inflate' | 'tooLarge' | 'keyUnknown') {
    super(`a sealed box does not open: ${sentences[reason]}`);
    this.name = 'SealBroken';
  }
}

const sentences = {
  version: 'it was sealed in a way that this release does not know',
  short: 'it is cut short',
  notAuthentic: 'it was altered, sealed with another key, or belongs to another record',
  inflate: 'its content does not unpack',
  tooLarge: 'its content is larger than any record may be',
  keyUnknown: 'it names a master key that this process does not have',
} as const;

/** The master key is missing or cannot be used; the message is for the person who configures the process and holds no secret. */
export class MasterKeyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MasterKeyError';
  }
}
