import { existsVariant } from '../partners/partner.js';
import {
  isSituationName,
  kindOf,
  situationKinds,
  type EffectRule,
  type SituationKind,
  type SituationName,
} from './catalogue.js';

/** How often it strikes: the next `count` matching calls, each with a probability, all, or all for so many hours. */
export type Frequency = { count: number } | { probability: number; seed: number } | { all: true } | { hours: number };

/** One situation as asked for. */
export interface Situation {
  situation: SituationName;
  frequency: Frequency;
  /** Only calls about this code. */
  key?: string;
  millis: number;
  status: number;
  bytes: number;
  message?: string;
  /** Strikes only requests that take this variant of the partner. */
  variant?: string;
  /** Whether what the call asks for happens. */
  effect: EffectRule;
}

/** What is wrong with a request for a situation: where (a field of the body) and what is allowed. */
export interface SituationProblem {
  field: string;
  problem: string;
}

const defaultOversizedBytes = 100 * 1024 * 1024;
const fields = [
  'situation',
  'count',
  'probability',
  'all',
  'hours',
  'seed',
  'key',
  'millis',
  'status',
  'bytes',
  'message',
  'variant',
  'effect',
];

/** Checks a body of `PUT /situations/…`. Returns every problem found, or the situation. `variants`: the partner's. */
export function readSituation(body: unknown, variants: readonly string[]): Situation | SituationProblem[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return [{ field: '', problem: `must be a JSON object like {"situation": "down", "count": 3}` }];
  }
  const given = body as Record<string, unknown>;
  if (!isSituationName(given['situation'])) {
    return [{ field: 'situation', problem: `must be one of ${Object.keys(situationKinds).join(', ')}` }];
  }
  const kind = kindOf(given['situation']);
  const problems = [...unknownFields(given), ...wrongValues(given), ...notTaken(given, given['situation'], kind)];
  if (kind.variant && !variants.includes(given['variant'] as string)) {
    problems.push({ field: 'variant', problem: `must be one of ${variants.join(', ')}` });
  }
  if (problems.length > 0) return problems;
  const variant = given['situation'] === 'alreadyExists' ? existsVariant : (given['variant'] as string | undefined);
  return {
    situation: given['situation'],
    frequency: frequencyOf(given),
    ...(given['key'] === undefined ? {} : { key: given['key'] as string }),
    millis: (given['millis'] as number | undefined) ?? kind.millis?.default ?? 0,
    status: (given['status'] as number | undefined) ?? kind.statuses?.[0] ?? 200,
    bytes: (given['bytes'] as number | undefined) ?? defaultOversizedBytes,
    ...(given['message'] === undefined ? {} : { message: given['message'] as string }),
    ...(variant === undefined ? {} : { variant }),
    effect: given['effect'] === undefined ? kind.effect : given['effect'] ? 'always' : 'never',
  };
}

function unknownFields(given: Record<string, unknown>): SituationProblem[] {
  return Object.keys(given)
    .filter((field) => !fields.includes(field))
    .map((field) => ({ field, problem: `is not known; known are ${fields.join(', ')}` }));
}

function wrongValues(given: Record<string, unknown>): SituationProblem[] {
  const { count, probability, all, hours, seed, key, millis, bytes, message, effect } = given;
  const rules: [string, unknown, boolean, string][] = [
    ['count', count, isInteger(count, 1, 1_000_000), 'must be a whole number from 1 to 1000000'],
    ['probability', probability, isNumber(probability, 0, 1), 'must be a number above 0 and at most 1'],
    ['all', all, all === true, 'must be true'],
    ['hours', hours, isNumber(hours, 0, 8_760), 'must be a number of hours above 0, at most a year'],
    ['seed', seed, isInteger(seed, 0, 0xffff_ffff), 'must be a whole number from 0 to 4294967295'],
    ['key', key, isText(key, 200), 'must be a code of 1 to 200 characters'],
    ['millis', millis, isInteger(millis, 0, 3_600_000), 'must be a whole number of milliseconds, at most an hour'],
    ['bytes', bytes, isInteger(bytes, 1, 1024 ** 3), 'must be a whole number of bytes, at most 1073741824'],
    ['message', message, isText(message, 500), 'must be a text of 1 to 500 characters'],
    ['effect', effect, typeof effect === 'boolean', 'must be true or false'],
  ];
  const wrong = rules.filter(([, value, valid]) => value !== undefined && !valid);
  const problems = wrong.map(([field, , , problem]) => ({ field, problem }));
  if ([count, probability, all, hours].filter((value) => value !== undefined).length !== 1) {
    problems.push({ field: 'count', problem: 'exactly one of count, probability, all and hours must be given' });
  }
  if (seed !== undefined && probability === undefined)
    problems.push({ field: 'seed', problem: 'goes with probability only' });
  return problems;
}

function notTaken(given: Record<string, unknown>, name: SituationName, kind: SituationKind): SituationProblem[] {
  const { millis, bytes, message, variant, effectOptional: effect } = kind;
  const taken = { millis, bytes, message, variant, effect };
  const problems = Object.entries(taken)
    .filter(([field, takes]) => given[field] !== undefined && !takes)
    .map(([field]) => ({ field, problem: `means nothing to ${name}` }));
  if (given['status'] !== undefined && !kind.statuses?.includes(given['status'] as number)) {
    const allowed = kind.statuses ? `must be one of ${kind.statuses.join(', ')}` : `means nothing to ${name}`;
    problems.push({ field: 'status', problem: allowed });
  }
  return problems;
}

function frequencyOf(given: Record<string, unknown>): Frequency {
  if (given['all'] === true) return { all: true };
  if (given['hours'] !== undefined) return { hours: given['hours'] as number };
  if (given['count'] !== undefined) return { count: given['count'] as number };
  return { probability: given['probability'] as number, seed: (given['seed'] as number | undefined) ?? 1 };
}

const isNumber = (value: unknown, above: number, most: number) =>
  typeof value === 'number' && value > above && value <= most;
const isInteger = (value: unknown, least: number, most: number) =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const isText = (value: unknown, longest: number) =>
  typeof value === 'string' && value.length > 0 && value.length <= longest;
