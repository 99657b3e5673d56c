import type { ExchangeCommand, ExchangeState } from '@lienthong/contracts';
import type { Keyring } from '@lienthong/seal';
import type { WorkEvent } from '../../exchange/transitions.js';
import type { SimulatedDatabase } from './database.js';
import type { Script } from './fates.js';
import type { Laws } from './laws.js';

/** What schedules share. */
export interface Lab {
  readonly database: SimulatedDatabase;
  readonly keyring: Keyring;
  readonly onTransition: (from: ExchangeState, event: WorkEvent, to: ExchangeState) => void;
}

export interface Plan {
  /** Choices of the time with faults. */
  readonly tape: readonly number[];
  /** Choices of how the partner behaves, before and after. */
  readonly partner: readonly number[];
  /** Operators' acts on what is parked when the faults are over. */
  readonly operators: readonly number[];
  /** See `RunnerSettings`: with few, most subjects rest in the store most of the time. */
  readonly waitingInMemory: number;
}

/** A schedule that is written down: what comes, how the partner behaves, what operators do. */
export interface Written extends Script {
  /** Numbers per operation, of one subject. */
  readonly lanes: Readonly<Record<string, number>>;
  /** Records are given one by one, so many milliseconds apart. */
  readonly apartMs?: number;
  /** One after the other. */
  readonly acts?: readonly Act[];
  /** As soon as the event of an exchange in this state is published, an operator does this. */
  readonly when?: {
    readonly state: ExchangeState;
    readonly kind: ExchangeCommand['kind'];
    readonly finding?: 'done' | 'notDone';
  };
}

/** A process sent, took over open work, or published an exchange in this state. */
export type Happening = 'sent' | 'tookOver' | ExchangeState;

/** When that happens next, this happens to the process that it happened in, or to the store. */
export interface Act {
  readonly on: Happening;
  readonly act: 'kill' | 'freeze' | 'stop' | 'backUp' | 'restore';
}

export interface Figures {
  readonly exchanges: number;
  readonly steps: number;
  readonly faults: number;
  readonly kills: number;
  readonly restores: number;
  readonly effects: number;
  readonly repeats: Laws['repeats'];
  readonly virtualMs: number;
}
