import { type BusMessage, RecordTooLarge } from './port.js';

/** Bytes of value plus headers, by which a record's size is limited. */
export function recordBytes({ headers, value }: Pick<BusMessage, 'headers' | 'value'>): number {
  let bytes = value.byteLength;
  for (const [name, text] of Object.entries(headers)) bytes += Buffer.byteLength(name) + Buffer.byteLength(text);
  return bytes;
}

/** @throws RecordTooLarge for the first message over the limit. */
export function refuseTooLarge(messages: readonly BusMessage[], limit: number): void {
  for (const message of messages) {
    const bytes = recordBytes(message);
    if (bytes > limit) throw new RecordTooLarge(bytes, limit, message.topic);
  }
}
