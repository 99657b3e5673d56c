import type { OutboxMessage } from '../port.js';

/** A committed message on its way to the bus. */
export interface Numbered {
  readonly n: number;
  readonly message: Omit<OutboxMessage, 'ref'>;
}

/** A row of the outbox table as the relay reads it back; without `value` it is thin. */
export interface OutboxRow {
  readonly n: number;
  readonly topic: string;
  readonly key: string;
  readonly ref: string | null;
  readonly headers: string | null;
  readonly value: Uint8Array | null;
}

/** Roughly what a message takes in memory. */
export const sizeOf = ({ message }: Numbered): number => message.value.byteLength + message.key.length + 500;
