import {
  isRawObject,
  outcomeOfFailedSend,
  outcomeOfRefusal,
  strictJson,
  type HttpAnswer,
  type Outcome,
  type SendCall,
} from '@lienthong/connector-kit';
import {
  subscriberMatchSchema,
  type FieldFault,
  type SubscriberMatchFacts,
  type SubscriberMatchPayload,
} from '@lienthong/contracts';
import { answerFacts } from '../answer-facts.js';
import { parserOf } from '../payloads.js';
import type { TelecomConfig } from './telecom.config.js';
import { phoneVerdicts } from './telecom.messages.js';
import { matchAnswers, resultField, type MatchAnswer, type MatchRequestWire } from './telecom.wire.js';

export const parseMatch = parserOf<SubscriberMatchPayload>(subscriberMatchSchema);

/** Whether a telephone number is registered for a person. */
export async function matchSubscriber(config: TelecomConfig, call: SendCall<SubscriberMatchPayload>): Promise<Outcome> {
  const [item] = call.items;
  const { payload, exchange, attempt } = item;
  const phone = nationalNumber(payload.phone);
  const fields: FieldFault[] = [
    ...(/^(?:\d{9}|\d{12})$/.test(payload.personalNumber) ? [] : [faultOf('personalNumber')]),
    ...(phone === undefined ? [faultOf('phone')] : []),
  ];
  if (phone === undefined || fields.length > 0) {
    return { outcome: 'refused', cause: 'telecom.notAcceptable', whoActs: 'agency', fields };
  }
  const { officer, personalNumber } = payload;
  const body: MatchRequestWire = { requestId: exchange, officer: officer.id, personalNumber, phone };
  const answer = await call.http.send({
    method: 'POST',
    path: config.paths.match,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${config.token}` },
    body: JSON.stringify(body),
    keepAnswer: 'none',
  });
  if (!answer.ok) return outcomeOfFailedSend(answer);
  const said = resultOf(answer);
  if (said !== undefined) {
    return { outcome: 'done', facts: answerFacts(item, factsOf(config, payload, exchange, said, call.now)) };
  }
  const refusal = outcomeOfRefusal('telecom', answer, call.now);
  if (refusal) return refusal;
  if (answer.status >= 500) return { outcome: 'unknown', cause: 'telecom.serverError' };
  if (answer.status === 422) return { outcome: 'refused', cause: 'telecom.refused', whoActs: 'operator' };
  return { outcome: attempt < config.maxUnclear ? 'unknown' : 'brokenContract', cause: 'telecom.brokenContract' };
}

const faultOf = (field: string): FieldFault => ({ pointer: `/${field}`, code: `${field}.malformed` });

/** `+84` and `84` are the 0 of a national number; undefined for anything that no Vietnamese number is. */
export function nationalNumber(phone: string): string | undefined {
  const digits = phone.replace(/[\s.()-]/g, '').replace(/^(?:\+84|84(?=\d{9}$))/, '0');
  return /^0\d{9}$/.test(digits) ? digits : undefined;
}

function resultOf({ status, body }: HttpAnswer): MatchAnswer | undefined {
  if (status !== 200) return undefined;
  const read = strictJson(body);
  const result = read.ok && isRawObject(read.value) ? read.value.get(resultField) : undefined;
  return typeof result === 'string' && Object.hasOwn(matchAnswers, result) ? (result as MatchAnswer) : undefined;
}

function factsOf(
  { validHours }: TelecomConfig,
  { officer }: SubscriberMatchPayload,
  request: string,
  said: MatchAnswer,
  now: Date,
): SubscriberMatchFacts {
  const hours = said === 'match' ? validHours : 0;
  return {
    verdict: matchAnswers[said],
    fields: [phoneVerdicts[said]],
    officer: officer.id,
    requests: [request],
    checkedAt: now.toISOString(),
    validUntil: new Date(now.getTime() + hours * 3_600_000).toISOString(),
  };
}
