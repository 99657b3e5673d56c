import type { DossierStatus } from '@lienthong/contracts';
import type { ActOnThing, IdempotencyClash, Page, Paged } from '../../core-words.js';

/** What a monitor is owed and what it was told. */
export interface MonitorCore {
  /** Compares now, sends again what surely never arrived and nobody sends any more, and keeps the sums. */
  reconcile(command: Omit<ActOnThing, 'id'>): Promise<CompareMonitorAnswer | IdempotencyClash>;
  /** As kept, newest first. Undefined `units`: of all; else of these alone. */
  listRuns(units: readonly string[] | undefined, page: Page): Promise<Paged<MonitorRun>>;
  /** Changes that are not acknowledged, as the last comparison found them. */
  differences(filter: MonitorDifferenceFilter, page: Page): Promise<Paged<MonitorDifference>>;
}

/** `replayed`: it is the comparison that was made when it was asked for first under this key. */
export interface CompareMonitorAnswer {
  readonly kind: 'compared';
  readonly run: MonitorRun;
  readonly replayed: boolean;
}

/** Numbers of changes of status. */
export interface MonitorNumbers {
  readonly owed: number;
  readonly acknowledged: number;
  /** Told or not, nobody knows; never sent again by itself. */
  readonly doubtful: number;
  /** Surely not told yet: on their way, waiting for a person, or to be sent again. */
  readonly missing: number;
  /** Not sent, because the configuration says so. */
  readonly withheld: number;
  /** How many the monitor has counted: at least, at most. */
  readonly interval: readonly [number, number];
}

export interface MonitorDay extends MonitorNumbers {
  /** `yyyy-mm-dd` in Vietnam, on which the changes happened. */
  readonly day: string;
  /** Those that were told on a later day, and are counted there by the monitor: how many, by days of delay. */
  readonly late: readonly { readonly days: number; readonly count: number }[];
}

export interface MonitorRun {
  readonly id: string;
  readonly runAt: string;
  /** An operator, or `daily`. */
  readonly by: string;
  /** Changes since this day are compared, and older ones that were not settled before. */
  readonly firstDay: string;
  /** Changes that were sent again. */
  readonly sentAgain: number;
  readonly totals: MonitorNumbers;
  /** Oldest first; days on which nothing changed are left out. */
  readonly days: readonly MonitorDay[];
}

export const monitorVerdicts = ['doubtful', 'missing'] as const;
export interface MonitorDifferenceFilter {
  readonly verdict?: (typeof monitorVerdicts)[number];
  readonly unit?: string;
  /** Undefined: all. */
  readonly units?: readonly string[];
}

export interface MonitorDifference {
  readonly dossier: string;
  readonly unit: string;
  readonly status: DossierStatus;
  /** When it began. */
  readonly since: string;
  readonly verdict: (typeof monitorVerdicts)[number];
  /** The push that stands for it. */
  readonly exchange: string;
  /** How often it was sent again. */
  readonly sentAgain: number;
}
