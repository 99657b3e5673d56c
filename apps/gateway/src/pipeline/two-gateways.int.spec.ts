import { sql } from 'kysely';
import { describeEachStore, withClient } from '@lienthong/store/testing';
import type { OpenGatewayCore } from '../core-options.js';
import { aPut, aStep, CoreHarness } from '../testing/core-harness.js';
import { sampleDossier } from '../testing/sample-dossier.js';
import { untilWaiting } from '../testing/until-waiting.js';

/** Two gateways over one store: no answer may depend on which of them was asked. */
describeEachStore('two gateways', (openStore, kind) => {
  let h: CoreHarness;
  let cores: readonly [OpenGatewayCore, OpenGatewayCore];
  let databaseUrl: string | undefined;
  beforeEach(async () => {
    const opened = await openStore();
    databaseUrl = opened.databaseUrl;
    h = await CoreHarness.open(opened.store);
    cores = [h.core, await h.another()];
  });
  afterEach(async () => {
    for (const core of cores) await core.close();
  });
  const coreOf = (n: number): OpenGatewayCore => cores[n % 2]!;
  const countOf = (kinds: readonly { readonly kind: string }[], kind: string): number =>
    kinds.filter((answer) => answer.kind === kind).length;
  const every = <T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, (_, n) => work(n)));

  it('of 50 writers of one revision one wins, whatever gateway they ask', async () => {
    const answers = await every(50, (n) =>
      coreOf(n).putDossier(aPut('A', 7, { content: sampleDossier({ revision: 7, summary: `bản số ${n}` }) })),
    );
    expect([countOf(answers, 'accepted'), countOf(answers, 'revisionConflict')]).toEqual([1, 49]);
  });

  it('of 50 writers of the same content one starts something, the others hear of it', async () => {
    const answers = await every(50, (n) => coreOf(n).putDossier(aPut('A', 7)));
    expect([countOf(answers, 'accepted'), countOf(answers, 'same')]).toEqual([1, 49]);
    expect(new Set(answers.flatMap((answer) => ('exchanges' in answer ? answer.exchanges : []))).size).toBe(1);
  });

  it('one key under way at both gateways has one effect; the second gets the first answer, or is told to wait', async () => {
    await h.core.putDossier(aPut('A'));
    const answers = await every(20, (n) =>
      coreOf(n).addStep(aStep('A', 's-1', { idempotency: { key: 'k', request: 'h' } })),
    );
    const effects = answers.filter((answer) => answer.kind === 'accepted' && !answer.replayed);
    const others = answers.filter((answer) => !effects.includes(answer));
    expect(effects).toHaveLength(1);
    expect(others.every((one) => one.kind === 'idempotencyInFlight' || ('replayed' in one && one.replayed))).toBe(true);
  });

  it('a step of a subject that got another key is known by that key', async () => {
    const [here, there] = cores;
    await here.putDossier(aPut('A'));
    await here.addStep(aStep('A', 's-1'));
    // As if erased and stated anew.
    const db = h.store.db('gateway');
    await sql`delete from gateway.dossier_step`.execute(db);
    await sql`delete from gateway.dossier`.execute(db);
    await sql`update gateway.subject set data_key = ${h.keyring.newDataKey().wrapped}`.execute(db);
    await there.putDossier(aPut('A'));
    expect(await there.addStep(aStep('A', 's-1'))).toMatchObject({ kind: 'accepted' });
    expect(await here.addStep(aStep('A', 's-1'))).toMatchObject({ kind: 'same' });
  });

  // PGlite has one session: two transactions never run side by side there.
  (kind === 'postgres' ? it : it.skip)(
    'one key for two dossiers at the same instant: one is accepted, the other refused',
    async () => {
      for (const code of ['A', 'B']) await h.core.putDossier(aPut(code));
      const answers = await withClient(databaseUrl!, async (client) => {
        await client.query('begin');
        // Both get as far as they can before either is stored.
        await client.query('lock table gateway.idempotency in exclusive mode');
        const asked = ['A', 'B'].map((code, n) =>
          coreOf(n).addStep(aStep(code, 's-1', { idempotency: { key: 'k', request: code } })),
        );
        await untilWaiting(client, 2);
        await client.query('commit');
        return asked;
      });
      const kinds = (await Promise.all(answers)).map((answer) => answer.kind);
      expect(kinds.sort()).toEqual(['accepted', 'idempotencyMismatch']);
      const { rows } = await sql<{ steps: number }>`select count(*)::int4 as steps from gateway.dossier_step`.execute(
        h.store.db('gateway'),
      );
      expect(rows).toEqual([{ steps: 1 }]);
    },
  );

  it('nobody waits for the other for ever: new and known dossiers, in every order, at both', async () => {
    const codes = Array.from({ length: 24 }, (_, n) => `D-${n}`);
    const shuffled = (seed: number): string[] =>
      codes
        .map((code, n) => [(n * 7 + seed * 11) % 24, code] as const)
        .sort(([a], [b]) => a - b)
        .map(([, code]) => code);
    const answers = await Promise.all(
      [1, 2, 3, 4].flatMap((revision) =>
        cores.flatMap((core, at) =>
          shuffled(revision + at).flatMap((code) => [
            core.putDossier(aPut(code, revision)),
            core.addStep(aStep(code, `s-${revision}`)),
          ]),
        ),
      ),
    );
    expect(answers).toHaveLength(4 * 2 * 24 * 2);
    for (const code of codes) expect((await h.core.dossier(code))?.content.revision).toBe(4);
  });
});
