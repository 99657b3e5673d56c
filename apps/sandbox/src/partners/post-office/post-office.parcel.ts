import type { Step } from './post-office.life.js';

/** A parcel as it was ordered, and what becomes of it. */
export interface Parcel {
  customerCode: string;
  orderNumber: string;
  itemCode: string;
  /** The order as it was received; absent where it was only put there. */
  order?: Record<string, unknown>;
  steps: readonly Step[];
}
