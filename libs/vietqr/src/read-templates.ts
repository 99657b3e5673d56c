import type { Failed, Warn } from './reasons.js';
import { pathOf, walk } from './tlv.js';

/** The objects of each template at the root, by the template's ID. */
export type Templates = ReadonlyMap<string, ReadonlyMap<string, string>>;

type Read = { ok: true; templates: Templates } | Failed;

/** Account templates, additional data, alternate language. */
const isTemplate = (id: string): boolean => (id >= '26' && id <= '51') || id === '62' || id === '64';

/** Unreserved templates; wallets put plain values there too, which begin otherwise. */
const looksLikeTemplate = (id: string, value: string): boolean => id >= '80' && /^00\d\d/.test(value);

/** Walks into every template, also those of no use here: a wrong length anywhere makes the whole text doubtful. */
export function readTemplates(objects: ReadonlyMap<string, string>, warn: Warn): Read {
  const templates = new Map<string, ReadonlyMap<string, string>>();
  for (const [id, value] of objects) {
    if (value === '' || !(isTemplate(id) || looksLikeTemplate(id, value))) continue;
    const walked = walk(value, id);
    if (!walked.ok) return walked;
    for (const [inner, content] of walked.objects) if (content === '') warn('length.zero', pathOf(id, inner));
    templates.set(id, walked.objects);
  }
  return { ok: true, templates };
}
