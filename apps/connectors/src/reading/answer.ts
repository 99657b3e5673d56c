import { strictJson, type HttpResult, type RawJson } from '@lienthong/connector-kit';

/** What a question brought: the answer as it came and as JSON, or why there is none (dotted, with the provider's name). */
export type Answer = { readonly value: RawJson; readonly evidence: Uint8Array } | { readonly cause: string };

/** A provider's answer to a question of ours; any status but a refusal may carry one. */
export function answerOf(provider: string, result: HttpResult): Answer {
  if (!result.ok) return { cause: result.cause };
  if (result.status === 401 || result.status === 403) return { cause: `${provider}.notAllowed` };
  if (result.status >= 500 || result.status === 429) return { cause: `${provider}.notNow` };
  const read = strictJson(result.body);
  return read.ok ? { value: read.value, evidence: result.body } : { cause: `${provider}.brokenContract` };
}
