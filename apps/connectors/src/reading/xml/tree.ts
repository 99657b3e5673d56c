import { SaxesParser } from 'saxes';
import { guardXml, type XmlFault, type XmlLimits } from './guard.js';

/** An element as far as readers of answers need it; whatever it is called, it is data in an array. */
export interface XmlElement {
  readonly local: string;
  readonly uri: string;
  readonly children: readonly XmlElement[];
  /** Its own text, that of its children left out. */
  readonly text: string;
}

export type XmlRead =
  { readonly ok: true; readonly root: XmlElement } | { readonly ok: false; readonly cause: XmlFault };

interface Growing extends XmlElement {
  children: Growing[];
  text: string;
}

class Malformed extends Error {}

/** A guarded, well-formed document with its namespaces resolved, or why there is none. Nothing of it is in the cause. */
export function readXml(bytes: Uint8Array, limits: XmlLimits): XmlRead {
  const guarded = guardXml(bytes, limits);
  if (!guarded.ok) return guarded;
  const parser = new SaxesParser({ xmlns: true });
  const open: Growing[] = [];
  let root: Growing | undefined;
  const gather = (text: string): void => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on('error', () => {
    throw new Malformed();
  });
  parser.on('doctype', () => {
    throw new Malformed();
  });
  parser.on('opentag', ({ local, uri }) => {
    const element: Growing = { local, uri, children: [], text: '' };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', gather);
  parser.on('cdata', gather);
  try {
    parser.write(guarded.text).close();
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, cause: 'xml.malformed' };
    throw error;
  }
  return root ? { ok: true, root } : { ok: false, cause: 'xml.malformed' };
}
