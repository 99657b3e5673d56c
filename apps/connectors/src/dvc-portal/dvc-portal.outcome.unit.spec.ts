import type { HttpResult, Outcome } from '@lienthong/connector-kit';
import { goldenInput } from '../testing/dvc-portal/golden.js';
import { attempt, portalOf } from '../testing/dvc-portal/portal.js';
import { answer, failure, goldenAnswer, scriptedHttp } from '../testing/dvc-portal/scripted-http.js';

const dossier = goldenInput('sync-create.input.json');
const tenSteps = goldenInput<unknown[]>('progress-ten.input.json');
const login = goldenAnswer('login-ok');
const absent = goldenAnswer('look-up-absent');
const html = answer(200, '<html><body>Bảo trì</body></html>', { 'content-type': 'text/html' });

/** Of the portal's words. */
const wording: unknown = expect.stringMatching(/^[0-9a-f]{8}$/);

const sync = (...steps: HttpResult[]): Promise<Outcome> =>
  attempt(portalOf(), 'syncDossier', [dossier], scriptedHttp(...steps));

describe('why the portal refuses', () => {
  const wordingOf = async (message: string): Promise<unknown> => {
    const outcome = await sync(login, absent, answer(200, { error_code: -1, message }));
    expect(outcome).toMatchObject({ outcome: 'refused', cause: 'portal.refused', whoActs: 'agency' });
    expect(JSON.stringify(outcome)).not.toContain('tục');
    return (outcome as { wording?: string }).wording;
  };
  it('is told by a mark of its words: the same whatever the values in them, another for another reason', async () => {
    const unknownProcedure = await wordingOf('Mã thủ tục 1.003560 không tồn tại');
    expect(unknownProcedure).toMatch(/^[0-9a-f]{8}$/);
    expect(await wordingOf('Mã thủ tục 2.000815 không tồn tại')).toBe(unknownProcedure);
    expect(await wordingOf('Ngày hẹn trả không hợp lệ')).not.toBe(unknownProcedure);
    expect(await wordingOf('')).toBeUndefined();
  });
});

describe('what the answer to a send means', () => {
  const done = { outcome: 'done' };
  const refusedByPortal = { outcome: 'refused', cause: 'portal.refused', whoActs: 'agency', wording };
  const unreadable = { outcome: 'unknown', cause: 'portal.brokenContract' };
  const rows: readonly (readonly [string, HttpResult, unknown])[] = [
    ['code 0', goldenAnswer('sync-ok-int'), done],
    ['code "0"', goldenAnswer('sync-ok-string'), done],
    ['code "00"', goldenAnswer('sync-ok-double-zero'), done],
    ['words in capitals and decomposed', goldenAnswer('sync-ok-decomposed'), done],
    ['2/2', answer(200, { error_code: 0, message: 'Cập nhật 2/2 thành công' }), done],
    ['a date is no count', answer(200, { error_code: 0, message: 'Đồng bộ ngày 01/07/2025 thành công' }), done],
    ['−1 and a message', goldenAnswer('sync-failed'), refusedByPortal],
    ['−1 and words of success', answer(200, { error_code: -1, message: 'Đồng bộ thành công' }), refusedByPortal],
    ['1/2', goldenAnswer('partial'), { outcome: 'refused', cause: 'portal.partial', whoActs: 'agency', wording }],
    [
      'not successful, with a good code',
      answer(200, { error_code: 0, message: 'Đồng bộ không thành công' }),
      { outcome: 'refused', cause: 'portal.partial', whoActs: 'agency', wording },
    ],
    [
      'a good code without the words',
      answer(200, { error_code: 0, message: 'Đã nhận' }),
      { outcome: 'unknown', cause: 'portal.contradictoryAnswer' },
    ],
    [
      'busy',
      answer(200, { error_code: -1, message: 'Hệ thống bận, vui lòng thử lại sau' }),
      { outcome: 'later', cause: 'portal.busy' },
    ],
    ['HTML with 200', html, unreadable],
    ['half an answer', answer(200, '{"error_code":"0","mess'), unreadable],
    ['empty body', answer(200, ''), unreadable],
    ['a list', answer(200, []), unreadable],
    ['no code', answer(200, { message: 'Đồng bộ thành công' }), unreadable],
    ['a code that is an object', answer(200, { error_code: {}, message: 'thành công' }), unreadable],
    ['a redirect', answer(302, '', { location: '/login' }), unreadable],
    ['404', answer(404, { error_code: '0', message: 'Đồng bộ thành công' }), unreadable],
    [
      '500',
      answer(500, { error_code: '0', message: 'thành công' }),
      { outcome: 'unknown', cause: 'portal.serverError' },
    ],
    ['502', answer(502, ''), { outcome: 'unknown', cause: 'portal.serverError' }],
    ['413', answer(413, ''), { outcome: 'refused', cause: 'portal.tooLarge', whoActs: 'operator' }],
    [
      '429',
      answer(429, '', { 'retry-after': '7' }),
      { outcome: 'later', cause: 'portal.tooManyRequests', retryAfterMs: 7_000 },
    ],
    ['429 without a wish', answer(429, ''), { outcome: 'later', cause: 'portal.tooManyRequests' }],
    [
      'connection refused',
      failure('transport.connectionRefused', false),
      { outcome: 'later', cause: 'transport.connectionRefused' },
    ],
    [
      'reset before the first byte',
      failure('transport.connectionReset', false),
      { outcome: 'later', cause: 'transport.connectionReset' },
    ],
    [
      'reset afterwards',
      failure('transport.connectionReset', true),
      { outcome: 'unknown', cause: 'transport.connectionReset' },
    ],
    ['time-out', failure('transport.timeout', true), { outcome: 'unknown', cause: 'transport.timeout' }],
    ['half a response', failure('transport.halfAnswer', true), { outcome: 'unknown', cause: 'transport.halfAnswer' }],
    [
      'oversized answer',
      failure('transport.answerTooLarge', true),
      { outcome: 'unknown', cause: 'transport.answerTooLarge' },
    ],
    [
      'oversized request',
      failure('transport.requestTooLarge', false),
      { outcome: 'refused', cause: 'portal.tooLarge', whoActs: 'operator' },
    ],
  ];

  it.each(rows)('sync: %s', async (_name, result, outcome) => {
    expect(await sync(login, absent, result)).toEqual(outcome);
  });

  it.each(rows)('progress: %s', async (_name, result, outcome) => {
    const http = scriptedHttp(login, result);
    expect(await attempt(portalOf(), 'addProgress', tenSteps, http)).toEqual(outcome);
  });
});

