import { SaxesParser } from 'saxes';

/** An element of a request. */
export interface Element {
  local: string;
  uri: string;
  children: Element[];
  text: string;
}

/** A well-formed document without a document type, of no more than 20 levels; undefined otherwise. */
export function elementIn(xml: string): Element | undefined {
  const parser = new SaxesParser({ xmlns: true });
  const open: Element[] = [];
  let root: Element | undefined;
  const refuse = () => {
    throw new NotXml();
  };
  parser.on('error', refuse);
  parser.on('doctype', refuse);
  parser.on('processinginstruction', refuse);
  parser.on('opentag', ({ local, uri }) => {
    if (open.length >= deepest) refuse();
    const element: Element = { local, uri, children: [], text: '' };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element) element.text += text;
  });
  try {
    parser.write(xml).close();
    return root;
  } catch (error) {
    if (error instanceof NotXml) return undefined;
    throw error;
  }
}

class NotXml extends Error {}
const deepest = 20;

/** Contents of an element about to be written: a text, or elements in order. */
export type Content = string | readonly (readonly [name: string, content: Content])[];

export const written = (name: string, content: Content): string =>
  `<${name}>${typeof content === 'string' ? escapeXml(content) : content.map(([inner, of]) => written(inner, of)).join('')}</${name}>`;

export const escapeXml = (text: string): string =>
  text.replace(/[&<>]/g, (letter) => (letter === '&' ? '&amp;' : letter === '<' ? '&lt;' : '&gt;'));
