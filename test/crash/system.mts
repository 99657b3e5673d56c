import type { Api } from '../proof/api.mts';
import type { Violations } from '../proof/books/violations.mts';
import type { Metrics } from '../proof/exchanges.mts';
import type { Partners } from '../proof/children.mts';

/** What is run, troubled and looked at: one process with both sides, or a cluster of them. */
export interface System {
  readonly api: Api;
  readonly partners: Partners;
  /** Every process runs, and each has said that it is ready. */
  start(): Promise<void>;
  /** A stop in order of every process; what was not in order, in words. */
  stop(): Promise<readonly string[]>;
  /** Every process's readings, as one. */
  metrics(): Promise<Metrics>;
  /** One look at both sides' tables, as the stopped processes left them. */
  query<Row>(text: string): Promise<readonly Row[]>;
  /** Exchanges of which the connectors keep a call that was made or ended without their lease; also while it runs. */
  strayCalls(): Promise<readonly string[]>;
  /** What a process stored that had lost its lease; also while it runs. */
  unfenced(): Promise<readonly string[]>;
  /** Whatever still runs ends. */
  close(): Promise<void>;
}

/** Kills and whatever else befalls a system while it is under load. */
export interface Trouble {
  /** Goes on until its plan is through and `more` says no; the system may run or not afterwards. */
  run(more: () => boolean): Promise<void>;
  /** What has happened so far, in a few words. */
  progress(): string;
  /** For the report. */
  lines(): readonly string[];
  judge(violations: Violations): void;
  /** What was going on between two moments of `performance.now()`. */
  during?(from: number, to: number): readonly string[];
}

/** What trouble knows of the load. */
export interface TroubleParts {
  /** Named points to be hit, each at least once. */
  readonly points: readonly string[];
  readonly random: () => number;
  /** Words accepted so far: a life that is killed at random has heard some, however slow the machine. */
  readonly accepted: () => number;
}
