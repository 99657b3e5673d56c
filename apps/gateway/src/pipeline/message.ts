import {
  envelope,
  sealContext,
  topics,
  type After,
  type AnnouncedPayload,
  type ExchangeAnnounced,
  type ExchangeCommand,
  type FactsAcknowledged,
  type RowReRead,
} from '@lienthong/contracts';
import { sealAnswer } from '@lienthong/seal';
import type { OutboxMessage } from '@lienthong/store';
import type { PassingKey } from '../identity/store/passing-keys.js';

const source = 'urn:lienthong:gateway';

/** An exchange as its row tells it: enough to announce it at any time in the very same words. */
export interface Announceable {
  readonly id: string;
  readonly subject: string;
  readonly partner: string;
  readonly operation: string;
  readonly lane: ExchangeAnnounced['lane'];
  readonly number: number;
  readonly after?: After;
  readonly due: string;
  readonly client: string;
  readonly createdAt: string;
  readonly traceparent?: string;
  /** Sealed. */
  readonly payload: Buffer;
  readonly wrappedKey: Buffer;
  /** Who alone is to open it, where it is to be erased soon. */
  readonly passing?: PassingKey | undefined;
}

/** The stored outbox row is thin: `ref` names the exchange, the bytes are made again from it. */
export function announcement(exchange: Announceable): OutboxMessage & { readonly ref: string } {
  const { id, payload, wrappedKey, passing, ...rest } = exchange;
  const body: ExchangeAnnounced = {
    exchange: id,
    ...rest,
    payload: { ...keyOf(id, wrappedKey, passing), box: payload.toString('base64') },
  };
  return {
    topic: topics.exchanges,
    key: exchange.subject,
    headers: envelope({
      id,
      type: 'exchange.announced',
      source,
      subject: exchange.subject,
      time: exchange.createdAt,
      traceparent: exchange.traceparent,
    }),
    value: Buffer.from(JSON.stringify(body), 'utf8'),
    ref: `exchange:${id}`,
  };
}

function keyOf(exchange: string, wrapped: Buffer, passing: PassingKey | undefined): Omit<AnnouncedPayload, 'box'> {
  if (!passing) return { key: wrapped.toString('base64') };
  const key = sealAnswer(passing.publicKey, wrapped, sealContext.passing(exchange)).toString('base64');
  return { key: '', passing: { to: passing.id, key } };
}

export function commandMessage(command: ExchangeCommand): OutboxMessage & { readonly ref: string } {
  return {
    topic: topics.exchanges,
    key: command.subject,
    headers: envelope({
      id: command.command,
      type: 'exchange.command',
      source,
      subject: command.subject,
      time: command.at,
    }),
    value: Buffer.from(JSON.stringify(command), 'utf8'),
    ref: `command:${command.command}`,
  };
}

/** Asked for once more it is the same event. */
export function reReadMessage(asked: RowReRead): OutboxMessage {
  const { subject, reading: id, at: time } = asked;
  return {
    topic: topics.exchanges,
    key: subject,
    headers: envelope({ id, type: 'row.reRead', source, subject, time }),
    value: Buffer.from(JSON.stringify(asked), 'utf8'),
  };
}

/** Tells the connectors what need not be told again. If it is lost, what is told again is no news, and is acknowledged once more. */
export function acknowledgement(id: string, events: readonly string[], at: string): Omit<OutboxMessage, 'ref'> {
  const subject = `facts:${id}`;
  const body: FactsAcknowledged = { acknowledgement: id, subject, events, at };
  return {
    topic: topics.exchanges,
    key: subject,
    headers: envelope({ id, type: 'facts.acknowledged', source, subject, time: at }),
    value: Buffer.from(JSON.stringify(body), 'utf8'),
  };
}
