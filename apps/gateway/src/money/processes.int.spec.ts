import type { DossierSnapshot } from '@lienthong/contracts';
import { describeEachStore, withClient } from '@lienthong/store/testing';
import type { Store } from '@lienthong/store';
import { sql } from 'kysely';
import type { OpenGatewayCore } from '../core-options.js';
import { CoreHarness } from '../testing/core-harness.js';
import { fee, MoneyHarness } from '../testing/money-harness.js';
import { untilWaiting } from '../testing/until-waiting.js';

const full = 50_000;

/** Money over several processes, and over their ends. */
describeEachStore('money of several processes', (openStore, kind) => {
  let h: CoreHarness;
  let m: MoneyHarness;
  let store: Store;
  let databaseUrl: string | undefined;
  const cores: OpenGatewayCore[] = [];
  beforeEach(async () => {
    ({ store, databaseUrl } = await openStore());
    h = await CoreHarness.open(store);
    m = new MoneyHarness(h);
    cores.push(h.core);
  });
  afterEach(async () => {
    for (const core of cores.splice(0)) await core.close();
  });
  const another = async (): Promise<OpenGatewayCore> => {
    const core = await h.another();
    cores.push(core);
    return core;
  };
  const every = <T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, (_, n) => work(n)));

  it('of 20 payments of one fee one is open, whatever gateway is asked', async () => {
    const both = [h.core, await another()] as const;
    await m.dossier('A');
    const answers = await every(20, (n) => both[n % 2]!.openPayment(m.request('A')));
    expect(answers.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'open')).toHaveLength(19);
  });

  it('a credit told to two gateways at once, many times, is one; each dong is booked once', async () => {
    const both = [h.core, await another()] as const;
    const codes = Array.from({ length: 8 }, (_, n) => `D-${n}`);
    for (const code of codes) await m.dossier(code);
    const payments = await Promise.all(codes.map((code) => m.open(code)));
    const told = payments.flatMap(({ reference }, n) => [
      m.credit(20_000, reference, { providerId: `a-${n}`, bankReference: `FT-${n}` }),
      m.credit(30_000, reference, { providerId: `b-${n}` }),
      m.shown(20_000, 'sao ke', { providerId: `s-${n}`, bankReference: `FT-${n}` }),
      m.credit(7, 'khong ai', { providerId: `c-${n}` }),
    ]);
    await every(10, (n) => {
      const from = (n * 13) % told.length;
      return m.tellTo(both[n % 2]!, ...told.slice(from), ...told.slice(0, from));
    });
    for (const { id } of payments) {
      expect(await m.view(id)).toMatchObject({ state: 'settled', received: full, credits: [{}, {}] });
    }
    expect(await m.balanced()).toMatchObject([{ credited: 8 * (full + 7), settled: 8 * full, unmatched: 56 }]);
    const synced = (await h.announced()).filter(({ operation }) => operation === 'syncDossier');
    const paid = synced.filter((one) => h.payloadOf<DossierSnapshot>(one).facts.paid);
    expect(paid).toHaveLength(8);
  });

  // PGlite has one session: two transactions never run side by side there.
  (kind === 'postgres' ? it : it.skip)(
    'a notification and a statement of one movement at the same instant, at two gateways: one credit',
    async () => {
      const other = await another();
      const told = [
        m.credit(full, 'khong ro', { providerId: 'n-1', bankReference: 'FT26/1' }),
        m.shown(full, 'sao ke', { providerId: 's-1', bankReference: 'ft26-1' }),
      ] as const;
      const answers = await withClient(databaseUrl!, async (client) => {
        await client.query('begin');
        // Both get as far as they can before either is stored.
        await client.query('lock table gateway.credit in exclusive mode');
        const asked = [m.tellTo(h.core, told[0]), m.tellTo(other, told[1])];
        await untilWaiting(client, 2);
        await client.query('commit');
        return asked;
      });
      await Promise.all(answers);
      const { items } = await h.core.listCredits({}, { limit: 10 });
      expect(items).toMatchObject([{ amount: full, toldBy: ['notification', 'statement'] }]);
    },
  );

  it('statements of agencies, cancellations, expiries and money at both gateways: nobody waits for ever, the books balance', async () => {
    const both = [h.core, await another()] as const;
    const codes = Array.from({ length: 6 }, (_, n) => `E-${n}`);
    for (const code of codes) await m.dossier(code);
    const payments = await Promise.all(
      codes.map((code, n) => m.open(code, n % 2 === 0 ? { expiresAt: new Date(h.now() + 1_050).toISOString() } : {})),
    );
    const [x, y] = [payments[0]!, payments[1]!];
    await Promise.all([
      ...payments.map(({ reference }, n) => both[n % 2]!.handleOutcomes([m.credit(30_000, reference)])),
      ...payments.map(({ reference }, n) => both[(n + 1) % 2]!.handleOutcomes([m.credit(25_000, reference)])),
      both[0].handleOutcomes([m.credit(1, `${x.reference} ${y.reference}`), m.credit(2, y.reference)]),
      both[1].handleOutcomes([m.credit(2, y.reference), m.credit(1, `${y.reference} ${x.reference}`)]),
      ...payments
        .slice(2, 4)
        .map(({ id }, n) => both[n % 2]!.cancelPayment({ client: 'demo', payment: id, mayUseUnit: () => true })),
      ...codes.slice(4).map((code) => m.dossier(code, [fee('LP01', 60_000)], 2)),
    ]);
    const [books] = await m.balanced();
    expect(books).toMatchObject({ credited: 6 * 55_000 + 6, unmatched: 2 });
  });

  it('what was open goes on after a restart: expiry, money, references', async () => {
    await m.dossier('A');
    await m.dossier('B');
    const soon = await m.open('A', { expiresAt: new Date(h.now() + 1_200).toISOString() });
    const open = await m.open('B');
    await cores.pop()!.close();
    h.core = await another();
    for (let tries = 0; (await m.view(soon.id)).state !== 'expired'; tries += 1) {
      if (tries > 400) throw new Error('it has not expired');
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await m.tell(m.credit(full, open.reference));
    expect((await m.view(open.id)).state).toBe('settled');
    await m.dossier('C');
    expect(new Set([soon.reference, open.reference, (await m.open('C')).reference]).size).toBe(3);
  });

  it('nothing of a transaction that fails is kept: the next try is the first', async () => {
    await m.dossier('A');
    const payment = await m.open('A');
    const credit = m.credit(full, payment.reference);
    await sql`create function gateway.fail() returns trigger language plpgsql as 'begin raise exception ''no''; end'`.execute(
      store.db('gateway'),
    );
    await sql`create trigger fail before insert on gateway.settled_fee for each row execute function gateway.fail()`.execute(
      store.db('gateway'),
    );
    await expect(h.core.handleOutcomes([credit])).rejects.toThrow();
    expect(await m.view(payment.id)).toMatchObject({ state: 'open', received: 0, credits: [] });
    await sql`drop trigger fail on gateway.settled_fee`.execute(store.db('gateway'));
    await m.tell(credit);
    expect(await m.view(payment.id)).toMatchObject({ state: 'settled', credits: [{}] });
  });

  it('a fee is settled once, whatever a process believes', async () => {
    await m.dossier('A');
    const payment = await m.open('A');
    await sql`insert into gateway.settled_fee (dossier, code, payment) values ('A', 'LP01', ${payment.id}::uuid)`.execute(
      store.db('gateway'),
    );
    await expect(h.core.handleOutcomes([m.credit(full, payment.reference)])).rejects.toThrow(/settled_fee/);
    expect((await m.view(payment.id)).state).toBe('open');
  });

  it('what is to be expected is said again after silence, in the same words', async () => {
    await m.dossier('A');
    const payment = await m.open('A');
    const first = (await m.expected()).get(payment.id);
    h.bus.messages.length = 0;
    h.offset += 65_000;
    expect(await h.core.reannounce()).toBeGreaterThan(0);
    expect((await m.expected()).get(payment.id)).toEqual(first);
  });

  it('numbers of a restored store begin where none was ever given out', async () => {
    await m.dossier('A');
    const { reference } = await m.open('A');
    await sql`alter sequence gateway.payment_number restart`.execute(store.db('gateway'));
    await sql`
      insert into gateway.restored (epoch, snapshot_at, restored_at) values (1, now(), now())`.execute(
      store.db('gateway'),
    );
    await m.dossier('B');
    const restored = await another();
    const answer = await restored.openPayment(m.request('B'));
    expect(answer.kind).toBe('accepted');
    const view = await m.view((answer as { payment: string }).payment);
    expect(view.reference).not.toBe(reference);
  });
});
