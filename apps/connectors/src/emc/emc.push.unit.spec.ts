import { standsAlone } from '@lienthong/connector-kit';
import { operations } from '@lienthong/contracts';
import { answer, failure, scriptedHttp } from '../testing/dvc-portal/scripted-http.js';
import { attemptPush, emcConfigOf, emcOf, goldenPush } from '../testing/emc/emc.js';

const said = (status: number, body: unknown = '', changes?: Record<string, unknown>, headers = {}) =>
  attemptPush(scriptedHttp(answer(status, body, headers)), changes === undefined ? {} : { changes });

const told = { outcome: 'done', facts: { told: true, site: 1, status: '1' } };

describe('what answers mean', () => {
  it.each<[number, unknown]>([
    [204, ''],
    [200, ''],
    [201, ''],
    [202, ''],
    [200, {}],
    [200, { success: true }],
    [200, { success: 'true', error: null, errors: [], errorCode: 0, exception: '' }],
    [200, { id: 7 }],
  ])('%d %j: taken', async (status, body) => expect(await said(status, body)).toEqual(told));

  it.each<[unknown, string]>([
    [{ success: false }, 'emc.contradictoryAnswer'],
    [{ success: null }, 'emc.contradictoryAnswer'],
    [{ success: 1 }, 'emc.contradictoryAnswer'],
    [{ error: 'x' }, 'emc.contradictoryAnswer'],
    [{ error: true }, 'emc.contradictoryAnswer'],
    [{ errors: ['x'] }, 'emc.contradictoryAnswer'],
    [{ errorCode: -1 }, 'emc.contradictoryAnswer'],
    [{ success: true, error_code: '5' }, 'emc.contradictoryAnswer'],
    ['<html><body>login</body></html>', 'emc.brokenContract'],
    ['OK', 'emc.brokenContract'],
    ['{"success":true,"success":false}', 'emc.brokenContract'],
    ['{"success":true} ', 'taken'],
    ['[]', 'emc.brokenContract'],
    ['true', 'emc.brokenContract'],
    ['0', 'emc.brokenContract'],
    [' ', 'emc.brokenContract'],
  ])('200 %j: %s', async (body, cause) => {
    expect(await said(200, body)).toEqual(cause === 'taken' ? told : { outcome: 'unknown', cause });
  });

  it.each<[number, object]>([
    [400, { outcome: 'refused', cause: 'emc.refused', whoActs: 'operator' }],
    [413, { outcome: 'refused', cause: 'emc.tooLarge', whoActs: 'operator' }],
    [422, { outcome: 'refused', cause: 'emc.refused', whoActs: 'operator' }],
    [401, { outcome: 'later', cause: 'emc.notTaken' }],
    [403, { outcome: 'later', cause: 'emc.notTaken' }],
    [404, { outcome: 'later', cause: 'emc.notTaken' }],
    [429, { outcome: 'later', cause: 'emc.tooManyRequests', retryAfterMs: 3_000 }],
    [500, { outcome: 'unknown', cause: 'emc.serverError' }],
    [503, { outcome: 'unknown', cause: 'emc.serverError' }],
    [302, { outcome: 'unknown', cause: 'emc.brokenContract' }],
    [206, { outcome: 'unknown', cause: 'emc.brokenContract' }],
    [409, { outcome: 'unknown', cause: 'emc.brokenContract' }],
  ])('%d', async (status, outcome) => {
    const headers = status === 429 ? { 'retry-after': '3' } : {};
    expect(await said(status, { success: true }, undefined, headers)).toEqual(outcome);
  });

  it.each([
    [failure('transport.connectionRefused', false), { outcome: 'later', cause: 'transport.connectionRefused' }],
    [failure('transport.connectionReset', true), { outcome: 'unknown', cause: 'transport.connectionReset' }],
    [failure('transport.timeout', true), { outcome: 'unknown', cause: 'transport.timeout' }],
    [failure('transport.halfAnswer', true), { outcome: 'unknown', cause: 'transport.halfAnswer' }],
    [failure('transport.answerTooLarge', true), { outcome: 'unknown', cause: 'transport.answerTooLarge' }],
    [failure('transport.requestTooLarge', false), { outcome: 'refused', cause: 'emc.tooLarge', whoActs: 'operator' }],
  ])('no answer: %j', async (result, outcome) => {
    expect(await attemptPush(scriptedHttp(result))).toEqual(outcome);
  });

  it('what an agreement says otherwise is configured', async () => {
    expect(await said(200, 'OK', { answers: { successTexts: ['OK'] } })).toEqual(told);
    expect(await said(200, 'O', { answers: { successTexts: ['OK'] } })).toMatchObject({ outcome: 'unknown' });
    expect(await said(409, '', { answers: { definiteRefusals: { 409: 'refused' } } })).toMatchObject({
      outcome: 'refused',
    });
    expect(await said(200, { ketQua: false }, { answers: { successFields: ['ketQua'] } })).toMatchObject({
      outcome: 'unknown',
    });
  });
});

const whole = Buffer.from(
  JSON.stringify({
    success: true,
    error: null,
    errors: [],
    errorCode: 0,
    error_code: '00',
    exception: '',
    message: 'Th\u00e0nh c\u00f4ng',
    data: { id: 7, list: [1] },
  }),
);

