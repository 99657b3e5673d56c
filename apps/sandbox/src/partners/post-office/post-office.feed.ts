import { createHash } from 'node:crypto';
import type { Step } from './post-office.life.js';
import { statusWords } from './post-office.messages.js';
import type { Parcel } from './post-office.parcel.js';
import type { FeedRowWire } from './post-office.wire.js';

interface FeedRow {
  id: string;
  parcel: Parcel;
  step: Step;
  /** Epoch milliseconds. */
  visibleFrom: number;
}

/** The row's id as MongoDB would make it: seconds, bytes of a machine, a counter. The same step always has the same. */
function idOf({ orderNumber, customerCode }: Parcel, step: Step, index: number): string {
  const seconds = Math.floor(Date.parse(step.idAt ?? step.at) / 1000);
  const machine = createHash('sha256').update(`${customerCode} ${orderNumber}`).digest('hex').slice(0, 10);
  return seconds.toString(16).padStart(8, '0') + machine + index.toString(16).padStart(6, '0');
}

/** All rows of all parcels in the order of their ids; each is shown from its time on. */
export class Feed {
  private rows: FeedRow[] = [];
  private sorted = true;

  clear(): void {
    this.rows = [];
    this.sorted = true;
  }

  /** Takes up steps of a parcel from a place in its list on. */
  add(parcel: Parcel, from = 0): void {
    for (let index = from; index < parcel.steps.length; index += 1) {
      const step = parcel.steps[index]!;
      this.rows.push({ id: idOf(parcel, step, index), parcel, step, visibleFrom: Date.parse(step.at) });
    }
    this.sorted = false;
  }

  /** What a parcel has lost its future of, at a moment: its cancellation. */
  drop(parcel: Parcel, after: number): void {
    this.rows = this.rows.filter((row) => row.parcel.orderNumber !== parcel.orderNumber || row.visibleFrom <= after);
  }

  /** The next rows after an id, as they stand at a moment. */
  page(lastId: string, size: number, now: number): FeedRowWire[] {
    if (!this.sorted) this.rows.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    this.sorted = true;
    const page: FeedRowWire[] = [];
    for (let at = this.after(lastId); at < this.rows.length && page.length < size; at += 1) {
      const row = this.rows[at]!;
      if (row.visibleFrom <= now) page.push(wireOf(row));
    }
    return page;
  }

  private after(lastId: string): number {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle]!.id <= lastId) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const wireOf = ({ id, parcel, step }: FeedRow): FeedRowWire => ({
  _id: { $oid: id },
  CustomerCode: parcel.customerCode,
  OrderNumber: parcel.orderNumber,
  EventTime: Date.parse(step.eventTime ?? step.at),
  POSID: '100000',
  ItemCode: parcel.itemCode,
  StatusCode: step.code,
  StatusMessage: statusWords[step.code] ?? '',
  Notes: '',
});
