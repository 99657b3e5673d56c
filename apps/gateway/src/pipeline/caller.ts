import type { Idempotency } from '../core.js';
import type { Unit } from './unit.js';

/** Whose idempotency keys they are: clients and operators never share one. */
export function callerOf(unit: Unit): string {
  switch (unit.kind) {
    case 'put':
    case 'step':
      return `client/${unit.command.client}`;
    case 'act':
      return `operator/${unit.command.operator}`;
    case 'changed':
    case 'stray':
    case 'answered':
      return 'connectors';
  }
}

export const idempotencyOf = (unit: Unit): Idempotency | undefined =>
  unit.kind === 'step' || unit.kind === 'act' ? unit.command.idempotency : undefined;
