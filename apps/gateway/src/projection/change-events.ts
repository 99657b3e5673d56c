import type { ExchangeChanged } from '@lienthong/contracts';
import type { Count, EventDraft } from '../journey/draft.js';
import type { Projection } from './exchange-projection.js';

const kindOf: Partial<Record<ExchangeChanged['state'], string>> = {
  settled: 'exchange.settled',
  parked: 'exchange.parked',
  unknown: 'exchange.unknown',
  superseded: 'exchange.superseded',
  abandoned: 'exchange.abandoned',
};

/** The line of the timeline that a change is worth; none where nothing happened that a clerk could see. */
export function eventOfChange(change: ExchangeChanged, news: boolean): EventDraft | undefined {
  const kind = (news ? kindOf[change.state] : undefined) ?? (change.attempt ? 'exchange.attempted' : undefined);
  if (!kind) return undefined;
  const outcome = kind === 'exchange.attempted' ? change.attempt?.outcome : change.outcome;
  const cause = kind === 'exchange.attempted' ? change.attempt?.cause : change.cause;
  return {
    at: change.at,
    kind,
    by: change.partner,
    exchange: change.exchange,
    ...(change.attempt ? { attempt: change.attempt.attempt } : {}),
    ...(outcome ? { outcome } : {}),
    args: {
      partner: change.partner,
      operation: change.operation,
      number: change.number,
      ...(cause ? { cause } : {}),
      ...(change.whoActs ? { whoActs: change.whoActs } : {}),
      ...(change.supersededBy ? { supersededBy: change.supersededBy } : {}),
    },
  };
}

const totalOf: Partial<Record<ExchangeChanged['state'], string>> = {
  settled: 'exchanges_settled_total',
  parked: 'exchanges_parked_total',
  superseded: 'exchanges_superseded_total',
  abandoned: 'exchanges_abandoned_total',
};

/** Counted when a state is entered, not when it is heard of again. */
export function countsOfChange(change: ExchangeChanged, before: Projection): readonly Count[] {
  const name = totalOf[change.state];
  if (!name || (before.heard && before.state === change.state)) return [];
  const { partner, operation } = change;
  const labels = { partner, operation };
  return [{ name, labels: change.state === 'settled' ? { ...labels, outcome: change.outcome ?? 'unknown' } : labels }];
}
