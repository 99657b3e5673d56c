import {
  isRawNumber,
  isRawObject,
  strictJson,
  type HttpAnswer,
  type RawJson,
  type RefusalMeaning,
} from '@lienthong/connector-kit';
import type { EmcAnswerRules } from './emc.config.js';

/** What an answer says. Only a status of success was ever seen; a body that came with it must not contradict it. */
export type EmcVerdict =
  | { readonly says: 'taken' }
  /** A success by its status, a failure by its words. */
  | { readonly says: 'contradictory' }
  | { readonly says: 'notTaken'; readonly status: number; readonly meaning: RefusalMeaning }
  | { readonly says: 'serverError' }
  | { readonly says: 'unreadable' };

export function readAnswer({ status, body }: HttpAnswer, rules: EmcAnswerRules): EmcVerdict {
  const meaning = rules.definiteRefusals[String(status)];
  if (meaning !== undefined) return { says: 'notTaken', status, meaning };
  if (status >= 500) return { says: 'serverError' };
  if (!rules.successStatuses.includes(status)) return { says: 'unreadable' };
  return body.byteLength === 0 ? { says: 'taken' } : readBody(body, rules);
}

/** Half a text, a login page or noise behind a success proves nothing: an object does, or a text that was agreed upon. */
function readBody(body: Uint8Array, { successTexts, failureFields, successFields }: EmcAnswerRules): EmcVerdict {
  if (successTexts.includes(Buffer.from(body).toString('utf8'))) return { says: 'taken' };
  const read = strictJson(body);
  if (!read.ok || !isRawObject(read.value)) return { says: 'unreadable' };
  const said = read.value;
  const failed = failureFields.some((field) => said.has(field) && !isNothing(said.get(field)!));
  const denied = successFields.some((field) => said.has(field) && !isYes(said.get(field)!));
  return { says: failed || denied ? 'contradictory' : 'taken' };
}

const isYes = (value: RawJson): boolean => value === true || value === 'true';

function isNothing(value: RawJson): boolean {
  if (isRawNumber(value)) return value.token === '0';
  if (Array.isArray(value)) return value.length === 0;
  if (isRawObject(value)) return value.size === 0;
  return value === null || value === false || value === '' || value === '0' || value === '00';
}
