import { sql } from 'kysely';
import type { ExchangeChanged } from '@lienthong/contracts';
import { pgliteTestStore, type TestStore } from '@lienthong/store/testing';
import { Bench } from '../testing/contract/bench.js';
import type { StandIn } from '../testing/contract/harness.js';
import { referenceHarness } from '../testing/reference.harness.js';
import { materialiseFrom } from './materialise.js';
import { Sealer } from './sealer.js';

describe('an event that is made again from its thin row', () => {
  let database: TestStore;
  let standIn: StandIn;
  let bench: Bench;
  beforeEach(async () => {
    database = await pgliteTestStore();
    standIn = await referenceHarness.startStandIn();
    bench = await Bench.open({ harness: referenceHarness, standIn, store: database.store });
  });
  afterEach(async () => {
    await bench.stop();
    await standIn.close();
    await database.dispose();
  });

  const db = () => database.store.db('connectors');

  /** All that the rows of the outbox say, as it would be published after a crash. */
  async function again(): Promise<ExchangeChanged[]> {
    const { rows } = await sql<{ ref: string; topic: string; key: string; value: Buffer | null }>`
      select ref, topic, key, value from connectors.outbox order by n`.execute(db());
    expect(rows.filter(({ value }) => value !== null)).toEqual([]);
    const made = await materialiseFrom(db(), new Sealer(bench.keyring), [bench.connector])(rows);
    return rows.flatMap(({ ref }) => {
      const message = made.get(ref);
      return message ? [JSON.parse(Buffer.from(message.value).toString('utf8')) as ExchangeChanged] : [];
    });
  }

  const plain = ({ detail: _sealed, ...rest }: ExchangeChanged): Omit<ExchangeChanged, 'detail'> => rest;

  it('says what it said, of an attempt and of a question, facts included', async () => {
    const done = await bench.announceOne({ operation: 'reserve', subject: 'done', number: 1 });
    await bench.recorder.untilState(done, 'settled');
    await standIn.put('cutAfterEffect', { operation: 'reserve', subject: 'asked' });
    const asked = await bench.announceOne({ operation: 'reserve', subject: 'asked', number: 1 });
    await bench.recorder.untilState(asked, 'settled');

    const made = await again();
    const said = bench.recorder.changes.filter(({ exchange }) => [done, asked].includes(exchange));
    expect(made.map(plain)).toEqual(said.map(plain));
    const details = made.map((change) => bench.detailOf(change));
    expect(details).toEqual(said.map((change) => bench.detailOf(change)));
    expect(details).toContainEqual(expect.objectContaining({ facts: { found: true } }));
    expect(details.filter((detail) => detail?.sent !== undefined).length).toBeGreaterThanOrEqual(3);
  });

  it('says the rest where the bytes of the call do not open, and nothing of an exchange that was removed', async () => {
    const exchanges = await bench.announce(
      { operation: 'reserve', subject: 'spoilt', number: 1 },
      { operation: 'reserve', subject: 'gone', number: 1 },
    );
    for (const exchange of exchanges) await bench.recorder.untilState(exchange, 'settled');
    await sql`update connectors.attempt set calls = 'x'::bytea where exchange = ${exchanges[0]}::uuid`.execute(db());
    await sql`delete from connectors.work where exchange = ${exchanges[1]}::uuid`.execute(db());

    const made = await again();
    expect(made).toEqual(bench.recorder.of(exchanges[0]!).map(plain));
    expect(made.some(({ state }) => state === 'settled')).toBe(true);
  });
});
