import type { DossierStatus } from '@lienthong/contracts';
import type { DeclaredStep, StepLimit } from '../../journey/steps.js';

/** What a procedure asks of other units, and with which status of a dossier that begins. */
export interface DeclaredSteps {
  readonly startsAt: DossierStatus;
  readonly steps: readonly DeclaredStep[];
}

/** What the configuration says of steps. */
export interface StepRules {
  /** Does any procedure have some? */
  readonly some: boolean;
  of(procedure: string): DeclaredSteps | undefined;
  /** Who is asked for a step of a dossier of this unit on a day (`2026-11-22`); nobody where no unit plays that part. */
  unitOf(step: Pick<DeclaredStep, 'unit' | 'role'>, owner: string, day: string): string | undefined;
  /** Epoch milliseconds. */
  dueAt(limit: StepLimit, askedAt: number): number;
}

export const noSteps: StepRules = {
  some: false,
  of: () => undefined,
  unitOf: () => undefined,
  dueAt: (_limit, askedAt) => askedAt,
};
