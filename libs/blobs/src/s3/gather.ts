export interface Gathered {
  readonly first: Buffer;
  /** What follows; undefined where that was all. */
  readonly rest?: AsyncGenerator<Uint8Array, void, undefined>;
}

/** The first `bytes` or some more of a content, copied, and what follows them. */
export async function gather(content: AsyncGenerator<Uint8Array, void, undefined>, bytes: number): Promise<Gathered> {
  const found: Buffer[] = [];
  let length = 0;
  for (let next = await content.next(); next.done !== true; next = await content.next()) {
    // The buffer of a piece may be used again for the next one.
    found.push(Buffer.from(next.value));
    length += next.value.byteLength;
    if (length >= bytes) return { first: Buffer.concat(found, length), rest: content };
  }
  return { first: Buffer.concat(found, length) };
}
