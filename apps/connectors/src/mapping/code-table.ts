/** Our word for each of the partner's codes, as configured; several of our words may share a code. */
export type Codes<Word extends string> = Readonly<Record<Word, string>>;

/** What a partner's code means. A code nobody told us about is a value, not an error. */
export type Decoded<Word extends string> =
  { readonly word: Word } | { readonly oneOf: readonly Word[] } | { readonly unknownCode: string };

/** Reads a table backwards. An empty code means that the partner has none for that word, so it is never read back. */
export function decoder<Word extends string>(codes: Codes<Word>): (code: string) => Decoded<Word> {
  const words = new Map<string, Word[]>();
  for (const [word, code] of Object.entries(codes) as [Word, string][]) {
    if (code !== '') words.set(code, [...(words.get(code) ?? []), word]);
  }
  return (code) => {
    const found = words.get(code) ?? [];
    const [word, second] = found;
    if (word === undefined) return { unknownCode: code };
    return second === undefined ? { word } : { oneOf: found };
  };
}
