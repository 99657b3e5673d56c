import type { DossierSnapshot } from '@lienthong/contracts';
import { goldenInput } from '../testing/dvc-portal/golden.js';
import { attempt, portalOf } from '../testing/dvc-portal/portal.js';
import { answer, failure, goldenAnswer, scriptedHttp } from '../testing/dvc-portal/scripted-http.js';

const dossier = goldenInput<DossierSnapshot>('sync-create.input.json');
const oneStep = goldenInput<unknown[]>('progress-one.input.json');
const tenSteps = goldenInput<unknown[]>('progress-ten.input.json');
const login = goldenAnswer('login-ok');
const absent = goldenAnswer('look-up-absent');
const ok = goldenAnswer('sync-ok-string');
const exists = goldenAnswer('sync-exists-3');
const done = { outcome: 'done' };

const isUpdating = (body: string | undefined): unknown =>
  (JSON.parse(body ?? '{}') as Record<string, unknown>)['isUpdating'];

describe('syncDossier', () => {
  it('looks up once, then remembers after a success of ours', async () => {
    const portal = portalOf();
    await attempt(portal, 'syncDossier', [dossier], scriptedHttp(login, absent, ok));
    const second = scriptedHttp(ok);
    expect(await attempt(portal, 'syncDossier', [dossier], second)).toEqual(done);
    expect(isUpdating(second.bodies()[0])).toBe('True');
  });

  it('does not look up where a statement of ours is stored as done, unless the portal says that it has gone', async () => {
    const portal = portalOf();
    const stored = { doneBefore: true };
    const first = scriptedHttp(login, ok);
    expect(await attempt(portal, 'syncDossier', [dossier], first, stored)).toEqual(done);
    expect(isUpdating(first.bodies()[1])).toBe('True');
    const gone = answer(200, { error_code: '-1', message: 'Không tìm thấy hồ sơ' });
    expect(await attempt(portal, 'syncDossier', [dossier], scriptedHttp(gone), stored)).toMatchObject({
      cause: 'portal.notThereAnyMore',
    });
    const again = scriptedHttp(absent, ok);
    expect(await attempt(portal, 'syncDossier', [dossier], again, stored)).toEqual(done);
    expect(isUpdating(again.bodies()[1])).toBe('False');
  });

  it('remembers nothing after an unknown fate', async () => {
    const portal = portalOf();
    await attempt(portal, 'syncDossier', [dossier], scriptedHttp(login, absent, failure('transport.timeout', true)));
    const second = scriptedHttp(goldenAnswer('look-up-exists'), ok);
    expect(await attempt(portal, 'syncDossier', [dossier], second)).toEqual(done);
    expect(second.requests.map(({ purpose }) => purpose)).toEqual(['read', 'send']);
  });

  it.each(['sync-exists-3', 'sync-exists-minus-3', 'sync-exists-words'])(
    '%s on a create goes on as an update, once',
    async (situation) => {
      const http = scriptedHttp(login, absent, goldenAnswer(situation), ok);
      expect(await attempt(portalOf(), 'syncDossier', [dossier], http)).toEqual(done);
      expect(http.bodies().slice(2).map(isUpdating)).toEqual(['False', 'True']);
    },
  );

  it('"already exists" on the update too is a refusal, not a loop', async () => {
    const http = scriptedHttp(login, absent, exists, exists);
    expect(await attempt(portalOf(), 'syncDossier', [dossier], http)).toEqual({
      outcome: 'refused',
      cause: 'portal.alreadyExists',
      whoActs: 'operator',
    });
  });

  it('looks again when the portal no longer has what we remembered', async () => {
    const portal = portalOf();
    await attempt(portal, 'syncDossier', [dossier], scriptedHttp(login, absent, ok));
    const gone = answer(200, { error_code: '-1', message: 'Không tìm thấy hồ sơ' });
    expect(await attempt(portal, 'syncDossier', [dossier], scriptedHttp(gone))).toEqual({
      outcome: 'later',
      cause: 'portal.notThereAnyMore',
    });
    const http = scriptedHttp(absent, ok);
    expect(await attempt(portal, 'syncDossier', [dossier], http)).toEqual(done);
    expect(isUpdating(http.bodies()[1])).toBe('False');
  });

  it('takes a refusal for one when the portal has just shown the dossier', async () => {
    const gone = answer(200, { error_code: '-1', message: 'Mã thủ tục không tồn tại' });
    const http = scriptedHttp(login, goldenAnswer('look-up-exists'), gone);
    expect(await attempt(portalOf(), 'syncDossier', [dossier], http)).toMatchObject({ cause: 'portal.refused' });
  });

  it('a look-up answered "not found" is an absence', async () => {
    const none = answer(200, { error_code: '-1', message: 'Không tìm thấy hồ sơ' });
    const http = scriptedHttp(login, none, ok);
    expect(await attempt(portalOf(), 'syncDossier', [dossier], http)).toEqual(done);
    expect(isUpdating(http.bodies()[2])).toBe('False');
  });

  it('creates without a look-up where the tenant wants it so', async () => {
    const http = scriptedHttp(login, exists, ok);
    expect(await attempt(portalOf({ upsert: 'createFirst' }), 'syncDossier', [dossier], http)).toEqual(done);
    expect(http.bodies().slice(1).map(isUpdating)).toEqual(['False', 'True']);
  });

  it('forgets the oldest dossiers beyond its bound', async () => {
    const portal = portalOf({ remembered: 1 });
    await attempt(portal, 'syncDossier', [dossier], scriptedHttp(login, absent, ok));
    await attempt(portal, 'syncDossier', [{ ...dossier, code: 'H99.01-250701-00002' }], scriptedHttp(absent, ok));
    const http = scriptedHttp(absent, ok);
    await attempt(portal, 'syncDossier', [dossier], http);
    expect(http.requests).toHaveLength(2);
  });
});

