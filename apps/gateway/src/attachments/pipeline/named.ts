import type { DossierContent, SnapshotFile } from '@lienthong/contracts';
import type { UnitOf } from '../../pipeline/unit.js';

/** What is known of a file that a dossier names. */
export interface KnownAttachment {
  readonly client: string;
  /** Of the dossiers that are stated now, those that name it already. */
  readonly dossiers: ReadonlySet<string>;
  /** As partners' connectors need it to give it out. */
  readonly file: () => SnapshotFile;
}

export interface NamedFile {
  /** `documents/0`, `results/2`. */
  readonly place: string;
  readonly id: string;
}

/** Every document and result of a dossier that names a file. */
export const namedIn = ({ documents, results }: DossierContent): readonly NamedFile[] => [
  ...namesOf('documents', documents),
  ...namesOf('results', results),
];

const namesOf = (
  list: 'documents' | 'results',
  items: readonly { readonly attachment?: string | null }[] | null | undefined,
): readonly NamedFile[] =>
  (items ?? []).flatMap(({ attachment }, place) =>
    typeof attachment === 'string' ? [{ place: `${list}/${place}`, id: attachment.toLowerCase() }] : [],
  );

/**
 * Places that name a file which is not there, or another's. A file that this dossier names already may be named again by
 * whoever speaks for it now.
 * @param names files that the dossier names since this transaction began, where it was stated in it
 */
export const strangersIn = (
  { subject, command: { content, client } }: UnitOf<'put'>,
  known: ReadonlyMap<string, KnownAttachment>,
  names: readonly string[] | undefined,
): readonly string[] =>
  namedIn(content).flatMap(({ place, id }) => {
    const found = known.get(id);
    const isNamed = names ? names.includes(id) : found?.dossiers.has(subject);
    return found && (found.client === client || isNamed) ? [] : [place];
  });
