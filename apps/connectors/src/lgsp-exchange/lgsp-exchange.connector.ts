import {
  idempotent,
  repeatable,
  resolvable,
  type AnyOperation,
  type Connector,
  type Outcome,
  type SendCall,
  type Transport,
} from '@lienthong/connector-kit';
import { operations, type HubMessage } from '@lienthong/contracts';
import { ClientTokens } from '../tokens/client-tokens.js';
import { sendMessage } from './lgsp-exchange.client.js';
import type { LgspExchangeConfig } from './lgsp-exchange.config.js';
import { resolveHandOver } from './lgsp-exchange.evidence.js';
import { askHealth } from './lgsp-exchange.health.js';
import { hubRoute } from './lgsp-exchange.notification.js';
import type { LgspExchangeParts } from './lgsp-exchange.parts.js';
import { parseHubMessage } from './lgsp-exchange.payload.js';
import { tokenAuthOf } from './lgsp-exchange.request.js';
import { seenPersonalFields } from './lgsp-exchange.wire.js';

const partner = 'lgsp-exchange';
const lanes = operations[partner];

/** Handovers to and from agencies behind another hub (README.md beside this file). */
export function createLgspExchangeConnector(
  config: LgspExchangeConfig,
  { transport }: { readonly transport: Transport },
): Connector {
  const parts: LgspExchangeParts = { config, tokens: new ClientTokens(partner, tokenAuthOf(config.auth)) };
  const { text, documents } = config.fields;
  return {
    partner,
    owner: config.owner,
    contractVersion: 'assumed-2026-11',
    operations: {
      handOver: handOverOperation(parts),
      report: reportOperation(parts),
      tellPaid: tellPaidOperation(parts),
    },
    limits: config.limits,
    transport,
    personalFields: [...seenPersonalFields, text, documents],
    inbound: [hubRoute(config)],
    health: (http) => askHealth(parts, http),
  };
}

const common = (parts: LgspExchangeParts) => ({
  parse: parseHubMessage,
  hardDeadlineMs: parts.config.deadlines.hardMs,
  settlingMs: parts.config.deadlines.settlingMs,
  send: (call: SendCall<HubMessage>): Promise<Outcome> => sendMessage(parts, call),
});
const recognisedBy = 'source_id with type; answered with a code of answers.known';

/** A second one may be a second request at the far agency: it is never repeated, and what that agency says of it is waited for. */
function handOverOperation(parts: LgspExchangeParts): AnyOperation {
  const { lane } = lanes.handOver;
  const { answers, maxQuestions } = parts.config;
  if (answers.recognisesCopies) return idempotent<HubMessage>({ ...common(parts), lane, recognisedBy });
  return resolvable<HubMessage, 'presence'>({
    ...{ ...common(parts), lane, proves: 'presence', maxQuestions },
    resolve: (call) => resolveHandOver(parts.config, call),
  });
}

function reportOperation(parts: LgspExchangeParts): AnyOperation {
  const { lane } = lanes.report;
  if (parts.config.answers.recognisesCopies) return idempotent<HubMessage>({ ...common(parts), lane, recognisedBy });
  const harm = 'the same word about the same handover stands there twice, with the same time: it says nothing false';
  return repeatable<HubMessage>({ ...common(parts), lane, harm, onDoubt: 'repeat' });
}

/** Of money: whoever adds up what was told would have it twice. */
function tellPaidOperation(parts: LgspExchangeParts): AnyOperation {
  const { lane } = lanes.tellPaid;
  const { answers } = parts.config;
  if (answers.recognisesCopies) return idempotent<HubMessage>({ ...common(parts), lane, recognisedBy });
  const harm = 'a payment that is told twice may be taken for two';
  return repeatable<HubMessage>({ ...common(parts), lane, harm, onDoubt: answers.onDoubtOfPayment });
}
