import type { AttemptHttp, Outcome } from '@lienthong/connector-kit';
import type { DossierSnapshot } from '@lienthong/contracts';
import { goldenInput } from '../testing/dvc-portal/golden.js';
import { attempt, portalOf } from '../testing/dvc-portal/portal.js';
import { answer, goldenAnswer, scriptedHttp } from '../testing/dvc-portal/scripted-http.js';

/** Whether the portal has a dossier, and how it stands there where the agreement says so. */
describe('a look-up of a dossier', () => {
  const payload = { code: 'H99.01-250701-00001' };
  const ask = (http: AttemptHttp, lookUp: object = {}): Promise<Outcome> =>
    attempt(portalOf({ lookUp }), 'lookUpDossier', [payload], http);
  const listing = (result: unknown) =>
    scriptedHttp(goldenAnswer('login-ok'), answer(200, { error_code: '0', message: 'x', result }));

  it('tells existence, and changes nothing', async () => {
    const http = scriptedHttp(goldenAnswer('login-ok'), goldenAnswer('look-up-exists'));
    expect(await ask(http)).toEqual({ outcome: 'done', facts: { there: true } });
    expect(http.requests.map(({ purpose }) => purpose)).toEqual(['read', 'read']);
  });

  it('tells absence', async () => {
    const http = scriptedHttp(goldenAnswer('login-ok'), goldenAnswer('look-up-absent'));
    expect(await ask(http)).toEqual({ outcome: 'done', facts: { there: false } });
  });

  it.each<[string, object, unknown, object]>([
    ['where nobody agreed on it', {}, [{ TrangThaiHoSo: '4' }], { there: true }],
    [
      'where it is agreed on',
      { status: 'TrangThaiHoSo' },
      [{ TrangThaiHoSo: '4' }],
      { there: true, status: 'processing' },
    ],
    ['as a number', { status: 'a.b' }, [{ a: { b: 10 } }], { there: true, status: 'returned' }],
    ['by a code that nobody knows', { status: 'TrangThaiHoSo' }, [{ TrangThaiHoSo: '77' }], { there: true }],
    ['not at all', { status: 'TrangThaiHoSo' }, [{}], { there: true }],
  ])('tells the status %s', async (_title, lookUp, result, facts) => {
    expect(await ask(listing(result), lookUp)).toEqual({ outcome: 'done', facts });
  });

  it('that is not answered says nothing', async () => {
    const busy = answer(200, { error_code: '-1', message: 'hệ thống bận', result: [] });
    expect(await ask(scriptedHttp(goldenAnswer('login-ok'), busy))).toMatchObject({ outcome: 'later' });
    expect(await ask(scriptedHttp(goldenAnswer('login-ok'), answer(200, 'x')))).toMatchObject({
      outcome: 'brokenContract',
    });
  });

  it('that found nothing: the next statement asks again instead of updating what is not there', async () => {
    const portal = portalOf();
    const snapshot = goldenInput<DossierSnapshot>('sync-minimal.input.json');
    const asked = scriptedHttp(goldenAnswer('login-ok'), goldenAnswer('look-up-absent'));
    await attempt(portal, 'lookUpDossier', [{ code: snapshot.code }], asked);
    const http = scriptedHttp(goldenAnswer('look-up-absent'), goldenAnswer('sync-ok-string'));
    expect(await attempt(portal, 'syncDossier', [snapshot], http, { doneBefore: true })).toEqual({ outcome: 'done' });
    expect(http.requests.map(({ purpose }) => purpose)).toEqual(['read', 'send']);
  });
});
