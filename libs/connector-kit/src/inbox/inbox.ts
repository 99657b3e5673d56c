import {
  openEnvelope,
  reached,
  shardOf,
  UnreadableMessage,
  type ExchangeAnnounced,
  type RowReRead,
} from '@lienthong/contracts';
import type { Delivery, Verdict } from '@lienthong/bus';
import type { CommitLine } from '@lienthong/store';
import { seal, type Keyring } from '@lienthong/seal';
import { afterRestore } from '../exchange/transitions.js';
import { announced, type Work, type WorkState } from '../exchange/work.js';
import type { AnyOperation } from '../port.js';
import type { Runner, Told } from '../runner/runner.js';
import type { Accept, AcceptCommand, Unit, UnitResult } from '../work-store/units.js';
import type { AcknowledgeUnit, ExpectUnit } from '../inbound/units.js';
import type { PassingKeys } from './passing-keys.js';
import { checkAcknowledged, checkAnnouncement, checkCommand, checkExpected, checkReRead } from './read-announcement.js';

export interface InboxDeps {
  readonly line: CommitLine<Unit, UnitResult>;
  readonly runner: Runner;
  readonly keyring: Keyring;
  readonly passing: Pick<PassingKeys, 'opened'>;
  readonly operationOf: (partner: string, operation: string) => AnyOperation | undefined;
  readonly now: () => number;
  /** When the store was last restored from a backup, epoch milliseconds. */
  readonly restoredAt?: number | undefined;
  readonly newId: () => string;
  /** Rows that operators want read again. */
  readonly readAgain: (asked: readonly RowReRead[]) => Promise<void>;
}

interface ReRead {
  readonly kind: 'reRead';
  readonly asked: RowReRead;
}

type Read = Accept | AcceptCommand | ExpectUnit | AcknowledgeUnit | ReRead | { readonly poison: string };
interface PassedOver {
  readonly passedOver: true;
}

/** What comes from the bus becomes work rows, and nothing else: no partner is called here. */
export class Inbox {
  constructor(private readonly deps: InboxDeps) {}

  /** One transaction for the batch; `handled` means that the row is committed (or was there). */
  async handle(deliveries: readonly Delivery[]): Promise<Verdict[]> {
    const read = await this.#opened(deliveries.map((delivery) => this.#read(delivery)));
    const all = read.filter((unit) => 'kind' in unit);
    const units = all.filter((unit) => unit.kind === 'accept' || unit.kind === 'command');
    // Of money; no exchange is told of it.
    const others = all.filter((unit) => unit.kind === 'expect' || unit.kind === 'acknowledge');
    const again = all.flatMap((unit) => (unit.kind === 'reRead' ? [unit.asked] : []));
    const [results] = await Promise.all([
      this.#store(units),
      this.deps.line.submitAll(others),
      this.deps.readAgain(again),
    ]);
    reached('consumer.committed');
    const stored = units.filter((_, index) => results[index] === 'stored');
    this.deps.runner.arrived(
      stored.flatMap((unit) =>
        unit.kind === 'accept' ? [{ work: this.#work(unit), payload: payloadOf(unit.announcement) }] : [],
      ),
    );
    this.deps.runner.commanded(stored.flatMap((unit) => (unit.kind === 'command' ? [unit] : [])));
    this.deps.runner.toldAgain(units.filter((_, index) => results[index] === 'duplicate').map(namesOf));
    return read.map((unit) => ('poison' in unit ? unit : 'handled'));
  }

  /** What was sealed for a passing key, with a key of our own; what is erased by now is announced anew. */
  async #opened(read: readonly Read[]): Promise<readonly (Read | PassedOver)[]> {
    const sealed = read.flatMap((unit) =>
      'kind' in unit && unit.kind === 'accept' && unit.announcement.payload.passing ? [unit.announcement] : [],
    );
    if (sealed.length === 0) return read;
    const opened = await this.deps.passing.opened(sealed);
    return read.map((unit) => {
      if (!('kind' in unit) || unit.kind !== 'accept' || !unit.announcement.payload.passing) return unit;
      const announcement = opened.get(unit.announcement)!;
      if (announcement === 'erased') return { passedOver: true };
      return announcement instanceof UnreadableMessage ? { poison: announcement.reason } : { ...unit, announcement };
    });
  }

  async #store(units: readonly (Accept | AcceptCommand)[]): Promise<readonly UnitResult[]> {
    try {
      return await this.deps.line.submitAll(units);
    } catch (error) {
      // They may have been committed all the same, and the same delivery may come to another process now.
      this.deps.runner.toldAgain(units.map(namesOf));
      throw error;
    }
  }

