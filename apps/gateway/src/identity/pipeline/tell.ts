import { citizenCheckSubject, type FieldVerdict } from '@lienthong/contracts';
import type { Count, EventDraft } from '../../journey/draft.js';
import type { Batch } from '../../pipeline/batch.js';
import type { CitizenQuestion } from '../core.js';
import type { AskedPartner, KnownFacts } from '../rules/check.js';
import { isOpen, type AskedCheck, type StoredCheck } from './stored.js';

/** Lines of the dossier's timeline. Which officer asked, and what has to be mended, is sealed; values of a person stand nowhere. */
export const askedEvent = (check: StoredCheck, { officer, question }: AskedCheck): EventDraft => ({
  at: check.changedAt,
  kind: kindOf(check),
  by: check.client,
  ...exchangeOf(check.parts.population?.exchange),
  args: {
    check: check.id,
    procedure: check.procedure,
    by: question.by,
    ...(check.reusedFrom === undefined ? {} : { reusedFrom: check.reusedFrom }),
    ...(check.verdict === undefined ? {} : { verdict: check.verdict }),
  },
  personal: { officer: officer.id },
});

const kindOf = (check: StoredCheck): string => {
  if (check.reusedFrom === undefined) return 'citizenCheck.asked';
  return isOpen(check) ? 'citizenCheck.waits' : 'citizenCheck.reused';
};

/** What one of those who were asked has found. */
export function answeredEvent(
  check: StoredCheck,
  partner: AskedPartner,
  facts: KnownFacts[AskedPartner],
  at: string,
): EventDraft | undefined {
  if (!facts) return undefined;
  const findings = [...facts.fields.filter(needsMending).map(findingOf), ...wholeFinding(facts)];
  return {
    ...{ at, kind: 'citizenCheck.answered', by: partner },
    ...exchangeOf(check.parts[partner]?.exchange),
    args: { check: check.id, partner, verdict: facts.verdict },
    personal: { findings },
  };
}

const exchangeOf = (exchange: string | undefined) => (exchange === undefined ? {} : { exchange });
const needsMending = ({ fixBy }: FieldVerdict): boolean => fixBy !== undefined;
const findingOf = ({ name, fixBy, hint }: FieldVerdict) => ({ name, fixBy, hint });
const wholeFinding = (facts: NonNullable<KnownFacts[AskedPartner]>) =>
  'hint' in facts && facts.hint !== undefined ? [{ fixBy: facts.fixBy, hint: facts.hint }] : [];

export const askedCount = ({ reusedFrom }: StoredCheck, { by }: CitizenQuestion): Count => ({
  name: 'citizen_checks_total',
  labels: { by, reused: String(reusedFrom !== undefined) },
});

export const answeredCount = (partner: AskedPartner, verdict: string): Count => ({
  name: 'citizen_check_verdicts_total',
  labels: { partner, verdict },
});

/** That it has ended; what was found is read with its own right. */
export const endedOnFeed = ({ id, dossier, state, changedAt }: StoredCheck): Batch['feed'][number] => ({
  ...{ type: 'citizenCheck.completed', at: changedAt, data: { check: id, state } },
  subject: dossier ?? citizenCheckSubject(id),
});
