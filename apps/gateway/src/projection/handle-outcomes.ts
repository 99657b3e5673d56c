import {
  eventIdOf,
  factTypes,
  isOwnId,
  openEnvelope,
  reached,
  UnreadableMessage,
  type AttemptSummary,
} from '@lienthong/contracts';
import type { Delivery, Verdict } from '@lienthong/bus';
import { unitOfTracking } from '../delivery/pipeline/told-unit.js';
import { unitOfHandoverTold } from '../handovers/pipeline/told-unit.js';
import { unitOfPassingKey } from '../identity/pipeline/check-unit.js';
import { unitOfMoney } from '../money/pipeline/told-unit.js';
import type { AnswerOf, toldKinds, Unit } from '../pipeline/unit.js';
import { unitOfSubmission } from '../submissions/pipeline/submission-unit.js';
import { unitOfRowReadAgain, unitOfUnreadable } from '../unreadable/unreadable-unit.js';
import { holdsNul, isInstant, isName } from '../pipeline/shapes.js';

/** What became of something that was told. */
export type ToldAnswer = AnswerOf[(typeof toldKinds)[number]];

export interface OutcomeHandling {
  /** Commits events together with whatever else has arrived; one answer each. */
  readonly submit: (units: readonly Unit[]) => Promise<readonly ToldAnswer[]>;
  /** Exchanges whose state this process has just committed. */
  readonly committed: (exchanges: readonly string[]) => void;
  /** Events that tell of facts, and that are stored now. */
  readonly acknowledge: (events: readonly string[]) => void;
  /** What is said of a message that has come before what it is about. From the bus it is told again; one of a quarantine is not. */
  readonly early: Verdict;
}

/** A batch of what the connectors say. Parsing comes before the transaction; what cannot be read stops only itself. */
export async function handleOutcomes(
  deliveries: readonly Delivery[],
  { submit, committed, acknowledge, early }: OutcomeHandling,
): Promise<Verdict[]> {
  const read = deliveries.map(unitOf);
  const units = read.flatMap((item) => ('unit' in item ? [item.unit] : []));
  const answers = await submit(units);
  reached('journey.committed');
  committed(answers.flatMap((answer) => (answer.kind === 'applied' ? [answer.exchange] : [])));
  let at = 0;
  const told = read.map((item): ToldAnswer | { readonly kind: 'unknown'; readonly reason: string } =>
    'unit' in item ? answers[at++]! : { kind: 'unknown', reason: item.reason },
  );
  const verdicts = told.map((answer) => (answer.kind === 'early' ? early : verdictOf(answer)));
  // What is poison is acknowledged when it is quarantined; what has come too early is told again.
  const stored = deliveries.filter((_one, index) => verdicts[index] === 'handled' && told[index]!.kind !== 'early');
  acknowledge(stored.flatMap((one) => factOf(one) ?? []));
  return verdicts;
}

/** Id of the event that a delivery brings, if it tells of a fact. */
export const factOf = (delivery: Delivery): string | undefined => eventIdOf(delivery, factTypes);

const verdictOf = (answer: ToldAnswer): Verdict => (answer.kind === 'unknown' ? { poison: answer.reason } : 'handled');

function unitOf(delivery: Delivery): { readonly unit: Unit } | { readonly reason: string } {
  try {
    const message = openEnvelope(delivery);
    const { data } = message;
    if (message.type === 'delivery.tracked') return unitOfTracking(message.data);
    if (message.type === 'handover.told') return unitOfHandoverTold(message.data);
    if (message.type === 'row.unreadable') return unitOfUnreadable(message.data);
    if (message.type === 'row.readAgain') return unitOfRowReadAgain(message.data);
    if (message.type === 'dossier.submitted') return unitOfSubmission(message.data);
    if (message.type === 'passingKey.offered') return unitOfPassingKey(message.data);
    if (!('exchange' in data)) return unitOfMoney(message);
    if (holdsNul(delivery.value)) return { reason: 'message.shape: a NUL character' };
    if (!isOwnId(data.exchange)) return { reason: 'message.shape: exchange is no id' };
    if (!isName(data.subject)) return { reason: 'message.shape: subject is missing' };
    switch (message.type) {
      case 'exchange.changed':
        if (message.data.question && !isCall(message.data.question)) return { reason: 'message.shape: question' };
        return isWhole(message.data.version, message.data.attempts, message.data.number) && isInstant(message.data.at)
          ? { unit: { kind: 'changed', subject: data.subject, change: message.data } }
          : { reason: 'message.shape: version, attempts, number or at' };
      case 'exchange.commandAnswered':
        return isOwnId(message.data.command) && isInstant(message.data.at)
          ? { unit: { kind: 'answered', subject: data.subject, answer: message.data } }
          : { reason: 'message.shape: command or at' };
      case 'exchange.strayCall': {
        const { process, call, number, at } = message.data;
        return isName(process) && isCall(call) && isWhole(number) && isInstant(at)
          ? { unit: { kind: 'strayCall', subject: data.subject, call: message.data } }
          : { reason: 'message.shape: process, call, number or at' };
      }
      default:
        return { reason: `message.notForUs: ${message.type}` };
    }
  } catch (error) {
    if (error instanceof UnreadableMessage) return { reason: error.reason };
    throw error;
  }
}

const isWhole = (...values: readonly unknown[]): boolean => values.every((value) => Number.isSafeInteger(value));

/** A summary that can stand in a table as it is. */
function isCall(value: AttemptSummary | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isWhole(value.attempt) && isInstant(value.startedAt) && isInstant(value.endedAt) && isName(value.outcome);
}