describe('required fields are checked before anything is sent', () => {
  type Change = Partial<Omit<DossierSnapshot, 'dossier'>> & { dossier?: object };
  const rows: readonly (readonly [string, Change])[] = [
    ['/code', { code: '' }],
    ['/procedure/code', { dossier: { procedure: { code: ' ', name: 'x' } } }],
    ['/procedure/name', { dossier: { procedure: { code: 'x', name: '' } } }],
    ['/field/code', { dossier: { field: { code: '', name: 'x' } } }],
    ['/field/name', { dossier: { field: { code: 'x', name: '' } } }],
    ['/applicant/name', { dossier: { applicant: { ...dossier.dossier.applicant, name: '\u00a0' } } }],
    ['/receivedAt', { dossier: { receivedAt: null } }],
    ['/unit', { unitName: '' }],
  ];

  it.each(rows)('%s', async (pointer, { dossier: inner, ...outer }) => {
    const payload = { ...dossier, ...outer, dossier: { ...dossier.dossier, ...inner } };
    expect(await attempt(portalOf(), 'syncDossier', [payload], scriptedHttp())).toEqual({
      outcome: 'refused',
      cause: 'portal.fieldMissing',
      whoActs: 'agency',
      fields: [{ pointer, code: 'portal.required' }],
    });
  });

  it('names all of them at once', async () => {
    const payload = { ...dossier, unitName: '', dossier: { ...dossier.dossier, receivedAt: null } };
    const outcome = await attempt(portalOf(), 'syncDossier', [payload], scriptedHttp());
    expect(outcome).toMatchObject({ fields: [{ pointer: '/receivedAt' }, { pointer: '/unit' }] });
  });

  it.each(['registered', 'refused'] as const)('%s needs no time of reception', async (effectiveStatus) => {
    const payload = { ...dossier, effectiveStatus, dossier: { ...dossier.dossier, receivedAt: null } };
    expect(await attempt(portalOf(), 'syncDossier', [payload], scriptedHttp(login, absent, ok))).toEqual(done);
  });
});

describe('addProgress', () => {
  it('"already exists" is done for one step, and a split for several', async () => {
    expect(await attempt(portalOf(), 'addProgress', oneStep, scriptedHttp(login, exists))).toEqual(done);
    expect(await attempt(portalOf(), 'addProgress', tenSteps, scriptedHttp(login, exists))).toMatchObject({
      outcome: 'refused',
      cause: 'portal.alreadyExists',
    });
  });

  it('declares its batch and what follows doubt', () => {
    expect(portalOf().operations['addProgress']).toMatchObject({ batch: 10, onDoubt: 'repeat', lane: 'append' });
    const changed = portalOf({ progress: { chunk: 3, onDoubt: 'park' } }).operations['addProgress'];
    expect(changed).toMatchObject({ batch: 3, onDoubt: 'park' });
  });
});

describe('payloads that are not of the contract', () => {
  const { parse } = portalOf().operations['syncDossier']!;
  it.each([
    [null],
    ['text'],
    [{}],
    [{ ...dossier, effectiveStatus: 'unheard' }],
    [{ ...dossier, dossier: { ...dossier.dossier, receivedAt: 'yesterday' } }],
    [{ ...dossier, dossier: { ...dossier.dossier, fees: [{ code: 'x', name: 'x', amount: 0.5 }] } }],
  ])('%#', (payload) => {
    expect(() => parse(payload)).toThrow(/^payload/);
  });

  it('a step without a real time is none', () => {
    const [one] = oneStep as { step: object }[];
    const { parse: parseStep } = portalOf().operations['addProgress']!;
    expect(() => parseStep({ ...one, step: { ...one!.step, at: 'soon' } })).toThrow(/^payload\/step\/at/);
  });

  it('the error names the place and no value', () => {
    const applicant = { ...dossier.dossier.applicant, name: 4711 };
    expect(() => parse({ ...dossier, dossier: { ...dossier.dossier, applicant } })).toThrow(
      'payload/dossier/applicant/name: must be string',
    );
  });

  it('fields of a newer gateway do no harm', () => {
    expect(parse({ ...dossier, later: true })).toMatchObject({ code: dossier.code });
  });
});
