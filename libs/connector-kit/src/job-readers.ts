import DataLoader from 'dataloader';
import type { Tx } from '@lienthong/store';
import { cursorsOf } from './inbound/cursor.js';
import { expectationsByPayment } from './inbound/expected.js';
import type { Expectation } from './inbound/port.js';

/** Jobs that come due together ask together: one statement for all of them. */
const usual = { cache: false, maxBatchSize: 500 } as const;

/** What is expected of a payment, by its id. */
export function expectationReader(db: Tx): (payment: string) => Promise<Expectation | undefined> {
  const loader = new DataLoader(async (payments: readonly string[]) => {
    const found = await expectationsByPayment(db, payments);
    return payments.map((payment) => found.get(payment));
  }, usual);
  return (payment) => loader.load(payment);
}

/** Where a kind of job stands, by subject. */
export function cursorReader(db: Tx, kind: string): (subject: string) => Promise<string | undefined> {
  const loader = new DataLoader(async (subjects: readonly string[]) => {
    const found = await cursorsOf(db, kind, subjects);
    return subjects.map((subject) => found.get(subject));
  }, usual);
  return (subject) => loader.load(subject);
}
