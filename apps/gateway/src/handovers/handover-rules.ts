import { noHub, type HubUnits } from './rules/hub-units.js';
import type { RouteOf } from './rules/route.js';
import { noSteps, type StepRules } from './rules/step-rules.js';

/** What the configuration says of handovers. */
export interface HandoverRules {
  readonly routeOf: RouteOf;
  /** Which units are reached through another hub, and how it calls them. */
  readonly hub: HubUnits;
  /** When an answer of this unit is due that nobody set a date for. Epoch milliseconds. */
  readonly dueAt: (handedAt: number, unit: string) => number;
  /** How long before that both sides are reminded. */
  readonly remindMillis: number;
  /** What procedures ask of other units by themselves. */
  readonly steps: StepRules;
}

/** Without a configuration there is no unit to hand anything to. */
export const noHandovers: HandoverRules = {
  routeOf: () => ({ kind: 'unknown' }),
  hub: noHub,
  dueAt: (handedAt) => handedAt,
  remindMillis: 0,
  steps: noSteps,
};
