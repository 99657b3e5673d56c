import type { Idempotency } from '../core.js';
import type { Unit } from './unit.js';

/** Whose idempotency keys they are: clients and operators never share one. */
export function callerOf(unit: Unit): string {
  switch (unit.kind) {
    case 'put':
    case 'step':
    case 'askCitizen':
    case 'openPayment':
    case 'cancelPayment':
    case 'orderDelivery':
    case 'cancelDelivery':
    case 'handOver':
    case 'actOnHandover':
      return `client/${unit.command.client}`;
    case 'act':
    case 'placeSubmission':
    case 'repairDisagreement':
    case 'assign':
    case 'requestRefund':
    case 'refund':
      return `operator/${unit.command.operator}`;
    case 'dismissDisagreement':
      return `operator/${unit.command.dismissal.by}`;
    case 'reReadRow':
      return `operator/${unit.asked.operator}`;
    case 'askPortal':
      return unit.command ? `${unit.command.by.kind}/${unit.command.by.name}` : 'gateway';
    case 'expire':
    case 'release':
    case 'reverse':
    case 'tellAgain':
    case 'catchUp':
    case 'compared':
    case 'remindOfHandover':
    case 'rerouteHandover':
    case 'awaited':
      return 'gateway';
    case 'credit':
    case 'claim':
    case 'listed':
    case 'tracked':
    case 'handoverTold':
    case 'unreadable':
    case 'rowReadAgain':
    case 'submitted':
    case 'passingKey':
    case 'changed':
    case 'strayCall':
    case 'answered':
      return 'connectors';
  }
}

export const idempotencyOf = (unit: Unit): Idempotency | undefined =>
  'command' in unit && unit.command && 'idempotency' in unit.command ? unit.command.idempotency : undefined;
