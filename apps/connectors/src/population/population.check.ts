import { outcomeOfFailedSend, type Outcome, type SendCall, type WorkItem } from '@lienthong/connector-kit';
import { stableId, type CitizenCheckFacts, type CitizenCheckPayload } from '@lienthong/contracts';
import { answerFacts } from '../answer-facts.js';
import { birthDateOf } from '../matching/birth-date.js';
import { readConfirmation, readPersons } from './population.answer.js';
import type { PopulationConfig } from './population.config.js';
import { outcomeOfAnswer, unclear, type Tried } from './population.outcome.js';
import { refusalOf } from './population.payload.js';
import { FieldUnreadable, readPerson } from './population.record.mapping.js';
import type { Access, PopulationRequests } from './population.request.js';
import {
  fieldsToRead,
  isAsked,
  judgeConfirmation,
  judgeNobody,
  judgeOtherBirthDate,
  judgePerson,
  type CheckVerdict,
} from './population.verdict.js';

export interface CheckParts {
  readonly config: PopulationConfig;
  readonly requests: PopulationRequests;
}

type Call = SendCall<CitizenCheckPayload>;
type Judged = { readonly verdict: CheckVerdict } | { readonly ended: Outcome };

/** `TraCuuThongTinCongDan`: number, name and date of birth together. */
export async function lookUp(parts: CheckParts, call: Call): Promise<Outcome> {
  const [{ payload, exchange }] = call.items;
  const refused = refusalOf(parts.config, payload);
  if (refused) return refused;
  const judged = await lookUpOnce(parts, call, { payload, request: exchange, now: call.now });
  if ('ended' in judged) return judged.ended;
  if (judged.verdict.verdict !== 'noMatch') return done(parts, call, judged.verdict, [exchange]);
  const { narrowed, request } = await narrow(parts, call);
  return done(parts, call, narrowed ?? judged.verdict, request === undefined ? [exchange] : [exchange, request]);
}

/** `XacThucThongTinCongDan`: number and name. */
export async function confirm(parts: CheckParts, call: Call): Promise<Outcome> {
  const [{ payload, exchange }] = call.items;
  if (parts.config.dialect !== 'soap')
    return { outcome: 'refused', cause: 'population.notInDialect', whoActs: 'operator' };
  const refused = refusalOf(parts.config, payload);
  if (refused) return refused;
  const judged = await confirmOnce(parts, call, { payload, request: exchange, now: call.now });
  return 'ended' in judged ? judged.ended : done(parts, call, judged.verdict, [exchange]);
}

async function lookUpOnce(
  { config, requests }: CheckParts,
  { items: [item], http }: Call,
  access: Access,
): Promise<Judged> {
  const tried = triedOf(config, item, access);
  const answer = await http.send(await requests.lookUp(access));
  if (!answer.ok) return { ended: outcomeOfFailedSend(answer) };
  const said = readPersons(config, answer);
  if (said.says !== 'found') return { ended: outcomeOfAnswer(said, answer, tried) };
  const [person, ...others] = said.found;
  if (!person) return { verdict: judgeNobody(access.payload) };
  if (others.length > 0) return { ended: unclear('population.severalPersons', tried) };
  try {
    const held = readPerson(config, person, fieldsToRead(access.payload));
    const asked = isAsked(access.payload, held);
    if (asked === undefined) return { ended: unclear('population.numberMissing', tried) };
    return asked ? { verdict: judgePerson(access.payload, held) } : { ended: unclear('population.otherPerson', tried) };
  } catch (error) {
    if (error instanceof FieldUnreadable) return { ended: unclear('population.fieldUnreadable', tried) };
    throw error;
  }
}

async function confirmOnce(
  { config, requests }: CheckParts,
  { items: [item], http }: Call,
  access: Access,
): Promise<Judged> {
  const tried = triedOf(config, item, access);
  const answer = await http.send(await requests.confirm(access));
  if (!answer.ok) return { ended: outcomeOfFailedSend(answer) };
  const said = readConfirmation(config, answer);
  if (said.says !== 'found') return { ended: outcomeOfAnswer(said, answer, tried) };
  return { verdict: judgeConfirmation(access.payload, said.found) };
}

interface Narrowed {
  readonly narrowed?: CheckVerdict;
  /** The access that was made. */
  readonly request?: string;
}

/** At most one further access, where the tenant wants it; if it brings nothing, the first answer stands. */
async function narrow(parts: CheckParts, call: Call): Promise<Narrowed> {
  const { narrowing, dialect } = parts.config;
  const [{ payload, exchange }] = call.items;
  const date = birthDateOf(payload.birthDate);
  if (narrowing === 'off' || call.signal.aborted) return {};
  if (narrowing === 'confirm' ? dialect !== 'soap' : date?.month === undefined) return {};
  const access = { payload, request: stableId('narrowing', exchange), now: call.now };
  const judged =
    narrowing === 'confirm'
      ? await confirmOnce(parts, call, access)
      : await lookUpOnce(parts, call, { ...access, birthDate: String(date!.year) });
  const found = 'verdict' in judged && judged.verdict.verdict !== 'noMatch';
  return { request: access.request, ...(found ? { narrowed: judgeOtherBirthDate(payload) } : {}) };
}

const triedOf = ({ answers }: PopulationConfig, { attempt }: WorkItem<unknown>, { now }: Access): Tried => ({
  attempt,
  maxUnclear: answers.maxUnclear,
  now,
});

/** A verdict that nothing matched is not used again: the next check asks. */
function done(
  { config }: CheckParts,
  { items: [item], now }: Call,
  verdict: CheckVerdict,
  requests: string[],
): Outcome {
  const hours = verdict.verdict === 'noMatch' ? 0 : config.validHours;
  const facts: CitizenCheckFacts = {
    ...verdict,
    officer: item.payload.officer.id,
    requests,
    checkedAt: now.toISOString(),
    validUntil: new Date(now.getTime() + hours * 3_600_000).toISOString(),
  };
  return { outcome: 'done', facts: answerFacts(item, facts) };
}
