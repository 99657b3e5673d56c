import { knownContentTypes } from '@lienthong/blobs';
import type { AttachmentsConfig } from '@lienthong/config';
import { StartRefused } from '@lienthong/process';

/**
 * Types of files that are taken; undefined: all that can be told.
 * @throws {StartRefused} for a type whose content nobody here can tell: it would be taken on its sender's word.
 */
export function attachmentTypes({ contentTypes }: AttachmentsConfig): readonly string[] | undefined {
  const places = (contentTypes ?? []).flatMap((type, place) =>
    knownContentTypes.includes(type) ? [] : [`attachments.contentTypes[${place}]: found "${type}"`],
  );
  if (places.length === 0) return contentTypes;
  throw new StartRefused(places.map((found) => `${found}; allowed: ${knownContentTypes.join(', ')}.`));
}
