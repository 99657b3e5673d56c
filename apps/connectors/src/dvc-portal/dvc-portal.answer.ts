import type { HttpAnswer } from '@lienthong/connector-kit';
import type { DvcAnswerRules } from './dvc-portal.config.js';
import { readEnvelope, type DvcEnvelopeRead } from './dvc-portal.envelope.mapping.js';

/** Its code says nothing of the reason; these are the portal's own words, as they came. */
export interface InWords {
  readonly words: string;
}

/** What an answer of the portal says, told from its status, code and words (decisions "Portal adapter"). */
export type DvcVerdict =
  | { readonly says: 'success'; readonly result: readonly unknown[]; readonly session?: string }
  | { readonly says: 'exists' }
  | { readonly says: 'sessionExpired'; readonly by: 'status' }
  | ({ readonly says: 'sessionExpired'; readonly by: 'words' } & InWords)
  /** The code is a success, the words say that not everything was done. */
  | ({ readonly says: 'partial' } & InWords)
  /** The code is a success, but the words that prove it are missing. */
  | { readonly says: 'contradictory' }
  | { readonly says: 'transient' }
  | ({ readonly says: 'notFound' } & InWords)
  | ({ readonly says: 'no' } & InWords)
  /** An HTTP status by which the portal says that it did not take the request. */
  | { readonly says: 'notTaken'; readonly status: number; readonly meaning: 'later' | 'refused' }
  | { readonly says: 'serverError' }
  /** No envelope, or a status nobody agreed on. */
  | { readonly says: 'unreadable' };

/**
 * Words are asked for where something was done. A login or look-up shows its success by what it carries
 * (wire contracts §1.1, §1.4), so there the code is enough.
 */
export type Proof = 'wordsToo' | 'codeIsEnough';

export function readAnswer(answer: HttpAnswer, rules: DvcAnswerRules, proof: Proof): DvcVerdict {
  const { status, body } = answer;
  const meaning = rules.definiteRefusals[String(status)];
  if (meaning === 'relogin') return { says: 'sessionExpired', by: 'status' };
  if (meaning !== undefined) return { says: 'notTaken', status, meaning };
  if (status >= 500) return { says: 'serverError' };
  const envelope = status >= 200 && status < 300 ? readEnvelope(body) : undefined;
  return envelope === undefined ? { says: 'unreadable' } : readWords(envelope, rules, proof);
}

function readWords(
  { code, message, words, result, session }: DvcEnvelopeRead,
  rules: DvcAnswerRules,
  proof: Proof,
): DvcVerdict {
  const speaksOf = (any: readonly string[]): boolean => any.some((word) => message.includes(normalised(word)));
  const codeIsGood = rules.successCodes.includes(code);
  const allOfIt = !isPartial(message) && !speaksOf(rules.notSuccessWords);
  const wordsAreGood = proof === 'codeIsEnough' || rules.successWords.length === 0 || speaksOf(rules.successWords);

  if (codeIsGood && allOfIt && wordsAreGood) {
    return { says: 'success', result, ...(session === undefined ? {} : { session }) };
  }
  if (rules.existsCodes.includes(code) || speaksOf(rules.existsWords)) return { says: 'exists' };
  if (speaksOf(rules.sessionExpiredWords)) return { says: 'sessionExpired', by: 'words', words };
  if (codeIsGood) return allOfIt ? { says: 'contradictory' } : { says: 'partial', words };
  if (speaksOf(rules.transientWords)) return { says: 'transient' };
  return { says: speaksOf(rules.notFoundWords) ? 'notFound' : 'no', words };
}

const known = new Map<string, string>();

/** Of words in the configuration: few, and the same for every answer. */
function normalised(word: string): string {
  let made = known.get(word);
  if (made === undefined) known.set(word, (made = word.normalize('NFC').toLowerCase()));
  return made;
}

/** "1/2" and the like: n of m, and not all of them. Dates (01/07/2025) and laws (61/2018) are no such counts. */
function isPartial(message: string): boolean {
  const counts = message.matchAll(/(?<![\d/])(\d{1,3})\s*\/\s*(\d{1,3})(?![\d/])/g);
  return [...counts].some(([, done, all]) => Number(done) < Number(all));
}
