import type { BusCapabilities } from './harness.js';
import type { Stage } from './stage.js';

/** One sentence of the specification. */
export interface ContractCase {
  readonly title: string;
  readonly needs?: keyof BusCapabilities;
  readonly run: (stage: Stage) => Promise<void>;
}
