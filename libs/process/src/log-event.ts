import type { Log } from '@lienthong/config';
import { describeEvent } from './describe-event.js';

/** What failed is a warning, and so is what came in and cannot be read; the rest is the ordinary run of things. */
export function logEvent(log: Log, what: string, detail: unknown): void {
  const described = describeEvent(detail);
  const failed = 'error' in described || 'fault' in described;
  log[failed || isUnreadable(described) ? 'warn' : 'info']({ what, ...described }, 'event');
}

/** A partner said something that we could not read: nobody but an operator hears of it. Without its proof anybody may have sent it. */
const isUnreadable = ({ event, ground }: Readonly<Record<string, unknown>>): boolean =>
  event === 'inboundRefused' && ground === 'content';
