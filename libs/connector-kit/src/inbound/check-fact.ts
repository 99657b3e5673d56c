import { isDossierCode } from '@lienthong/contracts';
import type { HandoverFact, InboundFact, SubmissionFact, TrackingFact } from './facts.js';

/** What a provider's own number may look like: it stands in columns, messages and what operators see. */
const plainText = /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/;
const isAmount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
const isTime = (value: string): boolean => /Z$/.test(value) && !Number.isNaN(Date.parse(value));

/** The cause for which one of them cannot be kept as a fact, of the first; a route that reads with care gives none. */
export function faultOfFacts(facts: readonly InboundFact[]): string | undefined {
  for (const fact of facts) {
    const fault = faultOfFact(fact);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfFact(fact: InboundFact): string | undefined {
  if (fact.kind === 'tracking') return faultOfTracking(fact);
  if (fact.kind === 'handover') return faultOfHandover(fact);
  if (fact.kind === 'submission') return faultOfSubmission(fact);
  const ids = fact.kind === 'credit' ? [fact.providerId, fact.bankReference] : [fact.statementId, fact.providerId];
  if (![...ids, fact.reference].every((id) => id === undefined || plainText.test(id))) return 'inbound.idMalformed';
  if (fact.amount !== undefined && !isAmount(fact.amount)) return 'inbound.amountNotWhole';
  if (!isTime(fact.kind === 'credit' ? fact.bankTime : fact.at)) return 'inbound.timeMalformed';
  if (fact.kind === 'credit' && fact.virtualAccount !== undefined && !plainText.test(fact.virtualAccount)) {
    return 'inbound.idMalformed';
  }
  return undefined;
}

function faultOfTracking({ rowId, reference, account, code, itemCode, at }: TrackingFact): string | undefined {
  const ids = [rowId, reference, account, code, itemCode];
  if (!ids.every((id) => id === undefined || plainText.test(id)) || code.includes(' ')) return 'inbound.idMalformed';
  return isTime(at) ? undefined : 'inbound.timeMalformed';
}

function faultOfHandover(fact: HandoverFact): string | undefined {
  const { statementId, reference, dossier, fromHubCode, toHubCode, at, dueAt } = fact;
  const ids = [statementId, reference, dossier, fromHubCode, toHubCode];
  if (!ids.every((id) => plainText.test(id)) || reference.includes(' ')) return 'inbound.idMalformed';
  return isTime(at) && (dueAt === undefined || isTime(dueAt)) ? undefined : 'inbound.timeMalformed';
}

function faultOfSubmission({ submissionId, code, digest }: SubmissionFact): string | undefined {
  if (!isDossierCode(code)) return 'inbound.codeNotAllowed';
  return [submissionId, digest].every((id) => plainText.test(id)) ? undefined : 'inbound.idMalformed';
}
