import { hubActs, hubHandoverIdOf, handoverSubject, isOwnId, type HandoverTold } from '@lienthong/contracts';
import { isBox, isInstant, isName } from '../../pipeline/shapes.js';
import type { HandoverUnit } from './handover-unit.js';

type Read = { readonly unit: HandoverUnit } | { readonly reason: string };

/** The unit of what another hub told, or why it is none. What passes can stand in tables as it is. */
export function unitOfHandoverTold(told: HandoverTold): Read {
  const fault = faultOf(told);
  if (fault !== undefined) return { reason: `message.shape: ${fault}` };
  return { unit: { kind: 'handoverTold', subject: told.subject, told } };
}

function faultOf(told: HandoverTold): string | undefined {
  const { handover, subject, event, partner, account, reference, act, dossier, fromHubCode, toHubCode } = told;
  if (!isOwnId(handover) || subject !== handoverSubject(handover)) return 'handover or subject';
  if (![event, partner, account, reference, dossier, fromHubCode, toHubCode].every(isName)) return 'names';
  // Both sides give the same id to the same handover: one that does not fit would be another's.
  if (handover !== hubHandoverIdOf(account, reference)) return 'handover is not that of its reference';
  if (!(hubActs as readonly unknown[]).includes(act)) return 'act';
  if (!isInstant(told.at) || !isInstant(told.receivedAt)) return 'at or receivedAt';
  if (told.dueAt !== undefined && !isInstant(told.dueAt)) return 'dueAt';
  if (told.amount !== undefined && !(Number.isSafeInteger(told.amount) && told.amount > 0)) return 'amount';
  return isBox(told.detail) ? undefined : 'detail';
}
