import {
  expectedStates,
  isOwnId,
  paymentMethods,
  UnreadableMessage,
  unreadableRowSubject,
  type ExchangeAnnounced,
  type ExchangeCommand,
  type FactsAcknowledged,
  type LaneKind,
  type PaymentExpected,
  type RowReRead,
} from '@lienthong/contracts';
import type { AnyOperation } from '../port.js';

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 500;
const isTime = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;

function must(condition: boolean, what: string): void {
  if (!condition) throw new UnreadableMessage(`message.shape: ${what}`);
}

/** Everything a work row needs is there and of the right kind, and a connector here knows the operation. Throws {@link UnreadableMessage}. */
export function checkAnnouncement(
  announced: ExchangeAnnounced,
  operationOf: (partner: string, operation: string) => AnyOperation | undefined,
): ExchangeAnnounced {
  must(isOwnId(announced.exchange), 'exchange is not a UUID');
  must(isText(announced.subject), 'subject');
  must(isText(announced.client), 'client');
  must(isCount(announced.number), 'number');
  must(isTime(announced.due), 'due');
  must(isText(announced.partner) && isText(announced.operation), 'partner or operation');
  must(isPayload(announced.payload), 'payload');
  const { after } = announced;
  must(after === undefined || (isText(after.partner) && isText(after.operation) && isCount(after.number)), 'after');
  const operation = operationOf(announced.partner, announced.operation);
  if (!operation) throw new UnreadableMessage('message.operationUnknown');
  const lane: LaneKind = operation.lane;
  must(announced.lane === lane, `lane is not ${lane}`);
  return announced;
}

/** An operator's command that can be stored. Throws {@link UnreadableMessage}. */
export function checkCommand(command: ExchangeCommand): ExchangeCommand {
  must(isOwnId(command.command), 'command is not a UUID');
  must(isOwnId(command.exchange), 'exchange is not a UUID');
  must(isText(command.subject), 'subject');
  must(['retry', 'resolve', 'abandon'].includes(command.kind), 'kind');
  must(Number.isSafeInteger(command.expectedVersion), 'expectedVersion');
  const { orNewer } = command;
  must(orNewer === undefined || (typeof orNewer === 'boolean' && command.kind === 'abandon'), 'orNewer');
  must(command.kind !== 'resolve' || command.finding === 'done' || command.finding === 'notDone', 'finding');
  return command;
}

/** What a row of the projection needs. Throws {@link UnreadableMessage}. */
export function checkExpected(expected: PaymentExpected): PaymentExpected {
  must(isOwnId(expected.payment), 'payment is not a UUID');
  must(isText(expected.subject), 'subject');
  must(isText(expected.reference), 'reference');
  must(isText(expected.account), 'account');
  must(paymentMethods.includes(expected.method), 'method');
  must(Number.isSafeInteger(expected.amount) && expected.amount >= 0, 'amount');
  must(expectedStates.includes(expected.state), 'state');
  must(expected.virtualAccount === undefined || isText(expected.virtualAccount), 'virtualAccount');
  must(expected.expiresAt === undefined || isTime(expected.expiresAt), 'expiresAt');
  must(expected.createdAt === undefined || isTime(expected.createdAt), 'createdAt');
  must(Number.isSafeInteger(expected.version), 'version');
  must(isTime(expected.at), 'at');
  return expected;
}

/** A row that is to be read again. Throws {@link UnreadableMessage}. */
export function checkReRead(asked: RowReRead): RowReRead {
  must(isOwnId(asked.row) && isOwnId(asked.reading), 'row or reading is not a UUID');
  must(asked.subject === unreadableRowSubject(asked.row), 'subject');
  return asked;
}

/** Events that are acknowledged. Throws {@link UnreadableMessage}. */
export function checkAcknowledged({ events }: FactsAcknowledged): readonly string[] {
  must(Array.isArray(events) && events.every(isText), 'events');
  return events;
}

/** Either a key, or one that is sealed for a passing key. */
function isPayload(payload: ExchangeAnnounced['payload'] | undefined): boolean {
  if (!isBase64(payload?.box)) return false;
  const passing = payload?.passing;
  return passing === undefined ? isBase64(payload?.key) : isOwnId(passing.to) && isBase64(passing.key);
}

const isBase64 = (value: unknown): boolean => typeof value === 'string' && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
