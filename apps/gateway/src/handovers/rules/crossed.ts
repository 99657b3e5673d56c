import { isOwnHubReference, type HandoverTold } from '@lienthong/contracts';
import type { HandoverAct, HandoverState } from './handover.js';

/** Another hub says each word until it is taken, and keeps no order among them: one may overtake what it is about. */
const earlyMillis = 15 * 60_000;

/** May what it is about come yet? What was handed over here is known before anybody there hears of it. */
export const isEarly = (
  { reference, receivedAt }: Pick<HandoverTold, 'reference' | 'receivedAt'>,
  now: number,
): boolean => !isOwnHubReference(reference) && now - Date.parse(receivedAt) < earlyMillis;

/** Who has answered has accepted by it: that it comes afterwards is no news. */
export const isImplied = (act: HandoverAct, state: HandoverState): boolean => act === 'accept' && state === 'answered';
