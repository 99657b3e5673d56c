import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document, type YAMLParseError } from 'yaml';
import { pathOf, type ConfigFault, type Place } from './config-fault.js';

/** A YAML text as a value, and where each part of it stands. */
export interface YamlSource {
  readonly value: unknown;
  placeOf(fault: Pick<ConfigFault, 'pointer' | 'atKey'>): Place | undefined;
}
export type ReadYaml =
  | { readonly ok: true; readonly source: YamlSource }
  | { readonly ok: false; readonly faults: readonly { readonly place: Place; readonly found: string }[] };

/** YAML 1.2: `no` is a text, `2026-01-01` too; duplicate keys, many documents and alias bombs are refused. */
export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  // The library's pretty errors quote the source, and with it a secret perhaps.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, version: '1.2' });
  if (document.errors.length > 0) {
    return {
      ok: false,
      faults: toldOf(document.errors).map(({ code, message, pos: [at] }) => ({
        place: placeAt(at),
        found: indentedByTab(text, at) ? names['TAB_AS_INDENT']! : nameOf(code, message),
      })),
    };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    JSON.stringify(value); // throws where an alias leads into itself
    return { ok: true, source: { value, placeOf: (fault) => locate(document, fault, placeAt) } };
  } catch {
    return {
      ok: false,
      faults: [{ place: { line: 1, column: 1 }, found: 'too many aliases, or one that leads into itself' }],
    };
  }
}

/** After a fault of the syntax everything looks wrong: the first is told, and it alone. Keys that stand twice are told each. */
function toldOf(errors: readonly YAMLParseError[]): readonly YAMLParseError[] {
  const first = errors
    .filter(({ code }) => code !== 'DUPLICATE_KEY')
    .reduce<YAMLParseError | undefined>((a, b) => (a && a.pos[0] <= b.pos[0] ? a : b), undefined);
  return first ? [first] : errors;
}

/** The library sees a tab in brackets as many things, but it is the tab that has to go. */
const indentedByTab = (text: string, at: number): boolean =>
  /^ *\t/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1));

const names: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'a key that stands there twice',
  TAB_AS_INDENT: 'a tab as indentation (YAML wants spaces)',
  BAD_INDENT: 'wrong indentation',
  BLOCK_AS_IMPLICIT_KEY: 'a key within a value (wrong indentation, or a text with ": " that wants quotes)',
  MULTILINE_IMPLICIT_KEY: 'a line without a colon, or wrong indentation',
  MULTIPLE_DOCS: 'more than one document',
  MISSING_CHAR: 'a missing character (a quote, bracket or colon)',
};
/** What the library counts among others by its code, and tells apart by its sentence. */
const saidApart: readonly (readonly [RegExp, string])[] = [
  [/^Sequence item without - indicator/, 'wrong indentation, or a list item without "- "'],
  [/^Flow .* must be sufficiently indented/, 'a bracket that is not closed, or wrong indentation within it'],
];
const nameOf = (code: string, message: string): string =>
  saidApart.find(([said]) => said.test(message))?.[1] ?? names[code] ?? `text that is not YAML (${code})`;

/** Of the part itself; of its nearest holder where it is missing. */
function locate(
  document: Document,
  { pointer, atKey = false }: Pick<ConfigFault, 'pointer' | 'atKey'>,
  placeAt: (offset: number) => Place,
): Place | undefined {
  const path = pathOf(pointer);
  if (atKey) {
    const holder: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
    const pair = isMap(holder)
      ? holder.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)))
      : undefined;
    if (isNode(pair?.key) && pair.key.range) return placeAt(pair.key.range[0]);
  }
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return placeAt(node.range[0]);
  }
  return undefined;
}
