import type { Log } from '@lienthong/config';
import { describeEvent } from './describe-event.js';

/** What failed is a warning; the rest is the ordinary run of things. */
export function logEvent(log: Log, what: string, detail: unknown): void {
  const described = describeEvent(detail);
  const failed = 'error' in described || 'fault' in described;
  log[failed ? 'warn' : 'info']({ what, ...described }, 'event');
}
