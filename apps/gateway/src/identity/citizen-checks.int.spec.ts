import { setTimeout } from 'node:timers/promises';
import {
  passingKeySubject,
  sealContext,
  stableId,
  type ChangeDetail,
  type CitizenCheckFacts,
  type CitizenCheckPayload,
  type DossierSnapshot,
  type ExchangeAnnounced,
  type ExchangeChanged,
  type FieldVerdict,
  type SubscriberMatchFacts,
} from '@lienthong/contracts';
import { newAnswerKey, openAnswer, sealAnswer, SealBroken, type AnswerKey } from '@lienthong/seal';
import { describeEachStore } from '@lienthong/store/testing';
import { sql } from 'kysely';
import type { AskCitizen, CitizenCheckView, CitizenQuestion } from './core.js';
import { keyringSealer } from '../pipeline/keyring-sealer.js';
import { aPut, CoreHarness } from '../testing/core-harness.js';

/** Of the applicant in the sample. */
const number = '000099000000';
const other = '000099000002';
const name = 'Nguyễn Văn Mẫu';
const hour = 3_600_000;

const sealedKeyBytes = ({ keyring }: CoreHarness): number => keyring.newDataKey().wrapped.byteLength;

/** Checks of citizens over a store: asked once, answered from what is known, sealed, and gone when they have lapsed. */
describeEachStore('citizen checks', (openStore, kind) => {
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
    const detail = h.detail(of.exchange, change.version ?? 1, { sent: 'gui', received: 'nhan', facts: { sealed } });
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

  it('asked twice while the base is answering: it is asked once, and the second dossier has the answer too', async () => {
    const first = await ask('A', { fields: ['fullName'], claims: { gender: 'male' } });
    const second = await ask('B', { fullName: name.toUpperCase() }, { officer: { id: 'cb-khac' } });
    // Whoever waits for the second waits for the first.
    expect(second.exchanges).toEqual(first.exchanges);
    const [of, ...others] = await announced();
    expect(others).toEqual([]);
    expect(await h.core.citizenCheck(second.check)).toMatchObject({ state: 'pending', waitsFor: first.check });
    await h.core.handleOutcomes([h.changed(of!, { version: 1, state: 'unknown', cause: 'population.fault' })]);
    expect(await h.core.citizenCheck(second.check)).toMatchObject({
      ...{ state: 'unknown', troubles: [{ exchange: of!.exchange, cause: 'population.fault' }] },
    });
    const found = facts({ verdict: 'differs', released: { fullName: name } });
    await tell(of!, { ...found, fields: [...found.fields, differs('gender')] }, { version: 2 });
    const shown = await h.core.citizenCheck(second.check);
    // What was claimed for the first alone says nothing of the second, and nothing was wanted for it.
    expect(shown).toMatchObject({ state: 'done', verdict: 'matched', reusedFrom: first.check, troubles: [] });
    expect(shown).not.toHaveProperty('released');
    expect(shown).not.toHaveProperty('waitsFor');
    expect((await snapshots('B'))[1]).toMatchObject({ evidence: second.check, verdict: 'matched' });
    expect(await kinds('B')).toEqual([
      ...['dossier.accepted', 'citizenCheck.waits', 'citizenCheck.reused', 'exchange.created'],
    ]);
    expect(await announced()).toHaveLength(1);
    // A third is answered by the first, which made the access.
    expect(await h.core.citizenCheck((await ask('B')).check)).toMatchObject({ reusedFrom: first.check });
  });

  /** Nobody is asked for the sake of a check that has waited, unless its person is locked in that transaction. */
  const letOnlyLockedPersonsBeAskedAbout = async () => {
    const db = h.store.db<unknown>('gateway');
    await sql`
      create function gateway.person_is_locked() returns trigger language plpgsql as $$
      begin
        if exists (
          select from gateway.citizen_check k where new.subject = 'citizenCheck:' || k.id::text and not exists (
            select from pg_locks l where l.locktype = 'advisory' and l.pid = pg_backend_pid()
              and ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended(k.person, 0)))
        then raise exception 'asked without the lock of the person'; end if;
        return new;
      end $$`.execute(db);
    await sql`
      create trigger person_is_locked before insert on gateway.exchange
      for each row execute function gateway.person_is_locked()`.execute(db);
  };
  /** Whoever waits looks for itself, at once. */
  const lookNow = async () => {
    const db = h.store.db<unknown>('gateway');
    await sql`update gateway.timer set due = now() where kind = 'citizenCheck.awaited'`.execute(db);
    await h.core.close();
    h.core = await h.another();
  };
  const setWaiting = async (check: string, first: string | null) => {
    const db = h.store.db<unknown>('gateway');
    await sql`update gateway.citizen_check set reused_from = ${first}::uuid where id = ${check}::uuid`.execute(db);
  };
  const comes = async (check: string, is: (shown: CitizenCheckView) => boolean) => {
    const end = Date.now() + 10_000;
    while (!is((await h.core.citizenCheck(check))!)) {
      if (Date.now() > end) throw new Error('still waiting after 10 s');
      await setTimeout(20);
    }
  };
  const refusedByBase = { outcome: 'refused', cause: 'population.notAcceptable' } as const;

  it('whose first came to nothing while a third one is under way waits for that one', async () => {
    const first = await ask('A', { claims: { gender: 'male' } });
    const waiting = await ask('B');
    const third = await ask('A', { claims: { gender: 'female' } });
    const [of, ofThird] = await announced();
    await h.core.handleOutcomes([h.changed(of!, refusedByBase)]);
    expect(await h.core.citizenCheck(first.check)).toMatchObject({ state: 'refused' });
    expect(await h.core.citizenCheck(waiting.check)).toMatchObject({ state: 'pending', waitsFor: third.check });
    await tell(ofThird!, facts());
    expect(await h.core.citizenCheck(waiting.check)).toMatchObject({ verdict: 'matched', reusedFrom: third.check });
    expect(await announced()).toHaveLength(2);
  });

  it.each([
    ['is under way', false],
    ['has answered', true],
  ])('one that looks by itself whether its first came to nothing finds the third one, which %s', async (_, answers) => {
    const first = await ask('A', { claims: { gender: 'male' } });
    const { check } = await ask('B');
    const third = await ask('A', { claims: { gender: 'female' } });
    const [of, ofThird] = await announced();
    await setWaiting(check, null);
    await h.core.handleOutcomes([h.changed(of!, refusedByBase)]);
    if (answers) await tell(ofThird!, facts());
    await setWaiting(check, first.check);
    await lookNow();
    await comes(check, ({ waitsFor }) => waitsFor !== first.check);
    if (!answers) await tell(ofThird!, facts());
    expect(await h.core.citizenCheck(check)).toMatchObject({ verdict: 'matched', reusedFrom: third.check });
    expect(await announced()).toHaveLength(2);
  });

  it('whoever asks after having waited has locked the person, told or by itself', async () => {
    // An embedded store has one session: nobody else can ask meanwhile.
    if (kind === 'postgres') await letOnlyLockedPersonsBeAskedAbout();
    await ask('A');
    const told = await ask('B');
    await h.core.handleOutcomes([h.changed((await announced())[0]!, refusedByBase)]);
    expect(await announced()).toHaveLength(2);
    const alone = await ask('A');
    await setWaiting(alone.check, null);
    await h.core.handleOutcomes([h.changed((await announced())[1]!, refusedByBase)]);
    await setWaiting(alone.check, told.check);
    await lookNow();
    await comes(alone.check, ({ waitsFor }) => waitsFor === undefined);
    expect(await announced()).toHaveLength(3);
  });

  it('more than a few that wait are told in portions: the others look for themselves', async () => {
    const { dossier: _, ...alone } = request('A');
    await ask('A');
    const asked = await Promise.all(Array.from({ length: 22 }, () => h.core.askCitizen(alone)));
    const waiting = asked.map((answer) => (answer.kind === 'accepted' ? answer.check : ''));
    await tell((await announced())[0]!, facts());
    const states = async () =>
      (await Promise.all(waiting.map((check) => h.core.citizenCheck(check)))).map((k) => k!.state);
    expect((await states()).filter((state) => state === 'done')).toHaveLength(20);
    await lookNow();
    for (const check of waiting) await comes(check, ({ state }) => state === 'done');
    expect(await announced()).toHaveLength(1);
  });

  it('who waits for what another client asked sees a question that is under way, and nothing of the other', async () => {
    const first = await ask('A', {}, { client: 'other' });
    const second = await ask('B');
    // Its request can wait for the end of it all the same.
    expect(second.exchanges).toEqual(first.exchanges);
    const [of, ...others] = await announced();
    expect(others).toEqual([]);
    await h.core.handleOutcomes([h.changed(of!, { version: 1, state: 'unknown', cause: 'population.fault' })]);
    const shown = await h.core.citizenCheck(second.check);
    expect(shown).toMatchObject({ state: 'pending', troubles: [] });
    const seen = JSON.stringify([shown, await h.core.dossier('B'), await lines('B')]);
    for (const mark of [first.check, of!.exchange]) expect(seen).not.toContain(mark);
    expect(await kinds('B')).toEqual(['dossier.accepted', 'citizenCheck.asked']);
    await tell(of!, facts(), { version: 2 });
    expect(await h.core.citizenCheck(second.check)).toMatchObject({ state: 'done', verdict: 'matched' });
    expect(await announced()).toHaveLength(1);
  });

  it('that nobody was found is told to whoever waits, because it was looked up after both had asked', async () => {
    await ask('A');
    const { check } = await ask('B');
    const now = new Date(h.now()).toISOString();
    const nobody = { verdict: 'noMatch', fields: [], fixBy: 'agency', hint: 'xem the', validUntil: now } as const;
    await tell((await announced())[0]!, facts(nobody));
    expect(await h.core.citizenCheck(check)).toMatchObject({
      ...{ state: 'done', verdict: 'noMatch', hint: 'xem the', validUntil: null },
    });
    expect(await announced()).toHaveLength(1);
  });

  it.each([
    ['refused', { outcome: 'refused', cause: 'population.notAcceptable' }],
    ['parked', { state: 'parked', outcome: 'brokenContract', cause: 'population.noCollection' }],
    ['abandoned', { state: 'abandoned' }],
  ] as const)(
    'a first check that is %s: of those that wait one asks, and the others wait for it',
    async (_, change) => {
      await ask('A');
      const waiting = [(await ask('B')).check, (await ask('A')).check];
      await h.core.handleOutcomes([h.changed((await announced())[0]!, change)]);
      const [, of, ...others] = await announced();
      expect(others).toEqual([]);
      await tell(of!, facts());
      for (const check of waiting) {
        expect(await h.core.citizenCheck(check)).toMatchObject({ state: 'done', verdict: 'matched' });
      }
      expect(await kinds('B')).toContain('citizenCheck.asked');
    },
  );

  it('a question beyond the one that is under way is asked by itself', async () => {
    await ask('A', { claims: { gender: 'male' } });
    await ask('B', { claims: { gender: 'female' } });
    await ask('B', { fields: ['gender'] });
    await ask('B', { birthDate: '1999-01-02' });
    await ask('B', { personalNumber: other });
    expect(await announced()).toHaveLength(5);
    // No telephone number was claimed in any of them: only the carrier is missing.
    expect((await ask('B', { phone: '0900000001' })).exchanges).toHaveLength(2);
  });

  it('at two gateways at once: one look-up', async () => {
    const another = await h.another();
    try {
      const cores = [h.core, another, h.core, another];
      // Each has dossiers of its own: nothing but the person is locked by both.
      const dossiers = ['A', 'B', 'A', 'B'];
      await Promise.all(cores.map((core, at) => core.askCitizen(request(dossiers[at]!))));
      await another.drained();
      expect(await announced()).toHaveLength(1);
    } finally {
      await another.close();
    }
  });

  it('an answer that was told while another check began to wait is found by that one itself', async () => {
    const first = await ask('A');
    const { check } = await ask('B');
    // As it stands when both were committed at the same time: the answer's transaction did not see who waits.
    await setWaiting(check, null);
    await tell((await announced())[0]!, facts());
    await setWaiting(check, first.check);
    expect(await h.core.citizenCheck(check)).toMatchObject({ state: 'pending', waitsFor: first.check });
    await lookNow();
    await comes(check, ({ state }) => state === 'done');
    expect(await h.core.citizenCheck(check)).toMatchObject({ verdict: 'matched', reusedFrom: first.check });
    expect(await announced()).toHaveLength(1);
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
      validUntil: null,
    });
    expect((await h.core.dossier('A'))?.facts.identity).not.toHaveProperty('validUntil');
    await ask('B');
    await tell((await announced())[1]!, facts({ verdict: 'noMatch', fields: [], validUntil: null }));
    await ask('B');
    expect(await announced()).toHaveLength(3);
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
    const base = facts();
    await tell((await announced())[0]!, base);
    expect(await h.core.citizenCheck(check)).toMatchObject({ state: 'pending', verdict: 'matched' });
    const { fields: _, ...receipt } = base;
    const said: SubscriberMatchFacts = {
      ...{ ...receipt, verdict: 'noMatch', validUntil: receipt.checkedAt },
      fields: [{ name: 'phone', verdict: 'differs', code: 'phone.different', fixBy: 'carrier', hint: 'doi SIM' }],
    };
    await tell(carrier!, said);
    const shown = (await h.core.citizenCheck(check))!;
    expect(shown).toMatchObject({ state: 'done', verdict: 'differs', validUntil: base.validUntil });
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

  it('on the bus a question opens for the key that the connectors have offered, announced again for the newest', async () => {
    const offer = async (passingKey: string, minutes: number): Promise<AnswerKey> => {
      const pair = newAnswerKey();
      const [at, until] = [h.now(), h.now() + minutes * 60_000].map((time) => new Date(time).toISOString());
      const offered = { passingKey, subject: passingKeySubject, publicKey: pair.publicKey, until: until!, at: at! };
      expect(await h.core.handleOutcomes([h.delivery('passingKey.offered', passingKeySubject, offered)])).toEqual([
        'handled',
      ]);
      return pair;
    };
    const [old, newer] = [stableId('key', 1), stableId('key', 2)];
    const first = await offer(old, 30);
    await ask('A', { phone: '0900000001' });
    const [of, carrier] = [(await announced())[0]!, (await announced('telecom'))[0]!];
    for (const { exchange, payload } of [of, carrier]) {
      expect(payload).toMatchObject({ key: '', passing: { to: old } });
      const sealer = keyringSealer(h.keyring);
      const context = sealContext.passing(exchange);
      const sealed = Buffer.from(payload.passing!.key, 'base64');
      // The master key alone is not enough: what would open it is sealed for somebody who can forget.
      expect(() => openAnswer({ ...first, privateKey: newAnswerKey().privateKey }, sealed, context)).toThrow(
        SealBroken,
      );
      const key = sealer.unwrap(openAnswer(first, sealed, context));
      const box = Buffer.from(payload.box, 'base64');
      expect(sealer.open(key, box, sealContext.payload(exchange))).toContain(number);
    }
    // Dossiers are not sealed for it: they are kept.
    expect((await announced('dvc-portal')).every(({ payload }) => payload.passing === undefined)).toBe(true);
    const second = await offer(newer, 60);
    h.offset += 50 * 60_000;
    await h.core.reannounce();
    const again = (await announced()).at(-1)!;
    expect(again).toMatchObject({ exchange: of.exchange, payload: { key: '', passing: { to: newer } } });
    const sealed = Buffer.from(again.payload.passing!.key, 'base64');
    expect(openAnswer(second, sealed, sealContext.passing(again.exchange))).toHaveLength(sealedKeyBytes(h));
    // The first one lapsed 20 minutes ago; a day after that it goes, and the other stays for ten minutes more and a day.
    const kept = async () => {
      await h.core.retention.roundNow();
      const { rows } = await sql<{ id: string }>`select k.id from gateway.passing_key k`.execute(h.store.db('gateway'));
      return rows.map(({ id }) => id);
    };
    expect((await kept()).sort()).toEqual([old, newer].sort());
    h.offset += 24 * 3_600_000 - 15 * 60_000;
    expect(await kept()).toEqual([newer]);
    h.offset += 30 * 60_000;
    expect(await kept()).toEqual([]);
  });

  it.each([{ publicKey: 'x' }, { until: 'soon' }, { passingKey: '1' }, { subject: 'other' }])(
    'an offered key of another shape is quarantined: %j',
    async (change) => {
      const until = new Date(h.now() + 60_000).toISOString();
      const offered = { passingKey: stableId('key', 3), subject: passingKeySubject, until, at: until };
      const body = { ...offered, publicKey: newAnswerKey().publicKey, ...change };
      expect(await h.core.handleOutcomes([h.delivery('passingKey.offered', passingKeySubject, body)])).toEqual([
        { poison: expect.stringContaining('message.shape') as string },
      ]);
    },
  );

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
