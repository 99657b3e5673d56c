import type { ExchangeChanged } from '@lienthong/contracts';
import type { Batch } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { CallOff, OrderStanding } from '../rules/delivery.js';
import { apply } from './apply.js';
import { deliveryOf } from './delivery-unit.js';
import { orderFacts } from './order-facts.js';

/** What became of the order with the post, or of taking it back. */
export function foldDeliveryChange(change: ExchangeChanged, batch: Batch, tools: PipelineTools): void {
  const id = deliveryOf(change.subject);
  const delivery = id === undefined ? undefined : batch.post.deliveries.get(id);
  if (!delivery) return;
  const cause = {
    ...{ at: batch.at, by: change.partner, exchange: change.exchange },
    ...(change.cause === undefined ? {} : { why: change.cause }),
    ...(change.whoActs === undefined ? {} : { whoActs: change.whoActs }),
  };
  if (change.exchange === delivery.exchange) {
    const { existed, itemCodeFault } = orderFacts(change, tools);
    const known = itemCodeFault && delivery.itemCode ? { ...delivery, itemCodeFault } : delivery;
    if (known !== delivery) batch.post.put(known);
    const told = existed ? { ...cause, existed } : cause;
    apply({ kind: 'orderChanged', order: orderStanding(change) }, known, told, batch, tools);
  } else if (change.exchange === delivery.cancelExchange) {
    apply({ kind: 'callOffChanged', callOff: callOffStanding(change) }, delivery, cause, batch, tools);
  }
}

function orderStanding({ state, outcome, surelyNotDone }: ExchangeChanged): OrderStanding {
  switch (state) {
    case 'settled':
      return outcome === 'refused' ? 'refused' : 'ordered';
    case 'parked':
      if (surelyNotDone !== true) return 'doubtful';
      return outcome === 'refused' ? 'refused' : 'requested';
    case 'unknown':
    case 'resolving':
      return 'doubtful';
    case 'abandoned':
      return 'dropped';
    default:
      return 'requested';
  }
}

function callOffStanding({ state, outcome, at }: ExchangeChanged): CallOff {
  if (state === 'settled' && outcome !== 'refused') return { standing: 'done', at: new Date(at).toISOString() };
  const kept = state === 'abandoned' || outcome === 'refused';
  return { standing: kept ? 'kept' : 'requested' };
}
