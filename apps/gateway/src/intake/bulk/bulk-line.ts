import type { DossierContent } from '@lienthong/contracts';
import type { UnitTree } from '../../access/unit-tree.js';
import { required } from '../../http/decode.js';
import * as rule from '../../http/fields/rules.js';
import { parsedJson } from '../../http/parsed-json.js';
import { problemOf } from '../../http/problem-of.js';
import { invalid, Problem } from '../../http/problem.js';
import { placed } from '../../http/validate.js';
import { decodeDossier } from '../decode-dossier.js';
import type { Line } from './ndjson.js';

/** A line that states a dossier. */
export interface StatedLine {
  readonly line: number;
  readonly code: string;
  readonly content: DossierContent;
}
/** One that states none, and why. */
export interface RefusedLine {
  readonly line: number;
  readonly code?: string;
  readonly problem: Problem;
}
export type ReadLine = StatedLine | RefusedLine;

/** The body of a PUT with its `code`, checked as that is. */
export function readLine({ line, bytes }: Line, maxBytes: number, units: UnitTree): ReadLine {
  if (!bytes) return { line, problem: new Problem('request.tooLarge', { params: { maxBytes } }) };
  const seen: { code?: string } = {};
  try {
    const body = required(parsedJson(bytes, line));
    seen.code = codeOf(body);
    return { line, code: seen.code, content: decodeDossier(seen.code, body, units) };
  } catch (error) {
    return { line, ...seen, problem: problemOf(error) };
  }
}

function codeOf(body: unknown): string {
  const shape = rule.object.check(body);
  if (shape) throw invalid([placed('', shape)]);
  const { code } = body as { readonly code?: unknown };
  if (code === undefined || code === null) throw invalid([placed('/code', { code: 'field.required' })]);
  const fault = rule.pathCode.check(code);
  if (fault) throw invalid([placed('/code', fault)]);
  return code as string;
}
