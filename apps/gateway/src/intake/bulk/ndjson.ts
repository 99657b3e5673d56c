/** One line of an NDJSON body, without its end. */
export interface Line {
  /** Counted from 1. */
  readonly line: number;
  /** Undefined: it is longer than a line may be, and was thrown away as it came. */
  readonly bytes: Buffer | undefined;
}

const newline = 0x0a;

/** The lines of a body as it comes; holds one line at most. An empty last line is none. */
export async function* linesOf(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let held = 0;
  let line = 0;
  const take = (part: Buffer): void => {
    held += part.length;
    if (held > maxBytes) parts = [];
    else if (part.length > 0) parts.push(part);
  };
  const end = (): Line => {
    const bytes = held > maxBytes ? undefined : parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    parts = [];
    held = 0;
    line += 1;
    return { line, bytes };
  };
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, from)) {
      take(bytes.subarray(from, at));
      from = at + 1;
      yield end();
    }
    take(bytes.subarray(from));
  }
  if (held > 0) yield end();
}
