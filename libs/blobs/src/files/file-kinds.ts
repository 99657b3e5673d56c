/** How the content of a type is known: nothing is believed because it is said. */
export interface FileKind {
  readonly contentType: string;
  /** Whether a file that begins like this can be one; at least `headBytes` of it, or all there is. */
  readonly begins: (head: Uint8Array) => boolean;
  /** Text from end to end: UTF-8 without control characters, checked as it comes. */
  readonly text?: true;
  /** Packed: it is looked into once it is whole. `parts`: an entry of this name, or below this folder, is in it. */
  readonly archive?: { readonly parts?: readonly string[] };
}

/** As much of a file as its kind is told by. */
export const headBytes = 1024;

const startsWith =
  (...signatures: readonly (readonly number[])[]) =>
  (head: Uint8Array): boolean =>
    signatures.some((signature) => signature.every((byte, at) => head[at] === byte));
const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];

/** Readers take a PDF whose header stands within the first 1,024 bytes (ISO 32000-1, annex H.3.4.1). */
const isPdf = (head: Uint8Array): boolean => Buffer.from(head).includes('%PDF-', 0, 'latin1');
const isZip = startsWith(ascii('PK\x03\x04'));
const isOle = startsWith([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const isXml = (head: Uint8Array): boolean => /^(?:\ufeff)?\s*</.test(Buffer.from(head).toString('utf8'));
const isAnything = (): boolean => true;

const office = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';
const packed = (contentType: string, ...parts: string[]): FileKind => ({
  ...{ contentType, begins: isZip },
  archive: parts.length === 0 ? {} : { parts },
});

const all: readonly FileKind[] = [
  { contentType: 'application/pdf', begins: isPdf },
  { contentType: 'image/jpeg', begins: startsWith([0xff, 0xd8, 0xff]) },
  { contentType: 'image/png', begins: startsWith([0x89, ...ascii('PNG\r\n\x1a\n')]) },
  { contentType: 'image/tiff', begins: startsWith(ascii('II*\0'), ascii('MM\0*')) },
  packed(`${office}.wordprocessingml.document`, '[Content_Types].xml', 'word/'),
  packed(`${office}.spreadsheetml.sheet`, '[Content_Types].xml', 'xl/'),
  packed(`${office}.presentationml.presentation`, '[Content_Types].xml', 'ppt/'),
  packed(`${openDocument}.text`, 'mimetype', 'content.xml'),
  packed(`${openDocument}.spreadsheet`, 'mimetype', 'content.xml'),
  packed('application/zip'),
  { contentType: 'application/msword', begins: isOle },
  { contentType: 'application/vnd.ms-excel', begins: isOle },
  { contentType: 'application/xml', begins: isXml, text: true },
  { contentType: 'text/xml', begins: isXml, text: true },
  { contentType: 'text/plain', begins: isAnything, text: true },
  { contentType: 'text/csv', begins: isAnything, text: true },
];

/** Every type whose content can be told. */
export const knownContentTypes: readonly string[] = all.map(({ contentType }) => contentType);

/** By the type alone, whatever parameters stand behind it. */
export function fileKindOf(contentType: string): FileKind | undefined {
  const bare = contentType.split(';', 1)[0]!.trim().toLowerCase();
  return all.find((kind) => kind.contentType === bare);
}
