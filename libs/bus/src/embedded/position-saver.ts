import { reached } from '@lienthong/contracts';
import { defaultPauses, pauseAfter } from '../backoff.js';
import type { OnBusEvent } from '../events.js';
import { faultOf } from '../fault-of.js';
import type { Db } from './log-table.js';
import { type Position, savePositions } from './position-table.js';

/** What is settled within this time is saved by one statement; a crash within it delivers again. */
const collectMillis = 250;

/** Saves the positions of all groups, a little after they have moved. */
export class PositionSaver {
  private readonly moved = new Map<string, Position>();
  private timer: NodeJS.Timeout | undefined;
  private saving: Promise<boolean> | undefined;
  private failures = 0;

  constructor(
    private readonly db: Db,
    private readonly onEvent?: OnBusEvent,
  ) {}

  moveTo(position: Position): void {
    this.moved.set(JSON.stringify([position.group, position.topic]), position);
    this.arm();
  }

  /** Saves what has moved, without delay. False when the store does not take it; then it is tried again later. */
  async flush(): Promise<boolean> {
    if (this.saving) await this.saving;
    return this.moved.size === 0 || this.save();
  }

  /** Ends trying again. */
  stop(): void {
    clearTimeout(this.timer);
    this.moved.clear();
  }

  private arm(): void {
    if (this.timer || this.saving || this.moved.size === 0) return;
    const millis = this.failures === 0 ? collectMillis : pauseAfter(this.failures, defaultPauses);
    this.timer = setTimeout(() => void this.save(), millis);
  }

  private save(): Promise<boolean> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.saving ??= this.write().finally(() => {
      this.saving = undefined;
      this.arm();
    });
    return this.saving;
  }

  private async write(): Promise<boolean> {
    const taken = new Map(this.moved);
    try {
      await savePositions(this.db, [...taken.values()]);
      for (const [key, position] of taken) if (this.moved.get(key) === position) this.moved.delete(key);
      this.failures = 0;
      reached('consumer.offsetSaved', [...taken.values()]);
      return true;
    } catch (error) {
      this.failures += 1;
      this.onEvent?.({ kind: 'position.failed', fault: faultOf(error) });
      return false;
    }
  }
}