describe('answers that are not', () => {
  it('an answer cut at every byte is never taken for one', async () => {
    expect(await said(200, whole.toString())).toEqual(told);
    for (let length = 1; length < whole.byteLength; length += 1) {
      const cut = { ...answer(200, ''), body: whole.subarray(0, length) };
      expect([length, await attemptPush(scriptedHttp(cut))]).toEqual([
        length,
        { outcome: 'unknown', cause: 'emc.brokenContract' },
      ]);
    }
  });

  it('each field of another type is never a crash, and a success field that is not true never done', async () => {
    const given = JSON.parse(whole.toString()) as Record<string, unknown>;
    const { answers } = emcConfigOf();
    const heeded = [...answers.successFields, ...answers.failureFields];
    // Those that nothing is made of, and all that something is.
    expect(Object.keys(given).sort()).toEqual([...heeded, 'message', 'data'].sort());
    const values = [null, true, false, 0, -1, 1.5, '', 'x', [], [1], {}, { a: 1 }, 'toString'];
    for (const field of Object.keys(given)) {
      for (const value of values) {
        const outcome = await said(200, { ...given, [field]: value });
        const fits =
          (field === 'success' && value === true) ||
          field === 'message' ||
          field === 'data' ||
          (answers.failureFields.includes(field) && isNothing(value));
        expect([field, value, outcome]).toEqual([
          field,
          value,
          fits ? told : { outcome: 'unknown', cause: 'emc.contradictoryAnswer' },
        ]);
      }
    }
  });

  it('noise, other encodings and depth', async () => {
    const bodies = [
      Buffer.from([0xff, 0xfe, 0x00]),
      Buffer.from('\ufeff{"success":true}'),
      Buffer.from('{"success":true}', 'utf16le'),
      Buffer.from(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`),
      Buffer.alloc(100_000, ' '),
    ];
    for (const body of bodies) {
      expect(await attemptPush(scriptedHttp({ ...answer(200, ''), body }))).toMatchObject({ outcome: 'unknown' });
    }
  });
});

const isNothing = (value: unknown): boolean =>
  [null, false, 0, ''].includes(value as never) || (typeof value === 'object' && Object.keys(value!).length === 0);

describe('payloads', () => {
  it.each([
    [{ code: ' ' }, ['/code']],
    [{ procedure: { code: '', name: ' ' } }, ['/procedure/code', '/procedure/name']],
  ])('%j is refused before anything is sent, with what is missing', async (changes, pointers) => {
    const http = scriptedHttp();
    expect(await attemptPush(http, { payload: goldenPush(changes) })).toEqual({
      outcome: 'refused',
      cause: 'emc.fieldMissing',
      whoActs: 'agency',
      fields: pointers.map((pointer) => ({ pointer, code: 'field.missing' })),
    });
    expect(http.requests).toEqual([]);
  });

  it('each field of another type, or missing, is not of the contract; the error holds no value', () => {
    const { parse } = emcOf().operations['pushStatus']!;
    const whole = goldenPush();
    const needed = ['code', 'status', 'since', 'ruleVersion', 'unit', 'procedure', 'channel', 'origin', 'payment'];
    for (const field of [...needed, 'applicant']) {
      for (const value of [undefined, 7.5, true, [], 'secret-value', {}, null]) {
        if (value === 'secret-value' && ['code', 'unit'].includes(field)) continue;
        let message = 'parsed';
        try {
          parse({ ...whole, [field]: value });
        } catch (error) {
          message = (error as Error).message;
        }
        expect([field, value, message]).toEqual([field, value, expect.stringMatching(/^payload/)]);
        expect(message).not.toContain('secret-value');
      }
    }
    expect(parse({ ...whole, more: 1 })).toMatchObject({ more: 1 });
  });
});

it('stands alone, as the gateway is told: a push in doubt holds none behind it', () => {
  const declared = emcOf().operations['pushStatus']!;
  expect([declared.lane, standsAlone(declared)]).toEqual([
    operations.emc.pushStatus.lane,
    operations.emc.pushStatus.standAlone,
  ]);
});

describe('what is not told', () => {
  it.each([
    [{ off: true }, 'off'],
    [{ off: true, siteId: undefined, sites: {} }, 'off'],
    [{ statuses: ['received', 'returned'] }, 'status'],
    [{ siteId: undefined }, 'noSite'],
  ])('%j: nothing is sent, and the facts say so', async (changes, withheld) => {
    const http = scriptedHttp();
    expect(await attemptPush(http, { changes })).toEqual({ outcome: 'done', facts: { told: false, withheld } });
    expect(http.requests).toEqual([]);
  });

  it.each([
    ['H99.01', 1],
    ['H99.02', 2],
    ['H99.02.01', 2],
    ['H99.021', 1],
    ['H99', 1],
    ['', 1],
  ])('unit %s counts under site %d', async (unit, site) => {
    const http = scriptedHttp(answer(204, ''));
    expect(await attemptPush(http, { payload: goldenPush({ unit }) })).toMatchObject({ facts: { site } });
    expect(JSON.parse(http.bodies()[0]!)).toMatchObject({ siteId: site });
  });
});
