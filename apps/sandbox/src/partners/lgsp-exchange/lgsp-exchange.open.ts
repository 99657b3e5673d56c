import type { FastifyInstance } from 'fastify';
import type { Journal } from '../../journal/journal.js';
import type { Notice } from '../../notifications/notice.js';
import type { Partner } from '../partner.js';
import { Tokens } from '../tokens.js';
import { defaultAgreement, type HubAgreement } from './lgsp-exchange.config.js';
import { hubDialect, type WordFacts } from './lgsp-exchange.dialect.js';
import { Hub, hubName } from './lgsp-exchange.hub.js';
import { createLgspExchange } from './lgsp-exchange.partner.js';
import { lgspExchangeRoutes } from './lgsp-exchange.routes.js';

export interface HubGiven extends Partial<HubAgreement> {
  newToken?: () => string;
}

export interface HubTools {
  journal: Journal;
  /** Sends what agencies say until it is taken. */
  tell: (notice: Notice<WordFacts>) => void;
  /** Addresses of ours begin so. */
  callbackBase: () => string;
  now: () => Date;
}

/** The hub with what was handed over before; what agencies say goes on where it stood. */
export async function openLgspExchange(
  { newToken, ...given }: HubGiven,
  { journal, tell, callbackBase, now }: HubTools,
): Promise<{ partner: Partner; routes(app: FastifyInstance): void }> {
  const agreement = { ...defaultAgreement, ...given };
  const hub = new Hub(journal, agreement, now);
  hub.onWord((word) =>
    tell({
      ...{ id: `${hubName}:${word.id}`, dialect: hubDialect, group: hubName, dueAt: word.at },
      keys: [word.message.source_id, word.message.ref_code],
      facts: () => ({
        ...{ word, secret: agreement.callSecret },
        url: agreement.callbackUrl ?? `${callbackBase()}/callbacks/lgsp-exchange/hub`,
      }),
    }),
  );
  await hub.reopen();
  return {
    partner: createLgspExchange({ hub, tokens: new Tokens(now, newToken) }),
    routes: (app) => lgspExchangeRoutes(app, hub),
  };
}
