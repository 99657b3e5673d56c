import {
  citizenVerdicts,
  sealContext,
  type CitizenCheckFacts,
  type ExchangeChanged,
  type SubscriberMatchFacts,
} from '@lienthong/contracts';
import { openAnswer, SealBroken } from '@lienthong/seal';
import type { Batch } from '../../pipeline/batch.js';
import { factsOfChange } from '../../pipeline/change-detail.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import {
  askedPartners,
  keptUntil,
  stateOf,
  verdictOf,
  type AskedPartner,
  type KnownFacts,
  type Part,
} from '../rules/check.js';
import { tellWaiting } from './await-answer.js';
import { checkOf } from './check-unit.js';
import { seeIdentity } from './see-identity.js';
import type { AskedCheck, StoredCheck } from './stored.js';
import { answeredCount, answeredEvent } from './tell.js';
import { isInstant } from '../../pipeline/shapes.js';

/** What became of a question to the population database or to a carrier: the check stands where its worst part stands. */
export function foldCheckChange(change: ExchangeChanged, batch: Batch, tools: PipelineTools): void {
  const id = checkOf(change.subject);
  const check = id === undefined ? undefined : batch.identity.checks.get(id);
  const partner = askedPartners.find((name) => check?.parts[name]?.exchange === change.exchange);
  const subject = batch.held(change.subject);
  if (!check || !partner || !subject) return;
  const found = foundBy(change, partner, batch.identity.asked.get(check.id), tools);
  const part = partAfter(change, found);
  if (!part) return;
  const facts = { ...batch.identity.facts.get(check.id)?.(), ...found };
  const after = checkAfter(check, partner, part, facts, batch.at);
  batch.identity.put(found ? { ...after, newFacts: facts } : after);
  if (found) {
    const line = answeredEvent(check, partner, found[partner], batch.at);
    batch.record(subject, line ? [line] : []);
    batch.count([answeredCount(partner, found[partner]!.verdict)]);
    const asked = batch.identity.asked.get(check.id);
    if (partner === 'population' && asked) seeIdentity(check, asked().question, facts, batch, tools);
  }
  tellWaiting(after, batch, tools);
}

function checkAfter(check: StoredCheck, partner: AskedPartner, part: Part, facts: KnownFacts, at: string): StoredCheck {
  const parts = { ...check.parts, [partner]: part };
  const state = stateOf(parts);
  const [verdict, kept] = [verdictOf(facts), keptUntil(state, facts, at)];
  return {
    ...check,
    ...{ parts, state, changedAt: at },
    ...(verdict ? { verdict } : {}),
    ...(kept ? { keptUntil: kept } : {}),
  };
}

/** A question that a person ended has no answer, and one that was answered without a verdict was not answered. */
function partAfter({ exchange, state, outcome }: ExchangeChanged, found: KnownFacts | undefined): Part | undefined {
  switch (state) {
    case 'settled':
      if (outcome === 'refused') return { state: 'refused', exchange };
      return found ? { state: 'done', exchange } : { state: 'refused', exchange, cause: 'noFacts' };
    case 'abandoned':
      return { state: 'refused', exchange, cause: 'abandoned' };
    case 'unknown':
    case 'resolving':
      return { state: 'unknown', exchange };
    case 'parked':
      return { state: 'parked', exchange };
    case 'waiting':
    case 'sending':
      return { state: 'pending', exchange };
    default:
      return undefined;
  }
}

function foundBy(
  change: ExchangeChanged,
  partner: AskedPartner,
  asked: (() => AskedCheck) | undefined,
  tools: PipelineTools,
): KnownFacts | undefined {
  const { state, outcome, exchange } = change;
  if (state !== 'settled' || outcome !== 'done') return undefined;
  const told = factsOfChange(change, tools);
  const facts = told && openedFacts(told, exchange, asked);
  if (!facts) return undefined;
  if (partner === 'population') return isPopulation(facts) ? { population: facts } : undefined;
  return isTelecom(facts) ? { telecom: facts } : undefined;
}

/** Nothing where they are sealed under another key than the check's: then there is no answer. */
function openedFacts(told: Facts, exchange: string, asked: (() => AskedCheck) | undefined): Facts | undefined {
  if (typeof told['sealed'] !== 'string') return told;
  const answerKey = asked?.().answerKey;
  if (!answerKey) return undefined;
  try {
    const opened = openAnswer(answerKey, Buffer.from(told['sealed'], 'base64'), sealContext.facts(exchange));
    return JSON.parse(opened.toString('utf8')) as Facts;
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}

type Facts = Readonly<Record<string, unknown>>;

const isPopulation = (facts: Facts): facts is Facts & CitizenCheckFacts => isFound(facts, citizenVerdicts);
const isTelecom = (facts: Facts): facts is Facts & SubscriberMatchFacts =>
  isFound(facts, ['matched', 'noMatch', 'unknown']);

/** As far as anything here depends on it. */
const isFound = ({ verdict, fields, validUntil, checkedAt }: Facts, verdicts: readonly string[]): boolean =>
  verdicts.includes(verdict as string) &&
  Array.isArray(fields) &&
  isInstant(checkedAt) &&
  // Only what may be used again has an end; connectors of before write one for everything.
  (isInstant(validUntil) || (validUntil === null && withoutEnd.includes(verdict as string)));

const withoutEnd: readonly string[] = ['noMatch', 'unknown'];
