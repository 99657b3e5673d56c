import type { HttpResult } from '@lienthong/connector-kit';
import { wordedAs, type DossierSnapshot } from '@lienthong/contracts';
import { goldenInput, goldenText } from '../testing/dvc-portal/golden.js';
import { attempt, now, portalOf } from '../testing/dvc-portal/portal.js';
import { answer, failure, goldenAnswer, scriptedHttp } from '../testing/dvc-portal/scripted-http.js';

const dossier = goldenInput<DossierSnapshot>('sync-create.input.json');
const login = goldenAnswer('login-ok');
const loginAgain = goldenAnswer('login-again-ok');
const absent = goldenAnswer('look-up-absent');
const ok = goldenAnswer('sync-ok-string');
const expired = ['session-expired-401', 'session-expired-200'] as const;
const done = { outcome: 'done' };
const loginRefused = { outcome: 'later', cause: 'portal.loginRefused', retryAfterMs: 5_000 };

const dossierNumber = (number: number) => ({ ...dossier, code: `H99.01-250701-${number}` });

describe('an expired session', () => {
  it.each(expired)('%s on the send: logs in again and sends the same with the new session', async (situation) => {
    const http = scriptedHttp(login, absent, goldenAnswer(situation), loginAgain, ok);
    expect(await attempt(portalOf(), 'syncDossier', [dossier], http)).toEqual(done);
    expect(http.bodies()[2]).toBe(goldenText('sync-create.request.json'));
    expect(http.bodies()[4]).toBe(goldenText('sync-create.request.json').replace('s-0001', 's-0002'));
  });

  it.each(expired)('%s on the look-up: the same', async (situation) => {
    const http = scriptedHttp(login, goldenAnswer(situation), loginAgain, absent, ok);
    expect(await attempt(portalOf(), 'syncDossier', [dossier], http)).toEqual(done);
  });

  it('403 counts as well', async () => {
    const http = scriptedHttp(login, absent, answer(403, ''), loginAgain, ok);
    expect(await attempt(portalOf(), 'syncDossier', [dossier], http)).toEqual(done);
  });

  it.each(expired)('%s twice is a failure: nothing was done, no third login', async (situation) => {
    const portal = portalOf({ upsert: 'createFirst' });
    const http = scriptedHttp(login, goldenAnswer(situation), loginAgain, goldenAnswer(situation));
    expect(await attempt(portal, 'syncDossier', [dossier], http)).toEqual({
      outcome: 'later',
      cause: 'portal.sessionRefused',
    });
  });

  it('is renewed once per attempt, not once per call', async () => {
    const gone = goldenAnswer('session-expired-401');
    const http = scriptedHttp(login, gone, loginAgain, absent, gone);
    expect(await attempt(portalOf(), 'syncDossier', [dossier], http)).toMatchObject({ cause: 'portal.sessionRefused' });
  });

  it('words that only look like it refuse the dossier, when others got through with the same session', async () => {
    const version = answer(200, { error_code: -1, message: 'Phiên bản biểu mẫu không hợp lệ' });
    const http = scriptedHttp(login, version, loginAgain, absent, version);
    expect(await attempt(portalOf(), 'syncDossier', [dossier], http)).toEqual({
      outcome: 'refused',
      cause: 'portal.refused',
      whoActs: 'agency',
      ...wordedAs('Phiên bản biểu mẫu không hợp lệ'),
    });
  });
});

