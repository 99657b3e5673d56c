/** Why a file is not taken. Numbers and our own words only, nothing of the file. */
export type FileFault =
  | { readonly code: 'tooLarge'; readonly maxBytes: number }
  | { readonly code: 'empty' }
  /** No type of the allow-list. */
  | { readonly code: 'typeForbidden' }
  /** The content is not what its type says. */
  | { readonly code: 'contentDiffers' }
  | { readonly code: 'hashDiffers' }
  /** At which byte of what came. */
  | { readonly code: 'base64Broken'; readonly at: number }
  /** An archive, or an office document, which is one. */
  | { readonly code: 'archiveBroken' }
  /** Encrypted, or packed in a way that nobody here can look into. */
  | { readonly code: 'archiveOpaque' }
  /** It would unpack to more than is allowed, or to another length than it says. */
  | { readonly code: 'archiveBomb'; readonly maxBytes: number };

/** Thrown inside a stream that is no longer worth reading; whoever reads it makes a value of it. */
export class FileRefused extends Error {
  constructor(readonly fault: FileFault) {
    super(`a file is refused: ${fault.code}`);
    this.name = 'FileRefused';
  }
}
