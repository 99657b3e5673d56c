import { unitOf, type ClientAgency } from '../plan.mts';
import type { Heard } from './journal.mts';

/** An event as the feed shows it, and as webhooks bring it. */
export interface Event {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: {
    readonly handover?: string;
    readonly unit?: string;
    readonly state?: string;
  };
}

/** What an event says to this agency: of its own sending it is told as well. */
export function heardOf(who: ClientAgency, { id, type, time: at, data }: Event): Heard {
  const { handover = '', unit, state } = data;
  switch (type) {
    case 'vn.lienthong.handover.received':
      return { id, type: unit === unitOf[who] ? 'other' : 'received', handover, at };
    case 'vn.lienthong.handover.answered':
      return { id, type: 'ended', handover, at, ...(state === undefined ? {} : { state }) };
    case 'vn.lienthong.handover.withdrawn':
      return { id, type: 'ended', handover, at, state: 'withdrawn' };
    default:
      return { id, type: 'other', handover, at };
  }
}
