import {
  itemCodeFaults,
  sealContext,
  type ChangeDetail,
  type DeliveryOrderFacts,
  type ExchangeChanged,
} from '@lienthong/contracts';
import type { PipelineTools } from '../../pipeline/tools.js';

/** What the post's connector found out while it ordered; nothing of any other change. */
export function orderFacts(
  { state, outcome, detail, exchange, version }: ExchangeChanged,
  { sealer }: Pick<PipelineTools, 'sealer'>,
): DeliveryOrderFacts {
  if (state !== 'settled' || outcome !== 'done' || !detail) return {};
  const key = sealer.unwrap(Buffer.from(detail.key, 'base64'));
  const text = sealer.open(key, Buffer.from(detail.box, 'base64'), sealContext.detail(exchange, version));
  const { facts = {} } = JSON.parse(text) as ChangeDetail;
  const itemCodeFault = itemCodeFaults.find((fault) => fault === facts['itemCodeFault']);
  return {
    ...(facts['existed'] === true ? { existed: true } : {}),
    ...(itemCodeFault ? { itemCodeFault } : {}),
  };
}
