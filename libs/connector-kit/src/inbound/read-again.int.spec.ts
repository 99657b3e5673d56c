import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { envelope, topics, unreadableRowSubject, type RowReadAgain } from '@lienthong/contracts';
import { Keyring, MasterKey } from '@lienthong/seal';
import type { OutboxMessage } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import type { Connector } from '../port.js';
import { openConnectorsSide, type ConnectorsSide } from '../side.js';
import { createReferenceConnector } from '../testing/reference.connector.js';
import type { CreditFact } from './facts.js';
import type { KeptUnread, ReadingAgain } from './port.js';

describeEachStore('a row that nobody could read', (openStore) => {
  const keyring = new Keyring(new MasterKey(randomBytes(32)));
  const published: Omit<OutboxMessage, 'ref'>[] = [];
  let side: ConnectorsSide;
  let readAgain: (kept: KeptUnread) => ReadingAgain;
  const reads: KeptUnread[] = [];
  const failed: unknown[] = [];
  const fact: CreditFact = {
    ...{ kind: 'credit', providerId: 'FT-1', direction: 'in', amount: 150_000, late: false, confirmed: true },
    ...{ bankTime: '2026-08-01T07:02:37.000Z', detail: { text: 'NGUYEN VAN A chuyen tien' } },
  };

  it('is read again by today’s code when an operator asks, told once, and answered each time', async () => {
    const { store } = await openStore();
    const reference = createReferenceConnector({ baseUrl: 'http://127.0.0.1:9', hardDeadlineMs: 1_000, settlingMs: 0 });
    const { partner } = reference;
    const connector: Connector = {
      ...reference,
      readAgain: (kept) => {
        reads.push(kept);
        return readAgain(kept);
      },
    };
    side = await openConnectorsSide({
      ...{ store, keyring, connectors: [connector], owner: randomUUID() },
      bus: { publish: (messages) => Promise.resolve(void published.push(...messages)) },
      onEvent: (event) => void (event.event === 'failed' && failed.push(event.error)),
    });
    const names = { partner, provider: 'none', account: 'kho-bac-1' };
    const bytes = Buffer.from('{"id":"FT-1","at":"hôm qua"}', 'utf8');
    const said = async (type: string): Promise<unknown[]> => {
      while (side.stats().outbox.rows > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      const of = published.filter(({ headers }) => headers['ce_type'] === `vn.lienthong.${type}`);
      return of.map(({ value }) => JSON.parse(Buffer.from(value).toString('utf8')) as unknown);
    };
    let offset = 0;
    const ask = (row: string, reading = randomUUID(), subject = unreadableRowSubject(row)) => {
      const at = new Date().toISOString();
      const headers = envelope({ id: reading, type: 'row.reRead', source: 'test', subject, time: at });
      const value = Buffer.from(JSON.stringify({ row, subject, reading, operator: 'an', at }));
      const place = { topic: topics.exchanges, partition: 0, offset: String((offset += 1)), appendedAt: new Date() };
      return side.handle([{ ...place, key: subject, headers, value }]);
    };
    const answers = async () => (await said('row.readAgain')) as RowReadAgain[];

    await side.inbound.found({ ...names, facts: [], unreadable: [{ bytes, cause: 'none.timeMalformed' }] });
    const [{ row }] = (await said('row.unreadable')) as [{ row: string }];

    // Still not; then a defect of ours; then what cannot be kept.
    readAgain = () => ({ result: 'stillUnreadable', reason: 'none.timeMalformed' });
    expect(await ask(row)).toEqual(['handled']);
    readAgain = () => {
      throw new Error('a defect');
    };
    expect(await ask(row)).toEqual(['handled']);
    readAgain = () => ({ facts: [{ ...fact, amount: 0.5 }] });
    expect(await ask(row)).toEqual(['handled']);
    expect((await answers()).map(({ result, reason }) => [result, reason])).toEqual([
      ['stillUnreadable', 'none.timeMalformed'],
      ['stillUnreadable', 'row.readFailed'],
      ['stillUnreadable', 'inbound.amountNotWhole'],
    ]);
    expect(failed).toHaveLength(1);
    expect(await said('credit.received')).toEqual([]);
    expect(reads[0]).toMatchObject({ provider: 'none', account: 'kho-bac-1', cause: 'none.timeMalformed' });
    expect(Buffer.from(reads[0]!.bytes).equals(bytes)).toBe(true);

    // Mended; the same command comes a second time, and another operator asks once more.
    published.length = 0;
    readAgain = () => ({ facts: [fact] });
    const reading = randomUUID();
    expect(await ask(row, reading)).toEqual(['handled']);
    expect(await ask(row, reading)).toEqual(['handled']);
    expect(await ask(row)).toEqual(['handled']);
    expect((await answers()).map(({ result }) => result)).toEqual(['handled', 'handled', 'handled']);
    expect((await answers()).map((one) => one.reading === reading)).toEqual([true, true, false]);
    expect(reads).toHaveLength(4);
    expect(await said('credit.received')).toMatchObject([{ amount: 150_000, account: 'kho-bac-1', source: 'query' }]);
    const { rows } = await sql<{ read_again: string; record: Buffer }>`
      select c.read_again, c.record from connectors.received c`.execute(store.db('connectors'));
    expect(rows.map(({ read_again: by }) => by).toSorted()).toEqual([reading, null]);
    expect(rows.some(({ record }) => record.includes('hôm qua'))).toBe(false);

    // What it does not keep, and what is no such command.
    published.length = 0;
    await ask(randomUUID());
    expect(await answers()).toMatchObject([{ result: 'notReadable', reason: 'row.unknown' }]);
    expect(await ask(row, randomUUID(), 'unreadableRow:another')).toEqual([{ poison: 'message.shape: subject' }]);
    await side.stop();
  });
});
