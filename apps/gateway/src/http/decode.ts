import { dossierStatuses, exchangeStates } from '@lienthong/contracts';
import type { Page } from '../core.js';
import { isId } from '../ids.js';
import { invalid, Problem } from './problem.js';
import type { ProblemCode } from './problems.messages.js';
import * as rule from './fields/rules.js';
import { faultsOf, placed, type PlacedFault } from './validate.js';

/** A checked body of a request. */
export function decodeBody<T extends object>(type: new () => T, body: unknown): T {
  const faults = faultsOf(type, required(body));
  if (faults.length > 0) throw invalid(faults);
  return body as T;
}

/** `undefined` (no body at all) is an error of its own. */
export function required(body: unknown): unknown {
  if (body === undefined) throw new Problem('json.empty');
  return body;
}

/** A code in the path. */
export function decodeCode(code: string): string {
  const fault = rule.pathCode.check(code);
  if (fault) throw invalid([placed('/path/code', fault)]);
  return code;
}

/** An id in the path; what cannot be one of ours is not found, and no store is asked. */
export function decodeId(text: string, otherwise: Extract<ProblemCode, `${string}.notFound`>): string {
  if (!isId(text)) throw new Problem(otherwise);
  return text.toLowerCase();
}

/** What is wrong with the items of a list of texts that a body may have under this name: each is of the rule, and stands once. */
export function faultsOfItems(body: unknown, name: string, item: rule.Rule, most: number): PlacedFault[] {
  const list = (body as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  if (!Array.isArray(list)) return [];
  return list.slice(0, most).flatMap((one: unknown, at) => {
    const fault = item.check(one) ?? (list.indexOf(one) < at ? ({ code: 'list.twice' } as const) : undefined);
    return fault ? [placed(`/${name}/${at}`, fault)] : [];
  });
}

export type Query = Readonly<Record<string, unknown>>;

/** Refuses parameters that the route does not know (a filter with a typing error must not answer with everything). */
export function decodeQuery(
  query: Query,
  known: Readonly<Record<string, rule.Rule>>,
): Readonly<Record<string, string | undefined>> {
  const faults = Object.entries(query).flatMap(([name, value]) => {
    const place = /^[A-Za-z]{1,40}$/.test(name) ? `/query/${name}` : '/query';
    const check = Object.hasOwn(known, name) ? known[name]?.check(value) : ({ code: 'field.unknown' } as const);
    return check ? [placed(place, check)] : [];
  });
  if (faults.length > 0) throw invalid(faults);
  return query as Record<string, string | undefined>;
}

const cursor: rule.Rule = {
  check: (value) =>
    typeof value === 'string' && /^[\x21-\x7e]{1,500}$/.test(value) ? undefined : { code: 'cursor.invalid' },
  schema: { type: 'string' },
};
const limit: rule.Rule = {
  check: (value) =>
    typeof value === 'string' && /^\d{1,3}$/.test(value) && +value >= 1 && +value <= 200
      ? undefined
      : { code: 'limit.invalid' },
  schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
};
/** Query parameters of every list. */
export const pageRules = { limit, cursor } as const;
export const pageOf = (query: Readonly<Record<string, string | undefined>>): Page => ({
  limit: Number(query['limit'] ?? 50),
  ...(query['cursor'] === undefined ? {} : { cursor: query['cursor'] }),
});

/** The filter and the page that a list is asked for; the rules say what each parameter may be, `Filter` names what they let through. */
export function decodeList<Filter extends object>(
  query: Query,
  known: Readonly<Record<string, rule.Rule>>,
): { readonly filter: Filter; readonly page: Page } {
  const { limit: size, cursor: after, ...filter } = decodeQuery(query, { ...pageRules, ...known });
  return { filter: filter as Filter, page: pageOf({ limit: size, cursor: after }) };
}

export const statusRule = rule.oneOf(dossierStatuses);
export const stateRule = rule.oneOf(exchangeStates);
