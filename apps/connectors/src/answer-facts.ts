import { sealContext, type SealedFacts } from '@lienthong/contracts';
import { sealAnswer } from '@lienthong/seal';

/** Facts for whoever asked: sealed under the key that came with the question, which this side cannot open again. */
export function answerFacts(
  { exchange, payload }: { readonly exchange: string; readonly payload: { readonly answerKey?: string } },
  facts: object,
): Record<string, unknown> {
  if (payload.answerKey === undefined) return { ...facts };
  const content = Buffer.from(JSON.stringify(facts), 'utf8');
  const sealed: SealedFacts = {
    sealed: sealAnswer(payload.answerKey, content, sealContext.facts(exchange)).toString('base64'),
  };
  return { ...sealed };
}
