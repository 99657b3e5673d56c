import { isUtf8 } from 'node:buffer';

/** What an XML document may be at most. */
export interface XmlLimits {
  readonly bytes: number;
  readonly depth: number;
  readonly elements: number;
  /** Of one element, namespace declarations included. */
  readonly attributes: number;
  /** Characters of one tag with its attributes. */
  readonly tagChars: number;
}

export type XmlFault =
  | 'xml.tooLarge'
  | 'xml.notUtf8'
  | 'xml.declaration'
  | 'xml.instruction'
  | 'xml.tooDeep'
  | 'xml.tooManyElements'
  | 'xml.tooManyAttributes'
  | 'xml.tagTooLong'
  | 'xml.malformed';

export type GuardedXml =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly cause: XmlFault };

const no = (cause: XmlFault): GuardedXml => ({ ok: false, cause });

/**
 * One linear walk over a document before any parser sees it: size, encoding, no document type (so no entities but the five of
 * XML), no instructions, and bounded depth, elements, attributes and tags. Well-formedness is left to the parser.
 */
export function guardXml(bytes: Uint8Array, limits: XmlLimits): GuardedXml {
  if (bytes.byteLength > limits.bytes) return no('xml.tooLarge');
  if (!isUtf8(bytes) || bytes.includes(0)) return no('xml.notUtf8');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const head = /^<\?xml\s([^<>?]{0,200})\?>/.exec(text);
  const encoding = /\sencoding\s*=\s*["']([^"']*)["']/.exec(` ${head?.[1] ?? ''}`)?.[1];
  if (encoding !== undefined && !/^(?:utf-8|us-ascii)$/i.test(encoding)) return no('xml.notUtf8');
  const fault = walk(text, head?.[0].length ?? 0, limits);
  return fault === undefined ? { ok: true, text } : no(fault);
}

function walk(text: string, start: number, limits: XmlLimits): XmlFault | undefined {
  let depth = 0;
  let elements = 0;
  for (let at = text.indexOf('<', start); at >= 0; at = text.indexOf('<', at)) {
    const next = text.charCodeAt(at + 1);
    if (next === question) return 'xml.instruction';
    if (next === exclamation) {
      const end = skipMarked(text, at);
      if (typeof end === 'string') return end;
      at = end;
      continue;
    }
    const tag = endOfTag(text, at, limits);
    if (typeof tag === 'string') return tag;
    if (next === slash) depth -= 1;
    else {
      elements += 1;
      if (elements > limits.elements) return 'xml.tooManyElements';
      if (text.charCodeAt(tag.end - 1) !== slash) depth += 1;
      if (depth > limits.depth) return 'xml.tooDeep';
    }
    at = tag.end + 1;
  }
  return undefined;
}

const question = 0x3f;
const exclamation = 0x21;
const slash = 0x2f;
const quotes = /["'=>]/g;

/** Past a comment or a CDATA section; every other declaration is refused. */
function skipMarked(text: string, at: number): number | XmlFault {
  const [open, close] = text.startsWith('<!--', at) ? ['<!--', '-->'] : ['<![CDATA[', ']]>'];
  if (!text.startsWith(open, at)) return 'xml.declaration';
  const end = text.indexOf(close, at + open.length);
  return end < 0 ? 'xml.malformed' : end + close.length;
}

/** The `>` that ends a tag, not one within an attribute's value. */
function endOfTag(text: string, at: number, { tagChars, attributes }: XmlLimits): { end: number } | XmlFault {
  let equals = 0;
  quotes.lastIndex = at;
  for (let found = quotes.exec(text); found; found = quotes.exec(text)) {
    if (found.index - at > tagChars) return 'xml.tagTooLong';
    const [mark] = found;
    if (mark === '>') return { end: found.index };
    if (mark === '=') {
      equals += 1;
      if (equals > attributes) return 'xml.tooManyAttributes';
    } else {
      const close = text.indexOf(mark, found.index + 1);
      if (close < 0) return 'xml.malformed';
      quotes.lastIndex = close + 1;
    }
  }
  return 'xml.malformed';
}
