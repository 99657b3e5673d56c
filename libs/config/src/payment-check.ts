import type { ConfigFault } from './config-fault.js';
import type { PaymentsConfig } from './config.js';

/** What no schema sees in `payments:`, its defaults filled in. */
export function checkPayments({ openHours, longestOpenDays }: PaymentsConfig): ConfigFault[] {
  const most = longestOpenDays * 24;
  if (openHours <= most) return [];
  const allowed = `${most} at most, as long as payments.longestOpenDays allows`;
  return [{ pointer: '/payments/openHours', found: String(openHours), allowed }];
}
