import { readStatement, type ReadStatementOptions } from '../read-statement.js';
import type { StatementClosing, StatementEntry, StatementFault, StatementOpening } from '../statement-part.js';

export interface ReadWhole {
  readonly opened?: StatementOpening;
  readonly entries: readonly StatementEntry[];
  readonly closed?: StatementClosing;
  readonly refused?: StatementFault;
}

/** A whole file, in chunks of so many bytes. */
export async function readAll(
  file: string | Uint8Array,
  options: ReadStatementOptions,
  chunkBytes = 4_096,
): Promise<ReadWhole> {
  const bytes = typeof file === 'string' ? Buffer.from(file, 'utf8') : file;
  const entries: StatementEntry[] = [];
  const whole: { opened?: StatementOpening; closed?: StatementClosing; refused?: StatementFault } = {};
  for await (const parts of readStatement(chunksOf(bytes, chunkBytes), options)) {
    for (const part of parts) {
      if (whole.closed || whole.refused) throw new Error(`a part "${part.kind}" after the end`);
      const { kind, ...rest } = part;
      if (kind === 'opened') whole.opened = rest as StatementOpening;
      if (kind === 'closed') whole.closed = rest as StatementClosing;
      if (part.kind === 'entry') entries.push(part.entry);
      if (part.kind === 'refused') whole.refused = part.fault;
    }
  }
  return { ...whole, entries };
}

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}
