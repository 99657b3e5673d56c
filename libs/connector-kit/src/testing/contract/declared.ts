import type { AnyOperation, Connector } from '../../port.js';
import { contractLimits } from './bench.js';
import type { ContractHarness } from './harness.js';

/** One operation under the contract. */
export interface Declared {
  readonly name: string;
  readonly operation: AnyOperation;
}

/** The connector's declarations, read before anything runs: they decide which tests there are. */
export function declaredBy(harness: ContractHarness): {
  readonly connector: Connector;
  readonly all: readonly Declared[];
} {
  const connector = harness.connector({
    baseUrl: 'http://127.0.0.1:9',
    hardDeadlineMs: 100,
    settlingMs: 0,
    limits: contractLimits,
    maxResponseBytes: 1024,
  });
  const all = Object.entries(connector.operations)
    .map(([name, operation]) => ({ name, operation }))
    .filter(({ name }) => harness.onlyAsks?.includes(name) !== true);
  const missing = all.find(({ name }) => !Object.hasOwn(harness.operations, name));
  if (missing) throw new Error(`the harness says nothing of the operation ${missing.name}`);
  return { connector, all };
}

/** `resolvable (presence), append`: for titles. */
export function declarationOf({ operation }: Declared): string {
  const { fate, lane } = operation;
  if (operation.fate === 'resolvable') return `${fate} (${operation.proves}), ${lane}`;
  if (operation.fate === 'repeatable') return `${fate} (${operation.onDoubt}), ${lane}`;
  return `${fate}, ${lane}`;
}

/** What a first attempt came to, and whether it took effect. */
export type FirstAttempt = 'done' | 'later' | 'refused' | 'unknown, no effect' | 'unknown, effect';

export interface Expected {
  readonly state: string;
  readonly outcome: string | undefined;
  readonly surelyNotDone: boolean;
  /** Effects that are not copies recognised as such. */
  readonly effects: number;
}

/** How an exchange ends when its first attempt came to this and every later one succeeds (design.md promise 2). */
export function expectedEnd({ operation }: Declared, first: FirstAttempt): Expected {
  const done = { state: 'settled', outcome: 'done', surelyNotDone: false, effects: 1 };
  if (first === 'done' || first === 'later') return done;
  if (first === 'refused') {
    const state = operation.lane === 'latest' ? 'settled' : 'parked';
    return { state, outcome: 'refused', surelyNotDone: true, effects: 0 };
  }
  const effects = first === 'unknown, effect' ? 1 : 0;
  const parked = { state: 'parked', outcome: 'unknown', surelyNotDone: false, effects };
  if (operation.fate === 'idempotent') return done;
  if (operation.fate === 'repeatable') return operation.onDoubt === 'park' ? parked : { ...done, effects: effects + 1 };
  return operation.proves === 'both' || effects === 1 ? done : parked;
}
