import { citizenCheckSubject } from '@lienthong/contracts';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import { newSubject } from '../../pipeline/new-subject.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import type { UnitOf } from '../../pipeline/unit.js';
import type { AskCitizenAnswer } from '../core.js';
import { askedPartners } from '../rules/check.js';
import { awaitOrAsk } from './await-answer.js';
import { isOpen, type StoredCheck } from './stored.js';
import { useKnown } from './use-answer.js';

type Ask = UnitOf<'askCitizen'>;

/** An officer asks about a person: what is known and valid answers, or what is being found out already; else the base is asked. */
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
  const exchanges = endingWith(answered(unit, subject, batch, tools), batch);
  return { kind: 'accepted', check: unit.check, exchanges, replayed: false };
}

/** Exchanges whose end brings the answer: of the check that it waits for, too, though that one may be another client's. */
function endingWith(check: StoredCheck, { identity }: Batch): readonly string[] {
  const first = isOpen(check) && check.reusedFrom !== undefined ? identity.checks.get(check.reusedFrom) : undefined;
  return askedPartners.flatMap((name) => (check.parts[name] && (first ?? check).parts[name]?.exchange) ?? []);
}

function answered(unit: Ask, subject: HeldSubject, batch: Batch, tools: PipelineTools): StoredCheck {
  const { check, person, command, answerKey } = unit;
  const { client, dossier, procedure, officer, question, traceparent } = command;
  const begun: StoredCheck = {
    id: check,
    ...(dossier === undefined ? {} : { dossier }),
    ...{ client, procedure, person, parts: {}, state: 'pending', createdAt: batch.at, changedAt: batch.at },
    newAsked: { officer, question },
  };
  const known = useKnown(begun, begun.newAsked!, subject, batch, tools);
  if (known) return known;
  const asked = { officer, question, answerKey };
  const underWay = batch.identity.underWay(person);
  return awaitOrAsk({ ...begun, newAsked: asked }, asked, underWay, subject, batch, tools, traceparent);
}
