import { outcomeOfFailedSend, type Outcome, type SendCall } from '@lienthong/connector-kit';
import type { HubMessage } from '@lienthong/contracts';
import { hubWireOf } from './lgsp-exchange.mapping.js';
import { judge } from './lgsp-exchange.outcome.js';
import type { LgspExchangeParts } from './lgsp-exchange.parts.js';
import { exchangeRequest } from './lgsp-exchange.request.js';

/** Sends one message with the token of the moment. */
export async function sendMessage(
  { config, tokens }: LgspExchangeParts,
  { items, http, now }: SendCall<HubMessage>,
): Promise<Outcome> {
  const token = await tokens.get(http, now);
  if (!token.ok) return token.outcome;
  const result = await http.send(exchangeRequest(config, token.token, hubWireOf(items[0].payload, config)));
  if (!result.ok) return outcomeOfFailedSend(result);
  const { outcome, tokenIsOver } = judge(config, result, now);
  if (tokenIsOver) tokens.drop(token.token);
  return outcome;
}
