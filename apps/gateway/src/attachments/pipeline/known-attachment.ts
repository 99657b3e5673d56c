import type { SnapshotFile } from '@lienthong/contracts';

/** What is known of a file that a dossier or a handover names. */
export interface KnownAttachment {
  readonly client: string;
  /** Of the subjects that units speak of, those that name it already: a dossier in what was stated of it last, a handover in all that was said. */
  readonly subjects: ReadonlySet<string>;
  /** As partners' connectors need it to give it out. */
  readonly file: () => SnapshotFile;
}
