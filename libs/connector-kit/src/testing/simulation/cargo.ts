import {
  envelope,
  sealContext,
  topics,
  type ExchangeAnnounced,
  type ExchangeCommand,
  type MessageType,
} from '@lienthong/contracts';
import type { Delivery } from '@lienthong/bus';
import { seal, type Keyring } from '@lienthong/seal';
import { operations, partnerName } from './simulated-connector.js';
import type { Tape } from './tape.js';

/** A UUID of the schedule's own numbering. */
export const uuid = (kind: number, n: number): string =>
  `00000000-0000-7${String(kind).padStart(3, '0')}-8000-${n.toString(16).padStart(12, '0')}`;

/** One record of the bus that waits for a consumer. */
export interface Cargo {
  readonly label: string;
  readonly delivery: Delivery;
  /** How often a consumer still has to handle it; more than once is a duplicate. */
  left: number;
  /** Given to a process that has not answered yet. */
  out: unknown;
}

let offset = 0;

export function cargo(type: MessageType, id: string, subject: string, at: number, data: unknown, label: string): Cargo {
  return {
    label,
    left: 1,
    out: undefined,
    delivery: {
      topic: topics.exchanges,
      key: subject,
      headers: envelope({ id, type, source: 'urn:simulation', subject, time: new Date(at).toISOString() }),
      value: Buffer.from(JSON.stringify(data)),
      partition: 0,
      offset: String((offset += 1)),
      appendedAt: new Date(at),
    },
  };
}

export const commandCargo = (command: ExchangeCommand, at: number): Cargo =>
  cargo(
    'exchange.command',
    command.command,
    command.subject,
    at,
    command,
    `${command.kind} ${command.exchange.slice(-4)}`,
  );

/** The exchanges of one schedule: a few subjects, a few lanes each, numbers without gap. */
export function drawExchanges(tape: Tape, keyring: Keyring, now: number): ExchangeAnnounced[] {
  const drawn: ExchangeAnnounced[] = [];
  const names = Object.keys(operations);
  const subjects = 1 + tape.below(3);
  for (let s = 0; s < subjects; s += 1) {
    const lanes = 1 + tape.below(3);
    const first = tape.below(names.length);
    for (let l = 0; l < lanes; l += 1) {
      const operation = names[(first + l * (1 + tape.below(2))) % names.length]!;
      if (drawn.some((other) => other.subject === `s${s}` && other.operation === operation)) continue;
      const numbers = 1 + tape.below(4);
      const before = l > 0 && tape.chance(300) ? drawn.find((other) => other.subject === `s${s}`) : undefined;
      for (let number = 1; number <= numbers; number += 1) {
        const after = before && number === 1 ? before.operation : undefined;
        drawn.push(announcement(keyring, now, { n: drawn.length + 1, subject: `s${s}`, operation, number, after }));
      }
    }
  }
  return drawn;
}

/** Lanes of one subject, as many numbers as given. */
export const exchangesOf = (
  lanes: Readonly<Record<string, number>>,
  keyring: Keyring,
  now: number,
): ExchangeAnnounced[] =>
  Object.entries(lanes)
    .flatMap(([operation, numbers]) => Array.from({ length: numbers }, (_, at) => ({ operation, number: at + 1 })))
    .map((one, at) => announcement(keyring, now, { n: at + 1, subject: 's0', ...one }));

interface Announced {
  readonly n: number;
  readonly subject: string;
  readonly operation: string;
  readonly number: number;
  readonly after?: string | undefined;
}

function announcement(keyring: Keyring, now: number, announced: Announced): ExchangeAnnounced {
  const { n, subject, operation, number, after } = announced;
  const { key, wrapped } = dataKey(keyring);
  const exchange = uuid(1, n);
  const box = seal(key, Buffer.from(JSON.stringify({ number })), sealContext.payload(exchange));
  return {
    ...{ exchange, subject, partner: partnerName, operation, number, client: `client${subject}` },
    lane: operations[operation]!.lane,
    due: new Date(now + 60_000).toISOString(),
    createdAt: new Date(now).toISOString(),
    payload: { key: wrapped, box: box.toString('base64') },
    ...(after ? { after: { partner: partnerName, operation: after, number: 1 } } : {}),
  };
}

const keys = new WeakMap<Keyring, { key: ReturnType<Keyring['newDataKey']>['key']; wrapped: string }>();

function dataKey(keyring: Keyring): { key: ReturnType<Keyring['newDataKey']>['key']; wrapped: string } {
  let known = keys.get(keyring);
  if (!known) {
    const { key, wrapped } = keyring.newDataKey();
    keys.set(keyring, (known = { key, wrapped: wrapped.toString('base64') }));
  }
  return known;
}
