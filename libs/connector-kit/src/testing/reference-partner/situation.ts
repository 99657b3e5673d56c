/** What the reference partner can do to a call, and whether the effect takes place. */
export const referenceSituations = {
  /** The partner is not there: no connection. Ends with its removal, or by itself after `millis`. */
  downBeforeBytes: 'never',
  cutBeforeEffect: 'never',
  cutAfterEffect: 'always',
  timeoutBeforeEffect: 'never',
  timeoutAfterEffect: 'always',
  halfAnswer: 'always',
  /** 200 with bytes that are not JSON. */
  garbage: 'always',
  /** 200 with a page, as from a proxy in between. */
  html: 'never',
  unauthorizedOnce: 'never',
  /** 429; `millis` is told in Retry-After, rounded up to seconds. */
  tooManyRequests: 'never',
  serverErrorBeforeEffect: 'never',
  serverErrorAfterEffect: 'always',
  /** The right answer, a byte every `millis` (50). */
  slowDrip: 'always',
  /** An answer of `bytes` (64 MiB). */
  oversized: 'always',
  refuse: 'never',
} as const;
export type ReferenceSituationName = keyof typeof referenceSituations;

/** How often: the next `count` matching calls (1), each with a probability, or all. */
export interface ReferenceSituation {
  readonly situation: ReferenceSituationName;
  readonly count?: number;
  readonly probability?: number;
  readonly seed?: number;
  readonly all?: boolean;
  /** Only calls of this operation (`queryReservation` and `readFeed` are the questions). */
  readonly operation?: string;
  /** Only calls about this subject. */
  readonly key?: string;
  readonly millis?: number;
  readonly bytes?: number;
  /** The effect takes place so long after the request was read, whatever becomes of the connection. */
  readonly lateEffectMs?: number;
}

const fields = [
  'situation',
  'count',
  'probability',
  'seed',
  'all',
  'operation',
  'key',
  'millis',
  'bytes',
  'lateEffectMs',
];

/** Checks what came over HTTP; a sentence says what is wrong. */
export function readReferenceSituation(body: unknown): ReferenceSituation | { readonly problem: string } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { problem: 'an object is needed' };
  const given = body as Record<string, unknown>;
  const unknown = Object.keys(given).find((field) => !fields.includes(field));
  if (unknown !== undefined) return { problem: `${unknown} is not known; known are ${fields.join(', ')}` };
  if (typeof given['situation'] !== 'string' || !Object.hasOwn(referenceSituations, given['situation'])) {
    return { problem: `situation must be one of ${Object.keys(referenceSituations).join(', ')}` };
  }
  const numeric = ['count', 'probability', 'seed', 'millis', 'bytes', 'lateEffectMs'];
  const wrong = numeric.find((field) => given[field] !== undefined && !(Number(given[field]) >= 0));
  if (wrong !== undefined) return { problem: `${wrong} must be a number from 0` };
  const ways = ['count', 'probability', 'all'].filter((field) => given[field] !== undefined);
  if (ways.length > 1) return { problem: 'one of count, probability and all' };
  return given as unknown as ReferenceSituation;
}

interface Standing {
  readonly situation: ReferenceSituation;
  left: number;
  readonly random: () => number;
}

/** The situations in force; the first that matches a call strikes. */
export class Situations {
  #standing: Standing[] = [];

  add(situation: ReferenceSituation): void {
    const left = situation.all || situation.probability !== undefined ? Infinity : (situation.count ?? 1);
    this.#standing.push({ situation, left, random: seeded(situation.seed ?? 1) });
  }

  clear(): void {
    this.#standing = [];
  }

  list(): readonly (ReferenceSituation & { readonly left: number | null })[] {
    return this.#standing.map(({ situation, left }) => ({ ...situation, left: left === Infinity ? null : left }));
  }

  /** What strikes this call, if anything; counts it. */
  strike(operation: string, subject: string): ReferenceSituation | undefined {
    for (const standing of this.#standing) {
      const { situation } = standing;
      if (situation.situation === 'downBeforeBytes') continue;
      if (situation.operation !== undefined && situation.operation !== operation) continue;
      if (situation.key !== undefined && situation.key !== subject) continue;
      if (situation.probability !== undefined && standing.random() >= situation.probability) continue;
      standing.left -= 1;
      if (standing.left <= 0) this.#standing = this.#standing.filter((other) => other !== standing);
      return situation;
    }
    return undefined;
  }
}

/** Mulberry32: the same seed gives the same faults. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