describe('one login for all', () => {
  it('calls at the same time share one', async () => {
    const portal = portalOf();
    let logins = 0;
    const other = () => scriptedHttp(absent, ok);
    const first = scriptedHttp(
      async () => {
        logins += 1;
        await new Promise((resolve) => setImmediate(resolve));
        return login;
      },
      absent,
      ok,
    );
    const outcomes = await Promise.all([
      attempt(portal, 'syncDossier', [dossierNumber(1)], first),
      attempt(portal, 'syncDossier', [dossierNumber(2)], other()),
      attempt(portal, 'syncDossier', [dossierNumber(3)], other()),
    ]);
    expect(outcomes).toEqual([done, done, done]);
    expect(logins).toBe(1);
  });

  it('an expired session is renewed once for all that meet it', async () => {
    const portal = portalOf({ upsert: 'createFirst' });
    await attempt(portal, 'syncDossier', [dossierNumber(0)], scriptedHttp(login, ok));
    const sessions: string[] = [];
    let logins = 0;
    const step = (request: { path: string; body?: string | Uint8Array }): HttpResult => {
      if (request.path === '/auth/login') {
        logins += 1;
        return loginAgain;
      }
      const { session } = JSON.parse(String(request.body)) as { session: string };
      sessions.push(session);
      return session === 's-0001' ? goldenAnswer('session-expired-401') : ok;
    };
    const attempts = [1, 2, 3].map((number) =>
      attempt(portal, 'syncDossier', [dossierNumber(number)], scriptedHttp(step, step, step)),
    );
    expect(await Promise.all(attempts)).toEqual([done, done, done]);
    expect(logins).toBe(1);
    expect(sessions.sort()).toEqual(['s-0001', 's-0001', 's-0001', 's-0002', 's-0002', 's-0002']);
  });

  it('an answer that comes late, about a session already replaced, ends no newer one', async () => {
    const portal = portalOf({ upsert: 'createFirst' });
    await attempt(portal, 'syncDossier', [dossierNumber(0)], scriptedHttp(login, ok));
    const gone = goldenAnswer('session-expired-401');
    let release: (result: HttpResult) => void = () => undefined;
    const slow = scriptedHttp(() => new Promise<HttpResult>((resolve) => (release = resolve)), ok);
    const one = attempt(portal, 'syncDossier', [dossierNumber(1)], slow);
    await attempt(portal, 'syncDossier', [dossierNumber(2)], scriptedHttp(gone, loginAgain, ok));
    release(gone);
    expect(await one).toEqual(done);
    expect(slow.bodies()[1]).toContain('"session":"s-0002"');
  });

  it('who waits for a login that died with its own attempt makes one himself', async () => {
    const portal = portalOf();
    const dying = new AbortController();
    const first = scriptedHttp(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      dying.abort();
      return failure('transport.aborted', true);
    });
    const one = attempt(portal, 'syncDossier', [dossierNumber(1)], first, { signal: dying.signal });
    const two = attempt(portal, 'syncDossier', [dossierNumber(2)], scriptedHttp(login, absent, ok));
    expect(await one).toEqual({ outcome: 'later', cause: 'transport.aborted' });
    expect(await two).toEqual(done);
  });

  it('an attempt that is over does not wait for the login of another', async () => {
    const portal = portalOf();
    let release: (result: HttpResult) => void = () => undefined;
    const one = attempt(
      portal,
      'syncDossier',
      [dossierNumber(1)],
      scriptedHttp(() => new Promise<HttpResult>((resolve) => (release = resolve)), absent, ok),
    );
    const over = new AbortController();
    const two = attempt(portal, 'syncDossier', [dossierNumber(2)], scriptedHttp(), { signal: over.signal });
    over.abort();
    expect(await two).toEqual({ outcome: 'later', cause: 'transport.aborted' });
    release(login);
    expect(await one).toEqual(done);
  });
});

describe('a login that fails', () => {
  const first = (result: HttpResult) => attempt(portalOf(), 'syncDossier', [dossier], scriptedHttp(result));

  it.each([
    ['refused', goldenAnswer('login-refused'), loginRefused],
    ['401', answer(401, ''), loginRefused],
    ['HTML', answer(200, '<html>'), { outcome: 'brokenContract', cause: 'portal.brokenContract' }],
    ['no session', answer(200, { error_code: 0 }), { outcome: 'brokenContract', cause: 'portal.brokenContract' }],
    ['500', answer(500, ''), { outcome: 'later', cause: 'portal.serverError' }],
    [
      '429',
      answer(429, '', { 'retry-after': '9' }),
      { outcome: 'later', cause: 'portal.tooManyRequests', retryAfterMs: 9_000 },
    ],
    [
      'no connection',
      failure('transport.connectionRefused', false),
      { outcome: 'later', cause: 'transport.connectionRefused' },
    ],
    ['time-out', failure('transport.timeout', true), { outcome: 'later', cause: 'transport.timeout' }],
  ] as const)('%s: the dossier waits', async (_name, result, outcome) => {
    expect(await first(result)).toEqual(outcome);
  });

  it('is not tried again for a while after a refusal, then it is', async () => {
    let clock = now.getTime();
    const portal = portalOf({}, { now: () => new Date(clock) });
    await attempt(portal, 'syncDossier', [dossier], scriptedHttp(goldenAnswer('login-refused')));
    clock += 4_000;
    const meanwhile = await attempt(portal, 'syncDossier', [dossier], scriptedHttp());
    expect(meanwhile).toEqual({ outcome: 'later', cause: 'portal.loginRefused', retryAfterMs: 1_000 });
    clock += 1_000;
    expect(await attempt(portal, 'syncDossier', [dossier], scriptedHttp(login, absent, ok))).toEqual(done);
  });
});

describe('health', () => {
  it('is one look-up', async () => {
    const http = scriptedHttp(login, absent);
    expect(await portalOf().health(http)).toEqual({ state: 'up' });
    expect(http.bodies()[1]).toContain('"maHoSo":"LIENTHONG-HEALTH"');
  });

  it.each([
    [[goldenAnswer('login-refused')], 'portal.loginRefused'],
    [[login, failure('transport.timeout', true)], 'transport.timeout'],
    [[login, answer(503, '')], 'portal.serverError'],
    [[login, answer(200, '<html>')], 'portal.unreadable'],
  ] as const)('down %#', async (steps, cause) => {
    expect(await portalOf().health(scriptedHttp(...steps))).toEqual({ state: 'down', cause });
  });
});
