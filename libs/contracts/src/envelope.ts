import { contractVersion, type MessageType, type MessageTypes } from './messages.js';

/** The field that names what a message is about; a record without it cannot be read. */
const idField: { readonly [T in MessageType]: keyof MessageTypes[T] & string } = {
  'exchange.announced': 'exchange',
  'exchange.command': 'exchange',
  'exchange.changed': 'exchange',
  'exchange.commandAnswered': 'exchange',
  'exchange.strayCall': 'exchange',
  'payment.expected': 'payment',
  'payment.claimed': 'payment',
  'credit.received': 'credit',
  'account.listed': 'account',
  'delivery.tracked': 'event',
  'handover.told': 'event',
  'row.unreadable': 'row',
  'row.reRead': 'row',
  'row.readAgain': 'row',
  'dossier.submitted': 'submission',
  'passingKey.offered': 'passingKey',
  'facts.acknowledged': 'acknowledgement',
};

const isMessageType = (type: string): type is MessageType => Object.hasOwn(idField, type);

const schemaBase = 'urn:lienthong:schema:';

/** URN of a message type at the present contract version, for `dataschema`. */
const dataschemaOf = (type: MessageType): string => `${schemaBase}${type}:${contractVersion}`;

/**
 * Headers of one message: CloudEvents 1.0 attributes as in the Kafka binding, binary mode. `id` must stay the same when the same
 * message is published again.
 */
export function envelope(message: {
  readonly id: string;
  readonly type: MessageType;
  readonly source: string;
  readonly subject: string;
  readonly time: string;
  readonly traceparent?: string | undefined;
}): Record<string, string> {
  return {
    ce_specversion: '1.0',
    ce_id: message.id,
    ce_type: `vn.lienthong.${message.type}`,
    ce_source: message.source,
    ce_subject: message.subject,
    ce_time: message.time,
    ce_dataschema: dataschemaOf(message.type),
    'content-type': 'application/json',
    ...(message.traceparent ? { traceparent: message.traceparent } : {}),
  };
}

/** The event's own id where it is one of these types; what cannot be read otherwise may still have one. */
export function eventIdOf(
  { headers }: { readonly headers: Readonly<Record<string, string>> },
  types: readonly MessageType[],
): string | undefined {
  const { ce_type: type, ce_id: id } = headers;
  return types.some((one) => type === `vn.lienthong.${one}`) ? id : undefined;
}

/** Why a record cannot be read; it is quarantined with its bytes. */
export class UnreadableMessage extends Error {
  constructor(readonly reason: string) {
    super(reason);
    this.name = 'UnreadableMessage';
  }
}

export type Opened = { [T in MessageType]: { readonly type: T; readonly data: MessageTypes[T] } }[MessageType];

/** Reads one record. Throws {@link UnreadableMessage}; never lets a parse error through. */
export function openEnvelope(record: {
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
}): Opened {
  const type = record.headers['ce_type']?.replace(/^vn\.lienthong\./, '');
  if (type === undefined || !isMessageType(type)) throw new UnreadableMessage(`message.typeUnknown: ${type ?? 'none'}`);
  const version = Number(record.headers['ce_dataschema']?.split(':').at(-1));
  if (!(version >= contractVersion - 1 && version <= contractVersion + 1)) {
    throw new UnreadableMessage(`message.versionUnknown: ${record.headers['ce_dataschema'] ?? 'none'}`);
  }
  let data: unknown;
  try {
    data = JSON.parse(
      Buffer.from(record.value.buffer, record.value.byteOffset, record.value.byteLength).toString('utf8'),
    );
  } catch {
    throw new UnreadableMessage('message.notJson');
  }
  const id = idField[type];
  if (typeof data !== 'object' || data === null || typeof (data as Record<string, unknown>)[id] !== 'string') {
    throw new UnreadableMessage(`message.shape: ${id} is missing`);
  }
  return { type, data } as Opened;
}
