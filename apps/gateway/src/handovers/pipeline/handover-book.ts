import type { Timer, TimerKey } from '@lienthong/store';
import type { HandoverNote, StoredHandover } from './stored.js';

/** What one transaction knows of handovers and is going to write; stands beside the batch's subjects and exchanges. */
export class HandoverBook {
  readonly handovers = new Map<string, StoredHandover>();
  readonly loaded = new Map<string, StoredHandover>();
  readonly notes: HandoverNote[] = [];
  readonly timers: Timer[] = [];
  readonly endedTimers: TimerKey[] = [];

  /** As it stands in the store. */
  load(handover: StoredHandover): void {
    this.handovers.set(handover.id, handover);
    this.loaded.set(handover.id, handover);
  }

  put(handover: StoredHandover): void {
    this.handovers.set(handover.id, handover);
  }

  /** Handovers that are to be written. */
  changed(): readonly StoredHandover[] {
    return [...this.handovers.values()].filter((one) => this.loaded.get(one.id) !== one);
  }
}
