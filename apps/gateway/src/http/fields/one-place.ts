import { placed, type PlacedFault } from '../validate.js';
import * as rule from './rules.js';

/** What is named in such a list of a body lies in one place: outside, or here as an attachment. */
export function faultsOfFiles(stated: unknown, name: 'documents' | 'results'): PlacedFault[] {
  const list = rule.object.check(stated) ? undefined : (stated as Readonly<Record<string, unknown>>)[name];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, place) => {
    if (rule.object.check(item)) return [];
    const { url, attachment } = item as { readonly url?: unknown; readonly attachment?: unknown };
    const both = (url ?? null) !== null && (attachment ?? null) !== null;
    return both ? [placed(`/${name}/${place}/attachment`, { code: 'document.twoPlaces' })] : [];
  });
}
