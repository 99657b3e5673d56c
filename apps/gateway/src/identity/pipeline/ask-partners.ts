import type { CitizenCheckPayload } from '@lienthong/contracts';
import type { Decision } from '../../journey/decide.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { AskedCheck, StoredCheck } from './stored.js';
import { askedCount, askedEvent } from './tell.js';

/** Somebody waits at a desk: such a look-up goes before what is due tomorrow. */
const urgentMillis = 60_000;

/** Puts a check's question to the base, and to a carrier where a telephone number was claimed; the check as it stands then. */
export function askPartners(
  { reusedFrom: _waitedFor, ...check }: StoredCheck,
  asked: AskedCheck,
  subject: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
  traceparent?: string,
): StoredCheck {
  const { officer, question } = asked;
  const { by, phone, personalNumber } = question;
  const own = { ...(asked.answerKey ? { answerKey: asked.answerKey.publicKey } : {}) };
  const event = {
    kind: 'citizenAsked',
    client: check.client,
    operation: by === 'person' ? 'lookUpCitizen' : 'confirmCitizen',
    check: payloadOf(check, asked),
    ...(phone === undefined ? {} : { match: { check: check.id, officer, personalNumber, phone, ...own } }),
    due: new Date(Date.parse(batch.at) + urgentMillis).toISOString(),
  } as const;
  const pending = ({ exchanges }: Decision): StoredCheck => ({
    ...check,
    parts: Object.fromEntries(exchanges.map(({ id, partner }) => [partner, { state: 'pending', exchange: id }])),
    state: 'pending',
    changedAt: batch.at,
  });
  const decision = carryOut(event, subject, batch, tools, {
    traceparent,
    lines: (made) => [askedEvent(pending(made), asked)],
  });
  const after = pending(decision);
  batch.identity.put(after);
  batch.count([askedCount(after, question)]);
  return after;
}

/** The access is made under the procedure's own code. */
function payloadOf(
  { id, procedure }: Pick<StoredCheck, 'id' | 'procedure'>,
  { officer, question, answerKey }: AskedCheck,
): CitizenCheckPayload {
  const { personalNumber, fullName, birthDate, claims, fields } = question;
  return {
    ...{ check: id, procedure, serviceCode: procedure, officer, personalNumber, fullName, birthDate, claims, fields },
    ...(answerKey ? { answerKey: answerKey.publicKey } : {}),
  };
}
