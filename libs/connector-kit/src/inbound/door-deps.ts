import type { CommitLine } from '@lienthong/store';
import type { Connector } from '../port.js';
import type { Unit, UnitResult } from '../work-store/units.js';
import type { DepositTools, RefusalGround } from './port.js';
import type { Rows } from './rows.js';

/** What an operator may want to know of what came in; never a value of it. */
export type InboundEvent =
  | {
      readonly event: 'inboundRefused';
      readonly provider: string;
      readonly account: string;
      readonly ground: RefusalGround | 'cutShort';
      readonly cause: string;
      /** False when so many came that its bytes were not kept. */
      readonly kept: boolean;
    }
  | { readonly event: 'inboundContradicts'; readonly provider: string; readonly account: string; readonly id: string }
  /** The partner was told to come again. */
  | { readonly event: 'inboundNotTaken'; readonly provider: string; readonly account: string; readonly error: unknown }
  /** A route threw: a defect of ours, whatever was sent. */
  | { readonly event: 'inboundFailed'; readonly provider: string; readonly account: string; readonly error: unknown };

export interface DoorSettings {
  /** The store is waited for so long, milliseconds; then the partner is told to come again. */
  readonly storeWaitMs: number;
  /** Refused requests whose bytes are kept, per route and second over a longer time; anybody can send nonsense. */
  readonly keptRefusalsPerSecond: number;
  readonly keptRefusalsBurst: number;
  /** Of large bodies that are read and worked on at the same time. */
  readonly bytesInFlight: number;
}

export const defaultDoorSettings: DoorSettings = {
  storeWaitMs: 4_000,
  keptRefusalsPerSecond: 1,
  keptRefusalsBurst: 100,
  bytesInFlight: 128 * 1024 * 1024,
};

export interface DoorDeps {
  readonly connectors: readonly Connector[];
  readonly line: CommitLine<Unit, UnitResult>;
  readonly rows: Rows;
  readonly depositTools: DepositTools;
  /** Database time as this process knows it, epoch milliseconds. */
  readonly now: () => number;
  readonly onEvent: (event: InboundEvent) => void;
  /** Something is to be done soon because of what was stored. */
  readonly onFollowing?: () => void;
  readonly settings?: Partial<DoorSettings> | undefined;
}
