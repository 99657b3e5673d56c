import type { DossierContent, SnapshotFile } from '@lienthong/contracts';

/** A statement as it is kept: with the files that it names, for whoever is told of it later. */
export interface KeptContent extends DossierContent {
  readonly files?: readonly SnapshotFile[];
}
