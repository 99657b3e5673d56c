import {
  sealContext,
  type ChangeDetail,
  type CitizenCheckFacts,
  type CitizenCheckPayload,
  type DossierSnapshot,
  type ExchangeAnnounced,
  type ExchangeChanged,
  type FieldVerdict,
  type SubscriberMatchFacts,
} from '@lienthong/contracts';
import { newAnswerKey, openAnswer, sealAnswer, SealBroken } from '@lienthong/seal';
import { describeEachStore } from '@lienthong/store/testing';
import { sql } from 'kysely';
import type { AskCitizen, CitizenQuestion } from './identity/core.js';
import { keyringSealer } from './pipeline/keyring-sealer.js';
import { aPut, CoreHarness } from './testing/core-harness.js';

/** Of the applicant in the sample. */
const number = '000099000000';
const other = '000099000002';
const name = 'Nguyễn Văn Mẫu';
const hour = 3_600_000;

/** Checks of citizens over a store: asked once, answered from what is known, sealed, and gone when they have lapsed. */
describeEachStore('citizen checks', (openStore) => {
  let h: CoreHarness;
  beforeEach(async () => {
    h = await CoreHarness.open((await openStore()).store);
    for (const code of ['A', 'B']) await h.core.putDossier(aPut(code));
  });
  afterEach(() => h.core.close());

  const request = (dossier: string, question: Partial<CitizenQuestion> = {}, change: Partial<AskCitizen> = {}) => ({
    ...{ client: 'demo', dossier, procedure: '1.003560', officer: { id: 'cb-bimat' } },
    mayUseUnit: (unit: string) => unit.startsWith('H44'),
    question: {
      ...{ by: 'person', personalNumber: number, fullName: name, birthDate: '1999-01-01', claims: {}, fields: [] },
      ...question,
    } satisfies CitizenQuestion as CitizenQuestion,
    ...change,
  });
  const ask = async (dossier: string, question: Partial<CitizenQuestion> = {}, change: Partial<AskCitizen> = {}) => {
    const answer = await h.core.askCitizen(request(dossier, question, change));
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    return answer;
  };
  const announced = async (partner = 'population'): Promise<readonly ExchangeAnnounced[]> =>
    (await h.announced()).filter((one) => one.partner === partner);
  const facts = (change: Partial<CitizenCheckFacts> = {}): CitizenCheckFacts => ({
    verdict: 'matched',
    fields: (['personalNumber', 'fullName', 'birthDate'] as const).map((field) => ({
      ...{ name: field, verdict: 'match', code: `${field}.same` },
    })),
    ...{ officer: 'cb-bimat', requests: ['r-1'], checkedAt: new Date(h.now()).toISOString() },
    validUntil: new Date(h.now() + 24 * hour).toISOString(),
    ...change,
  });
  const tell = async (of: ExchangeAnnounced, found: object, change: Partial<ExchangeChanged> = {}): Promise<void> => {
    const at = new Date(h.now()).toISOString();
    const attempt = { attempt: 1, startedAt: at, endedAt: at, outcome: 'done' } as const;
    const { answerKey } = h.payloadOf<CitizenCheckPayload>(of);
    const content = Buffer.from(JSON.stringify(found), 'utf8');
    const sealed = sealAnswer(answerKey!, content, sealContext.facts(of.exchange)).toString('base64');
    const detail = h.detail(of.exchange, 1, { sent: 'gui', received: 'nhan', facts: { sealed } });
    const verdicts = await h.core.handleOutcomes([h.changed(of, { outcome: 'done', attempt, detail, ...change })]);
    expect(verdicts).toEqual(['handled']);
  };
  const differs = (field: FieldVerdict['name']): FieldVerdict => ({
    ...{ name: field, verdict: 'differs', code: 'address.different', fixBy: 'applicant', hint: 'khai lại' },
  });
  const lines = async (dossier: string) => (await h.core.timeline(dossier, { limit: 100 }))!.items;
  const kinds = async (dossier: string) => (await lines(dossier)).map(({ kind }) => kind);
  const snapshots = async (dossier: string) =>
    (await announced('dvc-portal'))
      .filter(({ subject }) => subject === dossier)
      .map((one) => h.payloadOf<DossierSnapshot>(one).facts.identity);

  it('an officer asks: one exchange of its own subject, with what was claimed and no more', async () => {
    const { check, exchanges } = await ask('A', { claims: { gender: 'male' }, fields: ['fullName'] });
    const [of, ...others] = await announced();
    expect(others).toEqual([]);
    expect(of).toMatchObject({
      ...{ exchange: exchanges[0], subject: `citizenCheck:${check}`, operation: 'lookUpCitizen', lane: 'once' },
      number: 1,
    });
    expect(h.payloadOf<CitizenCheckPayload>(of!)).toEqual({
      ...{ check, procedure: '1.003560', serviceCode: '1.003560', officer: { id: 'cb-bimat' } },
      ...{ personalNumber: number, fullName: name, birthDate: '1999-01-01' },
      ...{ claims: { gender: 'male' }, fields: ['fullName'] },
      answerKey: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(await h.core.citizenCheck(check)).toMatchObject({
      state: 'pending',
      dossier: 'A',
      unit: 'H44.01',
      fields: [],
    });
    expect((await h.core.dossier('A'))!.partners['population']).toMatchObject({
      state: 'behind',
      exchange: of!.exchange,
    });
    expect((await h.core.exchange(of!.exchange))!.unit).toBe('H44.01');
  });

  it('its verdict is shown, told in the timeline, and a fact that the portal hears of', async () => {
    const { check } = await ask('A', { fields: ['fullName'], claims: { permanentAddress: { provinceCode: '25' } } });
    const [of] = await announced();
    const found = facts({ verdict: 'differs', released: { fullName: name } });
    await tell(of!, { ...found, fields: [...found.fields, differs('permanentAddress')] });
    expect(await h.core.citizenCheck(check)).toMatchObject({
      ...{
        state: 'done',
        verdict: 'differs',
        released: { fullName: name },
        validUntil: found.validUntil,
        troubles: [],
      },
      receipt: { officer: 'cb-bimat', requests: ['r-1'], checkedAt: found.checkedAt },
    });
    const identity = { at: found.checkedAt, evidence: check, verdict: 'differs', validUntil: found.validUntil };
    expect((await h.core.dossier('A'))!).toMatchObject({
      facts: { identity },
      partners: { population: { state: 'inStep' } },
    });
    expect(await snapshots('A')).toEqual([undefined, identity]);
    expect(await kinds('A')).toEqual([
      ...['dossier.accepted', 'citizenCheck.asked', 'exchange.settled', 'citizenCheck.answered', 'exchange.created'],
    ]);
    const texts = (await lines('A')).map(({ text }) => text).join('\n');
    expect(texts).toContain('cb-bimat');
    expect(texts).toContain('nơi thường trú: khai lại (bên cần xử lý: công dân)');
    expect(texts).not.toContain(name);
  });

  it('the second dossier of a person makes no second look-up', async () => {
    const first = await ask('A', { fields: ['fullName'] });
    const found = facts({ released: { fullName: name } });
    await tell((await announced())[0]!, found);
    h.offset += 23 * hour;
    const second = await ask('B', { fullName: name.toUpperCase() }, { officer: { id: 'cb-khac' } });
    expect(second.exchanges).toEqual([]);
    const shown = await h.core.citizenCheck(second.check);
    expect(shown).toMatchObject({
      ...{ state: 'done', verdict: 'matched', reusedFrom: first.check, validUntil: found.validUntil },
      receipt: { officer: 'cb-bimat', checkedAt: found.checkedAt },
    });
    // Nothing was wanted, so nothing is handed over.
    expect(shown).not.toHaveProperty('released');
    expect(await announced()).toHaveLength(1);
    expect((await snapshots('B'))[1]).toMatchObject({ evidence: second.check, verdict: 'matched' });
    expect(await kinds('B')).toEqual(['dossier.accepted', 'citizenCheck.reused', 'exchange.created']);
    expect((await lines('B')).map(({ text }) => text).join('\n')).toContain('cb-khac');

    h.offset += hour;
    await ask('B');
    expect(await announced()).toHaveLength(2);
  });

  it('what differs from the earlier question is asked', async () => {
    await ask('A');
    await tell((await announced())[0]!, facts());
    await ask('B', { birthDate: '1999-01-02' });
    await ask('B', { claims: { gender: 'male' } });
    await ask('B', { fields: ['gender'] });
    await ask('B', { personalNumber: other });
    expect(await announced()).toHaveLength(5);
  });

  it('nobody found is no verdict to use again, and says where to look first', async () => {
    const { check } = await ask('A');
    const now = new Date(h.now()).toISOString();
    await tell(
      (await announced())[0]!,
      facts({ verdict: 'noMatch', fields: [], fixBy: 'agency', hint: 'xem the', validUntil: now }),
    );
    expect(await h.core.citizenCheck(check)).toMatchObject({
      verdict: 'noMatch',
      fixBy: 'agency',
      hint: 'xem the',
      fields: [],
    });
    await ask('B');
    expect(await announced()).toHaveLength(2);
  });

  it('refused, in doubt, parked, abandoned: never a verdict', async () => {
    const { check } = await ask('A');
    const [of] = await announced();
    const state = async () => (await h.core.citizenCheck(check))!;
    const changed = (change: Partial<ExchangeChanged>) => h.core.handleOutcomes([h.changed(of!, change)]);
    await changed({ version: 1, state: 'unknown', cause: 'population.fault' });
    expect(await state()).toMatchObject({
      state: 'unknown',
      troubles: [{ partner: 'population', cause: 'population.fault', whoActs: 'partner', detail: expect.any(String) }],
    });
    await changed({ version: 2, state: 'waiting', cause: 'population.signatureRefused' });
    expect(await state()).toMatchObject({ state: 'pending', troubles: [{ whoActs: 'operator' }] });
    await changed({ version: 3, state: 'parked', outcome: 'brokenContract', cause: 'population.noCollection' });
    expect(await state()).toMatchObject({ state: 'parked', troubles: [{ whoActs: 'operator' }] });
    expect((await h.core.dossier('A'))!.partners['population']).toMatchObject({ state: 'parked' });
    await changed({ version: 4, state: 'abandoned' });
    const ended = await state();
    expect(ended).toMatchObject({
      state: 'refused',
      troubles: [{ cause: 'abandoned', exchange: of!.exchange, whoActs: 'agency' }],
    });
    expect(ended).not.toHaveProperty('verdict');
    expect((await h.core.dossier('A'))!.facts).toEqual({});
  });

  it('a refusal names the places; an answer without a verdict is none', async () => {
    const refused = await ask('A');
    const empty = await ask('B', { personalNumber: other });
    const [first, second] = await announced();
    const errors = [{ pointer: '/birthDate', code: 'birthDate.malformed' }];
    const shown = [{ ...errors[0], detail: expect.stringContaining('Ng\u00e0y sinh') }];
    await h.core.handleOutcomes([
      h.changed(first!, { outcome: 'refused', cause: 'population.notAcceptable', whoActs: 'agency', fields: errors }),
    ]);
    expect(await h.core.citizenCheck(refused.check)).toMatchObject({
      ...{ state: 'refused', troubles: [{ cause: 'population.notAcceptable', whoActs: 'agency', errors: shown }] },
    });
    await tell(second!, { verdict: 'perhaps', fields: 'none' });
    expect(await h.core.citizenCheck(empty.check)).toMatchObject({
      state: 'refused',
      troubles: [{ cause: 'noFacts', whoActs: 'agency' }],
    });
  });

  it('for a procedure alone: a repeat is known, nothing is told of any dossier, and the answer serves a dossier later', async () => {
    const { dossier: _, ...alone } = request('A');
    const idempotency = { key: 'k-1', request: 'POST /v1/citizen-checks\n{}' };
    const first = await h.core.askCitizen({ ...alone, idempotency });
    expect(await h.core.askCitizen({ ...alone, idempotency })).toEqual({ ...first, replayed: true });
    expect(await h.core.askCitizen({ ...alone, idempotency: { ...idempotency, request: 'other' } })).toEqual({
      kind: 'idempotencyMismatch',
    });
    const [of, ...others] = await announced();
    expect(others).toEqual([]);
    await tell(of!, facts());
    const shown = await h.core.citizenCheck(of!.subject.slice('citizenCheck:'.length));
    expect(shown).toMatchObject({ state: 'done', verdict: 'matched', client: 'demo' });
    expect(shown).not.toHaveProperty('unit');
    expect(await kinds('A')).toEqual(['dossier.accepted']);
    expect((await ask('A')).exchanges).toEqual([]);
    expect((await h.core.dossier('A'))!.facts.identity).toMatchObject({ verdict: 'matched' });
  });

  it('number and name alone: another operation, and no identity of the applicant', async () => {
    const { check } = await ask('A', { by: 'numberAndName' });
    const [of] = await announced();
    expect(of!.operation).toBe('confirmCitizen');
    const { fields, ...found } = facts();
    await tell(of!, { ...found, fields: fields.slice(0, 2) });
    expect(await h.core.citizenCheck(check)).toMatchObject({ state: 'done', verdict: 'matched' });
    expect((await h.core.dossier('A'))!.facts).toEqual({});
    expect((await ask('B', { by: 'numberAndName' })).exchanges).toEqual([]);
    expect((await h.core.dossier('B'))!.facts).toEqual({});
    expect((await ask('B')).exchanges).toHaveLength(1);
  });

  it('about somebody else than the applicant: told in the timeline, no fact of the dossier', async () => {
    const { check } = await ask('A', { personalNumber: other });
    await tell((await announced())[0]!, facts());
    expect(await h.core.citizenCheck(check)).toMatchObject({ state: 'done', verdict: 'matched' });
    expect((await h.core.dossier('A'))!.facts).toEqual({});
    expect((await ask('A', { personalNumber: other })).exchanges).toEqual([]);
    expect((await h.core.dossier('A'))!.facts).toEqual({});
    expect(await kinds('A')).toEqual([
      ...['dossier.accepted', 'citizenCheck.asked', 'exchange.settled', 'citizenCheck.answered', 'citizenCheck.reused'],
    ]);
  });

  it('a telephone number: the carrier is asked too, and mends it', async () => {
    const { check, exchanges } = await ask('A', { phone: '0900000001' });
    expect(exchanges).toHaveLength(2);
    const [carrier] = await announced('telecom');
    expect(h.payloadOf(carrier!)).toEqual({
      ...{ check, officer: { id: 'cb-bimat' }, personalNumber: number, phone: '0900000001' },
      answerKey: h.payloadOf<CitizenCheckPayload>((await announced())[0]!).answerKey,
    });
    await tell((await announced())[0]!, facts());
    expect(await h.core.citizenCheck(check)).toMatchObject({ state: 'pending', verdict: 'matched' });
    const { fields: _, ...receipt } = facts();
    const said: SubscriberMatchFacts = {
      ...{ ...receipt, verdict: 'noMatch', validUntil: receipt.checkedAt },
      fields: [{ name: 'phone', verdict: 'differs', code: 'phone.different', fixBy: 'carrier', hint: 'doi SIM' }],
    };
    await tell(carrier!, said);
    const shown = (await h.core.citizenCheck(check))!;
    expect(shown).toMatchObject({ state: 'done', verdict: 'differs' });
    expect(shown.fields.at(-1)).toMatchObject({ name: 'phone', fixBy: 'carrier' });
    // The person is known all the same.
    expect((await ask('B')).exchanges).toEqual([]);
    expect((await ask('B', { phone: '0900000001' })).exchanges).toHaveLength(2);
  });

  it('asked for another procedure, or for a dossier of others: nobody is asked', async () => {
    const answer = await h.core.askCitizen(request('A', {}, { procedure: '1.000001' }));
    expect(answer).toEqual({ kind: 'otherProcedure', procedure: '1.003560' });
    for (const change of [{ dossier: 'none' }, { mayUseUnit: () => false }]) {
      expect(await h.core.askCitizen(request('A', {}, change))).toEqual({ kind: 'notFound' });
    }
    expect(await announced()).toEqual([]);
  });

  it('a repeat with its key asks nobody twice; a word that comes twice changes nothing', async () => {
    const idempotency = { key: 'k-1', request: 'POST /v1/citizen-checks\n{}' };
    const [first, again] = [await ask('A', {}, { idempotency }), await ask('A', {}, { idempotency })];
    expect(again).toEqual({ ...first, replayed: true });
    const [of, ...others] = await announced();
    expect(others).toEqual([]);
    const found = facts();
    await tell(of!, found);
    await tell(of!, found);
    expect(await kinds('A')).toEqual([
      ...['dossier.accepted', 'citizenCheck.asked', 'exchange.settled', 'citizenCheck.answered', 'exchange.created'],
    ]);
    const counted = new Map((await h.core.counters()).map(({ name: own, value }) => [own, value]));
    expect(counted.get('citizen_checks_total')).toBe(1);
    expect(counted.get('citizen_check_verdicts_total')).toBe(1);
  });

  it('a right that lapses leaves nothing of what the base answered behind; who asked, and the verdict, stay', async () => {
    const { check } = await ask('A', { fields: ['fullName'] });
    const [of] = await announced();
    await tell(of!, facts({ released: { fullName: name } }));
    const open = await ask('B', { personalNumber: other });
    h.offset += 25 * hour;
    // Before the shelf comes by, too.
    expect(await h.core.citizenCheck(check)).toBeUndefined();
    await h.core.retention.roundNow();
    const db = h.store.db<unknown>('gateway');
    const { rows } = await sql<{ checks: string; details: number }>`
      select (select string_agg(k.id::text, ' ') from gateway.citizen_check k) as checks,
        (select count(*) from gateway.exchange_attempt a where a.detail_box is not null)::int4 as details`.execute(db);
    expect(rows).toEqual([{ checks: open.check, details: 0 }]);
    expect((await h.core.exchange(of!.exchange))!.attemptList[0]).not.toHaveProperty('received');
    expect((await h.core.dossier('A'))!.facts.identity).toMatchObject({ evidence: check, verdict: 'matched' });
    expect((await lines('A')).map(({ text }) => text).join('\n')).toContain('cb-bimat');
  });

  it('an answer under another key than the one that came with the question is none', async () => {
    const { check } = await ask('A');
    const [of] = await announced();
    const content = Buffer.from(JSON.stringify(facts()), 'utf8');
    const sealed = sealAnswer(newAnswerKey().publicKey, content, sealContext.facts(of!.exchange)).toString('base64');
    const detail = h.detail(of!.exchange, 1, { facts: { sealed } });
    await h.core.handleOutcomes([h.changed(of!, { outcome: 'done', detail })]);
    expect(await h.core.citizenCheck(check)).toMatchObject({ state: 'refused', troubles: [{ cause: 'noFacts' }] });
  });

  it('after the right has ended nothing of it opens any more: not the answer on the bus, not the question in the store', async () => {
    await ask('A', { fields: ['fullName'] });
    const [of] = await announced();
    const { answerKey } = h.payloadOf<CitizenCheckPayload>(of!);
    const content = Buffer.from(JSON.stringify(facts({ released: { fullName: name } })), 'utf8');
    const sealed = sealAnswer(answerKey!, content, sealContext.facts(of!.exchange));
    const detail = h.detail(of!.exchange, 1, { facts: { sealed: sealed.toString('base64') } });
    await h.core.handleOutcomes([h.changed(of!, { outcome: 'done', detail })]);
    const db = h.store.db<unknown>('gateway');
    const keyOf = async () => {
      const { rows } = await sql<{ data_key: Buffer; payload: Buffer; checks: number }>`
        select t.data_key, e.payload, (select count(*) from gateway.citizen_check)::int4 as checks
        from gateway.exchange e join gateway.subject t on t.subject = e.subject
        where e.id = ${of!.exchange}::uuid`.execute(db);
      return rows[0]!;
    };
    const sealer = keyringSealer(h.keyring);
    const question = ({ data_key, payload }: { data_key: Buffer; payload: Buffer }) =>
      sealer.open(sealer.unwrap(data_key), payload, sealContext.payload(of!.exchange));
    const before = await keyOf();
    expect(question(before)).toContain(name);
    h.offset += 25 * hour;
    await h.core.retention.roundNow();
    const after = await keyOf();
    expect(after.checks).toBe(0);
    expect(() => question(after)).toThrow(SealBroken);
    // Whoever has the master key and every record of the bus comes as far as this:
    const told = sealer.open(
      sealer.unwrap(Buffer.from(detail.key, 'base64')),
      Buffer.from(detail.box, 'base64'),
      sealContext.detail(of!.exchange, 1),
    );
    expect((JSON.parse(told) as ChangeDetail).facts).toEqual({ sealed: sealed.toString('base64') });
    expect(() =>
      openAnswer({ publicKey: answerKey!, privateKey: answerKey! }, sealed, sealContext.facts(of!.exchange)),
    ).toThrow(SealBroken);
    // A word that comes once more changes nothing and stops nothing.
    expect(await h.core.handleOutcomes([h.changed(of!, { version: 2, outcome: 'done', detail })])).toEqual(['handled']);
    expect((await ask('B')).exchanges).toHaveLength(1);
  });

  it('no clear column names anybody', async () => {
    await ask('A', { fields: ['fullName'], claims: { father: { name: 'Cha Bimat' } } });
    await tell((await announced())[0]!, facts({ released: { fullName: name } }));
    const db = h.store.db<unknown>('gateway');
    const { rows } = await sql<Record<string, unknown>>`
      select k.id, k.dossier, k.client, k.procedure, k.person, k.parts, k.state, k.verdict from gateway.citizen_check k`.execute(
      db,
    );
    const { rows: events } = await sql<Record<string, unknown>>`
      select e.kind, e.by, e.args from gateway.dossier_event e`.execute(db);
    const clear = JSON.stringify([rows, events]);
    for (const mark of [number, name, 'Bimat', 'bimat', '1999-01-01']) expect(clear).not.toContain(mark);
    expect(rows[0]!['person']).toMatch(/^[0-9a-f]{64}$/);
  });
});
