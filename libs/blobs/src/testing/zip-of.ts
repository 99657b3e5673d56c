import { crc32, deflateRawSync } from 'node:zlib';

export interface SampleEntry {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly stored?: boolean;
  /** What the archive says of it, where that is not so. */
  readonly saysBytes?: number;
  readonly saysPackedBytes?: number;
  readonly flags?: number;
  readonly method?: number;
  /** It claims the bytes of the entry of this number. */
  readonly sameAs?: number;
}

/** An archive, honest or not. */
export function zipOf(entries: readonly SampleEntry[], comment = ''): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { name, content, stored = false, flags = 0 } = entry;
    const bytes = Buffer.from(content as Uint8Array);
    const packed = stored ? bytes : deflateRawSync(bytes);
    const method = entry.method ?? (stored ? 0 : 8);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(entry.saysPackedBytes ?? packed.byteLength, 14);
    fields.writeUInt32LE(entry.saysBytes ?? bytes.byteLength, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed]);
    const own = entry.sameAs === undefined;
    const place = Buffer.alloc(14);
    place.writeUInt32LE(own ? offset : offsets[entry.sameAs!]!, 10);
    const made = Buffer.from('PK\x01\x02\x14\x00', 'latin1');
    directory.push(Buffer.concat([made, fields, place, Buffer.from(name)]));
    offsets.push(offset);
    if (!own) continue;
    bodies.push(local);
    offset += local.byteLength;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.byteLength, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([...bodies, listed, end, Buffer.from(comment)]);
}

/** A text document as an office program writes it, as far as it is looked at. */
export const docxOf = (text: string): Buffer =>
  zipOf([
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: 'word/document.xml', content: `<w:document>${text}</w:document>` },
  ]);
export const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
