import { isRawObject, outcomeOfRefusal, strictJson, type HttpAnswer, type Outcome } from '@lienthong/connector-kit';
import { textOf } from '../reading/fields.js';
import type { LgspExchangeConfig } from './lgsp-exchange.config.js';

/** What the hub's answer to a message means; `tokenIsOver`: another one has to be asked for. */
export interface Judged {
  readonly outcome: Outcome;
  readonly tokenIsOver: boolean;
}

/** Only a code of the configured tables says yes or no; whatever else came, nobody knows. */
export function judge({ answers }: Pick<LgspExchangeConfig, 'answers'>, answer: HttpAnswer, now: Date): Judged {
  const refusal = outcomeOfRefusal('lgsp-exchange', answer, now);
  if (refusal) return { outcome: refusal, tokenIsOver: answer.status === 401 || answer.status === 403 };
  if (answer.status >= 500) return judged({ outcome: 'unknown', cause: 'lgsp-exchange.serverError' });
  const read = strictJson(answer.body);
  const code = read.ok && isRawObject(read.value) ? textOf(read.value.get(answers.codeField)) : undefined;
  if (code === undefined) return judged({ outcome: 'unknown', cause: 'lgsp-exchange.brokenContract' });
  if (answers.taken.includes(code)) return judged({ outcome: 'done' });
  if (answers.known.includes(code)) return judged({ outcome: 'done', facts: { existed: true } });
  return judged(
    answers.refusals.includes(code)
      ? { outcome: 'refused', cause: 'lgsp-exchange.refused', whoActs: 'operator' }
      : { outcome: 'unknown', cause: 'lgsp-exchange.unknownCode' },
  );
}

const judged = (outcome: Outcome): Judged => ({ outcome, tokenIsOver: false });
