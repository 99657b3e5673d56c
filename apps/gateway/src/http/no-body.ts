import { pointerTo } from './json/scan.js';
import * as rule from './fields/rules.js';
import { invalid } from './problem.js';
import { placed } from './validate.js';

/** A body without anything in it; no body at all says the same. */
export function decodeNothing(body: unknown): object {
  if (body === undefined) return {};
  const shape = rule.object.check(body);
  if (shape) throw invalid([placed('', shape)]);
  const strangers = Object.keys(body as object).slice(0, 50);
  if (strangers.length > 0)
    throw invalid(strangers.map((name) => placed(pointerTo([name]), { code: 'field.unknown' })));
  return {};
}

/** How such a body is described. */
export const nothing = { required: false, schema: { type: 'object', additionalProperties: false } } as const;