describe('what the answer to the look-up means: nothing was done', () => {
  const unreadable = { outcome: 'brokenContract', cause: 'portal.brokenContract' };
  const rows: readonly (readonly [string, HttpResult, unknown])[] = [
    ['HTML with 200', html, unreadable],
    ['404', answer(404, '{}'), unreadable],
    ['a redirect', answer(302, ''), unreadable],
    ['a result that is no list', answer(200, { error_code: 0, result: 'x' }), unreadable],
    ['500', answer(500, ''), { outcome: 'later', cause: 'portal.serverError' }],
    [
      '503 with a wish',
      answer(503, '', { 'retry-after': '3' }),
      { outcome: 'later', cause: 'portal.serverError', retryAfterMs: 3_000 },
    ],
    [
      '429',
      answer(429, '', { 'retry-after': '7' }),
      { outcome: 'later', cause: 'portal.tooManyRequests', retryAfterMs: 7_000 },
    ],
    ['busy', answer(200, { error_code: -1, message: 'Hệ thống bận' }), { outcome: 'later', cause: 'portal.busy' }],
    [
      'a no',
      answer(200, { error_code: -1, message: 'Mã đơn vị sai' }),
      { outcome: 'refused', cause: 'portal.lookUpRefused', whoActs: 'operator', wording },
    ],
    [
      'time-out after the request left',
      failure('transport.timeout', true),
      { outcome: 'later', cause: 'transport.timeout' },
    ],
    [
      'connection reset',
      failure('transport.connectionReset', true),
      { outcome: 'later', cause: 'transport.connectionReset' },
    ],
  ];

  it.each(rows)('%s', async (_name, result, outcome) => {
    expect(await sync(login, result)).toEqual(outcome);
  });
});

describe('the tables of the configuration', () => {
  it('a listed status is a definite refusal', async () => {
    const portal = portalOf({ answers: { definiteRefusals: { 400: 'refused', 503: 'later' } } });
    const send = (status: number) =>
      attempt(
        portal,
        'syncDossier',
        [dossier],
        scriptedHttp(...(status === 400 ? [login] : []), absent, answer(status, '')),
      );
    expect(await send(400)).toEqual({ outcome: 'refused', cause: 'portal.notTaken', whoActs: 'operator' });
    expect(await send(503)).toEqual({ outcome: 'later', cause: 'portal.notTaken' });
  });

  it('a success rule without words takes the code alone', async () => {
    const portal = portalOf({ answers: { successWords: [] } });
    const http = scriptedHttp(login, absent, answer(200, { error_code: '0' }));
    expect(await attempt(portal, 'syncDossier', [dossier], http)).toEqual({ outcome: 'done' });
  });

  it('words are matched however they are typed in the configuration', async () => {
    const portal = portalOf({ answers: { successWords: ['THÀNH CÔNG'.normalize('NFD')] } });
    const http = scriptedHttp(login, absent, goldenAnswer('sync-ok-string'));
    expect(await attempt(portal, 'syncDossier', [dossier], http)).toEqual({ outcome: 'done' });
  });
});
