import { itemCodeFaults, type DeliveryOrderFacts, type ExchangeChanged } from '@lienthong/contracts';
import { factsOfChange } from '../../pipeline/change-detail.js';
import type { PipelineTools } from '../../pipeline/tools.js';

/** What the post's connector found out while it ordered; nothing of any other change. */
export function orderFacts(change: ExchangeChanged, tools: Pick<PipelineTools, 'sealer'>): DeliveryOrderFacts {
  if (change.state !== 'settled' || change.outcome !== 'done') return {};
  const facts = factsOfChange(change, tools) ?? {};
  const itemCodeFault = itemCodeFaults.find((fault) => fault === facts['itemCodeFault']);
  return {
    ...(facts['existed'] === true ? { existed: true } : {}),
    ...(itemCodeFault ? { itemCodeFault } : {}),
  };
}
