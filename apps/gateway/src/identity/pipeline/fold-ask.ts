import { citizenCheckSubject, type CitizenCheckPayload } from '@lienthong/contracts';
import type { Decision } from '../../journey/decide.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { carryOut } from '../../pipeline/carry-out.js';
import { newSubject } from '../../pipeline/new-subject.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import type { AskCitizenAnswer } from '../core.js';
import { keptUntil, verdictOf, type KnownFacts } from '../rules/check.js';
import { answerFrom } from '../rules/reuse.js';
import { seeIdentity } from './see-identity.js';
import type { StoredCheck } from './stored.js';
import { askedCount, askedEvent } from './tell.js';

type Ask = UnitOf<'askCitizen'>;

/** Somebody waits at a desk: such a look-up goes before what is due tomorrow. */
const urgentMillis = 60_000;

/** An officer asks about a person: what is known and valid answers, else the base is asked. */
export function foldAskCitizen(unit: Ask, held: HeldSubject, batch: Batch, tools: PipelineTools): AskCitizenAnswer {
  const { command } = unit;
  if (command.dossier !== undefined) {
    const { dossier } = held.state;
    // Another's dossier looks like none.
    if (!dossier || !command.mayUseUnit(dossier.unit)) return { kind: 'notFound' };
    if (dossier.procedure !== command.procedure) return { kind: 'otherProcedure', procedure: dossier.procedure };
  }
  const subject = newSubject(citizenCheckSubject(unit.check), batch, tools);
  // What happens to it is told with its dossier.
  if (command.dossier !== undefined) batch.logs.set(subject.subject, held);
  for (const earlier of batch.identity.earlier.get(unit.person) ?? []) {
    const facts = answerFrom(earlier, command.question, batch.at);
    if (facts) return reuse(unit, earlier.id, facts, subject, batch, tools);
  }
  return ask(unit, subject, batch, tools);
}

function begun({ check, person, command }: Ask, { at }: Batch) {
  const { client, dossier, procedure, officer, question } = command;
  return {
    id: check,
    ...(dossier === undefined ? {} : { dossier }),
    client,
    procedure,
    person,
    createdAt: at,
    changedAt: at,
    newAsked: { officer, question },
  };
}

function reuse(
  unit: Ask,
  reusedFrom: string,
  facts: KnownFacts,
  subject: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): AskCitizenAnswer {
  const [verdict, kept] = [verdictOf(facts), keptUntil('done', facts, batch.at)];
  const check: StoredCheck = {
    ...begun(unit, batch),
    parts: { population: { state: 'done' }, ...(facts.telecom ? { telecom: { state: 'done' } } : {}) },
    state: 'done',
    ...(verdict ? { verdict } : {}),
    reusedFrom,
    ...(kept ? { keptUntil: kept } : {}),
    newFacts: facts,
  };
  keep(check, unit, batch);
  batch.record(subject, [askedEvent(check, unit.command)]);
  seeIdentity(check, unit.command.question, facts, batch, tools);
  return { kind: 'accepted', check: check.id, exchanges: [], replayed: false };
}

function ask(unit: Ask, subject: HeldSubject, batch: Batch, tools: PipelineTools): AskCitizenAnswer {
  const { check, command } = unit;
  const answerKey = unit.answerKey.publicKey;
  const { by, phone, personalNumber } = command.question;
  const asked = {
    kind: 'citizenAsked',
    client: command.client,
    operation: by === 'person' ? 'lookUpCitizen' : 'confirmCitizen',
    check: payloadOf(unit),
    ...(phone === undefined ? {} : { match: { check, officer: command.officer, personalNumber, phone, answerKey } }),
    due: new Date(Date.parse(batch.at) + urgentMillis).toISOString(),
  } as const;
  const pending = ({ exchanges }: Decision): StoredCheck => ({
    ...begun(unit, batch),
    parts: Object.fromEntries(exchanges.map(({ id, partner }) => [partner, { state: 'pending', exchange: id }])),
    state: 'pending',
  });
  const decision = carryOut(asked, subject, batch, tools, {
    traceparent: command.traceparent,
    lines: (made) => [askedEvent(pending(made), command)],
  });
  const { officer, question } = command;
  keep({ ...pending(decision), newAsked: { officer, question, answerKey: unit.answerKey } }, unit, batch);
  return { kind: 'accepted', check, exchanges: decision.exchanges.map(({ id }) => id), replayed: false };
}

function keep(check: StoredCheck, { command }: Ask, batch: Batch): void {
  batch.identity.put(check);
  batch.count([askedCount(check, command.question)]);
}

/** The access is made under the procedure's own code. */
function payloadOf({ check, command, answerKey: { publicKey: answerKey } }: Ask): CitizenCheckPayload {
  const { procedure, officer, question } = command;
  const { personalNumber, fullName, birthDate, claims, fields } = question;
  return {
    ...{ check, procedure, serviceCode: procedure, officer, personalNumber, fullName, birthDate, claims, fields },
    answerKey,
  };
}