  /** Keeps an unreadable record with its bytes, sealed: nobody knows what is in it. */
  async quarantine(delivery: Delivery, reason: string): Promise<void> {
    const { key, wrapped } = this.deps.keyring.newDataKey();
    const record = Buffer.from(
      JSON.stringify({
        key: delivery.key,
        headers: delivery.headers,
        value: Buffer.from(delivery.value).toString('base64'),
      }),
    );
    const id = this.deps.newId();
    const { topic, partition, offset } = delivery;
    await this.deps.line.submit({
      kind: 'quarantine',
      ...{ id, topic, partition, offset, reason },
      key: wrapped,
      record: seal(key, record, `quarantine/${id}`),
    });
  }

  #read(delivery: Delivery): Read {
    try {
      const message = openEnvelope(delivery);
      if (message.type === 'exchange.announced') {
        const announcement = checkAnnouncement(message.data, this.deps.operationOf);
        const begins = this.#doubtful(announcement);
        return { kind: 'accept', announcement, shard: shardOf(announcement.subject), ...(begins ? { begins } : {}) };
      }
      if (message.type === 'exchange.command') {
        const command = checkCommand(message.data);
        return { kind: 'command', command, shard: shardOf(command.subject) };
      }
      if (message.type === 'payment.expected') return { kind: 'expect', expected: checkExpected(message.data) };
      if (message.type === 'row.reRead') return { kind: 'reRead', asked: checkReRead(message.data) };
      if (message.type === 'facts.acknowledged')
        return { kind: 'acknowledge', events: checkAcknowledged(message.data) };
      return { poison: `message.notForThisSide: ${message.type}` };
    } catch (error) {
      if (error instanceof UnreadableMessage) return { poison: error.reason };
      throw error;
    }
  }

  /** What was created before the restore may have been sent from the store of then, which knew more than this one. */
  #doubtful({ partner, operation, createdAt }: ExchangeAnnounced): WorkState | undefined {
    const { restoredAt, operationOf } = this.deps;
    if (restoredAt === undefined || Date.parse(createdAt) > restoredAt) return undefined;
    const known = operationOf(partner, operation);
    return known && afterRestore(announced, restoredAt, known);
  }

  #work({ announcement: a, shard, begins }: Accept): Work {
    return {
      ...(begins ?? announced),
      exchange: a.exchange,
      subject: a.subject,
      shard,
      partner: a.partner,
      operation: a.operation,
      lane: a.lane,
      number: a.number,
      ...(a.after ? { after: a.after } : {}),
      due: Date.parse(a.due),
      client: a.client,
      insertedAt: this.deps.now(),
      ...(a.traceparent ? { traceparent: a.traceparent } : {}),
    };
  }
}

const payloadOf = (announcement: ExchangeAnnounced): { key: Uint8Array; box: Uint8Array } => ({
  key: Buffer.from(announcement.payload.key, 'base64'),
  box: Buffer.from(announcement.payload.box, 'base64'),
});

const namesOf = (unit: Accept | AcceptCommand): Told => {
  const { shard } = unit;
  if (unit.kind === 'command') return { exchange: unit.command.exchange, subject: unit.command.subject, shard };
  const { exchange, subject, partner, operation, client } = unit.announcement;
  return { exchange, subject, shard, place: { subject, partner, operation, client } };
};
