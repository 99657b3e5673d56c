import {
  isRawNumber,
  isRawObject,
  strictJson,
  type HttpAnswer,
  type RawJson,
  type RefusalMeaning,
} from '@lienthong/connector-kit';
import { readXml, type XmlElement } from '../reading/xml/tree.js';
import { textOf } from '../reading/fields.js';
import type { PopulationConfig } from './population.config.js';
import { answerNamespaces, collection, confirmation, envelopeNamespaces } from './population.wire.js';

/** What an answer says, before anybody looks at the persons in it. Nothing of the partner's words is in a cause. */
export type PopulationAnswer<Found> =
  | { readonly says: 'found'; readonly found: Found }
  /** A fault or failure; whether it surely refuses. */
  | { readonly says: 'fault'; readonly refused: boolean }
  | { readonly says: 'notTaken'; readonly status: number; readonly meaning: RefusalMeaning }
  | { readonly says: 'serverError' }
  | { readonly says: 'unreadable'; readonly cause: string };

type Answer<Found> = PopulationAnswer<Found>;
type Content = Answer<never> | { readonly says: 'content'; readonly content: readonly XmlElement[] };

const unreadable = (cause: string): Answer<never> => ({ says: 'unreadable', cause });

/** The persons of an answer; none of them is no failure. A missing collection is, and so is one with anything else in it. */
export function readPersons(config: PopulationConfig, answer: HttpAnswer): Answer<readonly XmlElement[]> {
  const read = contentOf(config, answer);
  if (read.says !== 'content') return read;
  const collections = below(read.content, collection.element);
  if (collections.length !== 1) {
    return unreadable(collections.length === 0 ? 'population.noCollection' : 'population.severalCollections');
  }
  const [{ children, text }] = collections as [XmlElement];
  const persons = children.filter(({ local, uri }) => local === collection.person && isAnswers(uri));
  if (persons.length < children.length || text.trim() !== '') return unreadable('population.collectionMalformed');
  return { says: 'found', found: persons };
}

/** Whether number and name belong together. */
export function readConfirmation(config: PopulationConfig, answer: HttpAnswer): Answer<boolean> {
  const read = contentOf(config, answer);
  if (read.says !== 'content') return read;
  const results = below(read.content, confirmation.element);
  const exists = results.length === 1 ? results[0]!.children.filter(({ local }) => local === confirmation.exists) : [];
  const said = exists.length === 1 && exists[0]!.children.length === 0 ? exists[0]!.text.trim() : '';
  if (said === 'true' || said === '1') return { says: 'found', found: true };
  if (said === 'false' || said === '0') return { says: 'found', found: false };
  return unreadable('population.confirmationMalformed');
}

/** Elements in which persons may stand, whatever the dialect wrapped them in. */
function contentOf(config: PopulationConfig, { status, body }: HttpAnswer): Content {
  const { definiteStatuses } = config.answers;
  const meaning = definiteStatuses[status];
  if (meaning !== undefined) return { says: 'notTaken', status, meaning };
  const content = config.dialect === 'soap' ? ofSoap(config, body) : ofJson(config, body);
  // SOAP 1.1 sends its faults with 500; anything else behind such a status is not believed.
  if (status >= 500) return content.says === 'fault' ? content : { says: 'serverError' };
  if (status !== 200) return unreadable('population.unexpectedStatus');
  return content;
}

function ofSoap({ xml, answers }: PopulationConfig, body: Uint8Array): Content {
  const read = readXml(body, xml);
  if (!read.ok) return unreadable(`population.${read.cause}`);
  const { root } = read;
  if (root.local !== 'Envelope' || !envelopeNamespaces.includes(root.uri)) return unreadable('population.noEnvelope');
  const bodies = root.children.filter(({ local, uri }) => local === 'Body' && uri === root.uri);
  if (bodies.length !== 1) return unreadable('population.noEnvelope');
  const content = bodies[0]!.children;
  const fault = content.find(({ local, uri }) => local === 'Fault' && uri === root.uri);
  if (fault) return { says: 'fault', refused: faultCodes(fault).some((code) => answers.refusals.includes(code)) };
  return { says: 'content', content };
}

/** `faultcode` of SOAP 1.1, `Code/Value` of 1.2; without their prefixes. */
const faultCodes = ({ children }: XmlElement): string[] =>
  children
    .flatMap((child) => (child.local === 'Code' ? child.children : [child]))
    .filter(({ local }) => local === 'faultcode' || local === 'Value')
    .map(({ text }) => text.trim().split(':').at(-1)!);

function ofJson(config: PopulationConfig, body: Uint8Array): Content {
  const { answers, xml, dialect } = config;
  if (body.byteLength > xml.bytes) return unreadable('population.tooLarge');
  const read = strictJson(body);
  if (!read.ok || !isRawObject(read.value))
    return unreadable(read.ok ? 'population.json.notAnObject' : `population.${read.cause}`);
  const said = read.value;
  const code = textOf(said.get('error_code'));
  if (code === undefined) return unreadable('population.noCode');
  if (!answers.successCodes.includes(code)) return { says: 'fault', refused: answers.refusals.includes(code) };
  if (dialect === 'xmlInJson') return ofText(config, said.get('message'));
  let value: RawJson | undefined = said;
  for (const key of answers.personsPath) value = isRawObject(value) ? value.get(key) : undefined;
  if (!Array.isArray(value)) return unreadable('population.noCollection');
  const persons = (value as readonly RawJson[]).map((one) => elementOf(collection.person, one));
  return { says: 'content', content: [{ local: collection.element, uri: '', children: persons, text: '' }] };
}

function ofText({ xml }: PopulationConfig, message: RawJson | undefined): Content {
  if (typeof message !== 'string') return unreadable('population.noCollection');
  const read = readXml(Buffer.from(message, 'utf8'), xml);
  return read.ok ? { says: 'content', content: [read.root] } : unreadable(`population.${read.cause}`);
}

/** JSON in the shape of elements, so that persons are read in one way; no field of theirs is a truth value or a list. */
function elementOf(local: string, value: RawJson): XmlElement {
  if (isRawObject(value))
    return { local, uri: '', children: [...value].map(([name, inner]) => elementOf(name, inner)), text: '' };
  if (Array.isArray(value) || typeof value === 'boolean')
    return { local, uri: '', children: [elementOf('', '')], text: '' };
  const text = isRawNumber(value) ? value.token : value === null ? '' : (value as string);
  return { local, uri: '', children: [], text };
}

const isAnswers = (uri: string): boolean => answerNamespaces.includes(uri);

/** Outermost elements of that name, at most a wrapper or two down. */
function below(elements: readonly XmlElement[], local: string, levels = 3): XmlElement[] {
  return elements.flatMap((element) => {
    if (element.local === local && isAnswers(element.uri)) return [element];
    return levels > 1 ? below(element.children, local, levels - 1) : [];
  });
}
