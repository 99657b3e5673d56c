/** Who reads: an agency system with its units. */
export interface FeedReader {
  readonly client: string;
  readonly units: ReadonlySet<string>;
}

/** Whom an event was for when it happened, and who finds what it is about now. */
export interface Concerned {
  /** The dossier's unit then; none where it was about no dossier. */
  readonly unit?: string;
  /** Units that it was handed to then, and that hear of it. */
  readonly receivers: readonly string[];
  /** Of what is about no dossier: who asked, where anybody here did. */
  readonly client?: string;
  /** The dossier's unit now. */
  readonly owner?: string;
  /** Units that owe an answer about it now. */
  readonly handedTo: readonly string[];
  /** Receiver, now, of the handover that it is about. */
  readonly handoverTo?: string;
}

/**
 * An event concerns whom it was for when it happened, as long as they find what it is about: a dossier that has passed to another unit,
 * or about which the answer has been given, is told of no more. A handover stays its receiver's.
 */
export function concerns(
  { unit, receivers, client, owner, handedTo, handoverTo }: Concerned,
  reader: FeedReader,
): boolean {
  const has = (code: string | undefined): boolean => code !== undefined && reader.units.has(code);
  if (has(handoverTo)) return true;
  if (unit === undefined) return client === reader.client;
  if (has(unit) && has(owner)) return true;
  return receivers.some(has) && handedTo.some(has);
}
