import type { LineHead } from './append-log.js';

/** What changed at a partner. `foreign`: the partner had it already, from somebody else. `status`: how it stands, and no whole record. */
export type EffectKind = 'created' | 'updated' | 'progress' | 'foreign' | 'status';

/** A change that a call asks for; everything a call changes is stored together or not at all. */
export interface Change {
  /** What it is about, in the partner's own code, e.g. the dossier code. */
  key: string;
  kind: EffectKind;
  /** The whole received record. */
  record: unknown;
}

/** One stored change. */
export interface Effect extends Change, LineHead {
  partner: string;
  /** Number of the call that caused it. */
  call: number;
  operation: string;
  /** ISO 8601, UTC. */
  at: string;
}

/**
 * How a call ended for the caller: `answered` in full, `cut` by a situation, `left` by the caller before the answer
 * was out, `held` without an answer until the caller left or the sandbox stopped.
 */
export type CallEnd = 'answered' | 'cut' | 'left' | 'held';

/** One call of a partner's route, written when it ended. */
export interface Call extends LineHead {
  /** Number given at arrival; grows, has gaps where a process was killed with calls in its hands. */
  call: number;
  partner: string;
  /** Undefined where the call did not live long enough to say. */
  operation?: string;
  keys: string[];
  arrivedAt: string;
  durationMillis: number;
  situation?: string;
  request: { method: string; path: string; headers: Record<string, string>; body?: string; bodyBase64?: string };
  /** Absent where nothing was answered. A body that a situation made up is described, not stored. */
  answer?: { status: number; body: string };
  /** Changes that this call stored. */
  effects: number;
  end: true;
  ended: CallEnd;
}

/** An effect or call as the start page lists it: without texts. */
export type EffectBrief = Omit<Effect, 'record' | 'end'>;
export type CallBrief = Omit<Call, 'request' | 'answer' | 'end'> & { path: string; status?: number };

export const briefEffect = ({ record: _record, end: _end, ...rest }: Effect): EffectBrief => rest;

export function briefCall({ request, answer, end: _end, ...rest }: Call): CallBrief {
  return { ...rest, path: request.path, status: answer?.status };
}
