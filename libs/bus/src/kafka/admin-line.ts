import { within } from '@lienthong/store';
import type { Admin, Kafka } from 'kafkajs';
import { endsWithin } from '../backoff.js';
import { BusUnavailable } from './options.js';
import { asOutage } from './outage.js';

const late = Symbol('late');

/** One administrative connection, opened when it is needed and thrown away when a request fails. */
export class AdminLine {
  private opened: Promise<Admin> | undefined;
  private closed = false;

  constructor(private readonly kafka: Kafka) {}

  /**
   * @throws {BusUnavailable} when there is no answer in time
   * @throws the brokers' refusal
   */
  async ask<T>(what: string, millis: number, request: (admin: Admin) => Promise<T>): Promise<T> {
    const opened = (this.opened ??= this.open());
    try {
      const answer = await within(millis, async () => request(await opened), late);
      if (answer === late) throw new BusUnavailable(`no answer from the brokers within ${millis} ms: ${what}`);
      return answer as T;
    } catch (error) {
      this.forget(opened);
      throw asOutage(error, `the brokers do not answer: ${what}`);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    const opened = this.opened;
    if (opened)
      await endsWithin(
        1_000,
        opened.then((admin) => admin.disconnect()),
      );
  }

  private async open(): Promise<Admin> {
    if (this.closed) throw new BusUnavailable('the bus has been closed');
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      return admin;
    } catch (error) {
      void admin.disconnect().catch(() => undefined);
      throw error;
    }
  }

  private forget(opened: Promise<Admin>): void {
    if (this.opened === opened) this.opened = undefined;
    void opened.then((admin) => admin.disconnect()).catch(() => undefined);
  }
}
