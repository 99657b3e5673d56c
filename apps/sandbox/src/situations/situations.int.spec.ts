import {
  golden,
  goldenCode,
  goldenHeaders,
  paths,
  sandboxForTest,
  type SandboxForTest,
} from '../testing/sandbox-for-test.js';
import { rawRequest } from '../testing/raw-client.js';
import { situationKinds, type SituationName } from './catalogue.js';

const create = golden('sync-create.request.json');
const answered = golden('sync-ok-string.response.json');
const operation = 'dvc-portal/DongBoHoSoMC';

let sandbox: SandboxForTest;
beforeEach(async () => {
  sandbox = await sandboxForTest();
  await sandbox.login();
});
afterEach(() => sandbox.end());

/** Puts a situation in force for one create, sends it, and says what was seen and what the portal then holds. */
async function createIn(
  situation: SituationName,
  more: object = {},
  limits: Parameters<SandboxForTest['post']>[2] = {},
) {
  expect((await sandbox.put(operation, { situation, count: 1, ...more })).status).toBe(200);
  const seen = await sandbox.post(paths.synchronise, create, limits);
  const kinds = (await sandbox.effects()).map(({ kind }) => kind);
  return { seen, kinds };
}

const lastCall = async () => (await sandbox.callsAfter(2)).at(-1)!;

describe('a situation', () => {
  it('down: resets the connection', async () => {
    const { seen, kinds } = await createIn('down');
    expect(seen).toMatchObject({ end: 'reset', status: undefined });
    expect(kinds).toEqual([]);
    expect(await lastCall()).toMatchObject({ situation: 'down', ended: 'cut' });
  });

  it('down for a whole partner: resets at the headers, while the body is still on its way', async () => {
    await sandbox.put('dvc-portal', { situation: 'down', all: true });
    const seen = await rawRequest(
      sandbox.port,
      paths.synchronise,
      { ...goldenHeaders, 'content-length': '1000000' },
      'only a beginning',
    );
    expect(seen).toMatchObject({ end: 'reset', status: undefined });
    const call = await lastCall();
    expect(call).toMatchObject({ situation: 'down', ended: 'cut' });
    expect(call.request.body).toBeUndefined();
  });

  it('slow: the right answer, late', async () => {
    const { seen, kinds } = await createIn('slow', { millis: 150 });
    expect(seen.body).toBe(answered);
    expect(seen.firstByteMillis).toBeGreaterThanOrEqual(145);
    expect(kinds).toEqual(['created']);
  });

  it('slow: takes effect even when the caller has gone', async () => {
    const { seen, kinds } = await createIn('slow', { millis: 250 }, { millis: 60 });
    expect(seen.end).toBe('open');
    expect(kinds).toEqual([]);
    expect(await lastCall()).toMatchObject({ ended: 'left', effects: 1 });
    expect((await sandbox.state(goldenCode)).counts.created).toBe(1);
  });

  it.each([
    ['cutBeforeEffect', []],
    ['cutAfterEffect', ['created']],
  ] as const)('%s: cuts without a byte', async (situation, effects) => {
    const { seen, kinds } = await createIn(situation);
    expect(seen.bytes).toHaveLength(0);
    expect(seen.end).not.toBe('open');
    expect(kinds).toEqual(effects);
    expect(await lastCall()).toMatchObject({ situation, ended: 'cut', effects: effects.length });
  });

  it.each([
    ['timeoutBeforeEffect', []],
    ['timeoutAfterEffect', ['created']],
  ] as const)('%s: no answer while the caller waits', async (situation, effects) => {
    const { seen, kinds } = await createIn(situation, {}, { millis: 200 });
    expect(seen).toMatchObject({ end: 'open', status: undefined });
    expect(kinds).toEqual(effects);
    expect(await lastCall()).toMatchObject({ situation, ended: 'held' });
  });

  it.each([
    ['timeoutBeforeEffect', golden('sync-failed.response.json'), []],
    ['timeoutAfterEffect', answered, ['created']],
  ] as const)('%s with millis: answers in the end', async (situation, body, effects) => {
    const { seen, kinds } = await createIn(situation, { millis: 150 });
    expect(seen.body).toBe(body);
    expect(seen.firstByteMillis).toBeGreaterThanOrEqual(145);
    expect(kinds).toEqual(effects);
  });

  it('halfAnswer: half of the promised bytes, then a cut', async () => {
    const { seen, kinds } = await createIn('halfAnswer');
    const whole = Buffer.byteLength(answered);
    expect(seen.headers['content-length']).toBe(String(whole));
    expect(answered.startsWith(seen.body.replace(/\ufffd$/, ''))).toBe(true);
    expect(seen.bytes.length - seen.bytes.indexOf('\r\n\r\n') - 4).toBe(whole >> 1);
    expect(seen.end).not.toBe('open');
    expect(kinds).toEqual(['created']);
  });

  it('garbage: 200 with bytes that are no JSON', async () => {
    const { seen, kinds } = await createIn('garbage');
    expect(seen.status).toBe(200);
    expect(seen.bytes.length).toBeGreaterThan(600);
    expect(seen.body).not.toContain('error_code');
    expect(() => JSON.parse(seen.body)).toThrow();
    expect(kinds).toEqual(['created']);
  });

  it('garbage with effect false: the same, and nothing happened', async () => {
    const { seen, kinds } = await createIn('garbage', { effect: false });
    expect(seen.status).toBe(200);
    expect(kinds).toEqual([]);
  });

  it('html: 200 with a login page, nothing happened', async () => {
    const { seen, kinds } = await createIn('html');
    expect(seen).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(seen.body).toContain('<form');
    expect(kinds).toEqual([]);
  });

  it('refuses: the documented failure with the message asked for', async () => {
    const { seen, kinds } = await createIn('refuses', { message: 'Đơn vị chưa được phân quyền' });
    expect(seen).toMatchObject({ status: 200, body: '{"error_code":-1,"message":"Đơn vị chưa được phân quyền"}' });
    expect(kinds).toEqual([]);
  });

  it('sessionExpired: 401, and the session is really gone until the next login', async () => {
    const { seen, kinds } = await createIn('sessionExpired');
    expect(seen.status).toBe(401);
    expect((await sandbox.post(paths.synchronise, create)).status).toBe(401);
    await sandbox.login();
    const again = await sandbox.post(paths.synchronise, create.replace('s-0001', 's-0002'));
    expect(again.body).toBe(answered);
    expect(kinds).toEqual([]);
  });

  it('tooManyRequests: 429 with Retry-After', async () => {
    const { seen, kinds } = await createIn('tooManyRequests', { millis: 2500 });
    expect(seen).toMatchObject({ status: 429, headers: { 'retry-after': '3' } });
    expect(kinds).toEqual([]);
  });

  it.each([
    ['serverErrorBeforeEffect', 503, []],
    ['serverErrorAfterEffect', 502, ['created']],
  ] as const)('%s: 5xx', async (situation, status, effects) => {
    const { seen, kinds } = await createIn(situation, { status });
    expect(seen.status).toBe(status);
    expect(kinds).toEqual(effects);
  });

  it('slowDrip: the right answer byte by byte', async () => {
    const { seen, kinds } = await createIn('slowDrip', { millis: 2 });
    expect(seen.body).toBe(answered);
    expect(kinds).toEqual(['created']);
    expect((await lastCall()).durationMillis).toBeGreaterThan(2 * Buffer.byteLength(answered) * 0.9);
  });

  it('oversized: goes on for 100 MB if nobody stops it', async () => {
    const { seen, kinds } = await createIn('oversized', {}, { mostBytes: 3_000_000 });
    expect(seen.bytes.length).toBeGreaterThanOrEqual(3_000_000);
    expect(seen.body.trimEnd()).toBe(answered);
    expect(kinds).toEqual(['created']);
    const whole = await rawRequest(sandbox.port, paths.synchronise, goldenHeaders, create);
    expect(whole.body).toBe(golden('sync-exists-3.response.json'));
  });

  it('oversized with bytes: exactly that many', async () => {
    const { seen } = await createIn('oversized', { bytes: 70_000 });
    expect(seen.headers['transfer-encoding']).toBe('chunked');
    expect(seen.body.trimEnd()).toBe(answered);
    expect(Buffer.byteLength(seen.body)).toBe(70_000);
  });

  it('alreadyExists: the portal has it from somebody else; an update then works', async () => {
    const { seen, kinds } = await createIn('alreadyExists');
    expect(seen.body).toBe(golden('sync-exists-3.response.json'));
    expect(kinds).toEqual(['foreign']);
    const update = await sandbox.post(paths.synchronise, create.replace('"isUpdating":"False"', '"isUpdating":"True"'));
    expect(update.body).toBe(answered);
    expect((await sandbox.state(goldenCode)).counts).toMatchObject({ created: 0, foreign: 1, updated: 1 });
  });

  it('is tested here by name, every one of them', () => {
    const named = ['down', 'slow', 'cutBeforeEffect', 'cutAfterEffect', 'timeoutBeforeEffect', 'timeoutAfterEffect'];
    named.push(
      'halfAnswer',
      'garbage',
      'html',
      'refuses',
      'sessionExpired',
      'tooManyRequests',
      'slowDrip',
      'oversized',
    );
    named.push('serverErrorBeforeEffect', 'serverErrorAfterEffect', 'alreadyExists');
    // otherWords: golden.int.spec.ts; those of notifications: partners/sepay/sepay.int.spec.ts
    const ofCalls = Object.entries(situationKinds).filter(([, { moment }]) => moment !== 'notification');
    expect(ofCalls.map(([name]) => name).sort()).toEqual([...named, 'otherWords'].sort());
  });
});

describe('a situation strikes', () => {
  const bodyOf = (code: string) => create.replaceAll(goldenCode, code);
  const outcomeOf = async (code: string) => (await sandbox.post(paths.synchronise, bodyOf(code))).body;

  it('the next calls, as many as asked for', async () => {
    await sandbox.put(operation, { situation: 'refuses', count: 2 });
    const outcomes = [await outcomeOf('A-1'), await outcomeOf('A-2'), await outcomeOf('A-3')];
    expect(outcomes.map((body) => body === answered)).toEqual([false, false, true]);
    expect(await sandbox.get('/situations')).toMatchObject({ items: [{ left: 0, applied: 2 }] });
  });

  it('one code only, before the wider ones', async () => {
    await sandbox.put('dvc-portal', { situation: 'refuses', all: true, message: 'rộng' });
    await sandbox.put('dvc-portal', { situation: 'refuses', all: true, message: 'hẹp', key: 'A-2' });
    expect(await outcomeOf('A-1')).toContain('rộng');
    expect(await outcomeOf('A-2')).toContain('hẹp');
  });

  it('one operation only', async () => {
    await sandbox.put('dvc-portal/TraCuuHoSo', { situation: 'refuses', all: true });
    expect(await outcomeOf('A-1')).toBe(answered);
    expect((await sandbox.post(paths.lookUp, golden('look-up.request.json'))).body).not.toBe(
      golden('look-up-absent.response.json'),
    );
  });

  it('by chance, the same way for the same seed', async () => {
    const run = async (prefix: string) => {
      await sandbox.put(operation, { situation: 'refuses', probability: 0.5, seed: 7 });
      const outcomes = [];
      for (let i = 0; i < 30; i++) outcomes.push((await outcomeOf(`${prefix}-${i}`)) === answered);
      return outcomes;
    };
    const first = await run('A');
    expect(await run('B')).toEqual(first);
    expect(first).toContain(true);
    expect(first).toContain(false);
  });

  it('no more when taken out of force', async () => {
    await sandbox.put(operation, { situation: 'refuses', all: true });
    await sandbox.put('dvc-portal', { situation: 'down', all: true, key: 'A-1' });
    const removed = await fetch(`${sandbox.url}/situations/dvc-portal`, { method: 'DELETE' });
    expect(await removed.json()).toEqual({ removed: 2 });
    expect(await outcomeOf('A-1')).toBe(answered);
  });
});

describe('a request for a situation is refused with the field and what is allowed', () => {
  it.each([
    ['not an object', [], ''],
    ['no name', { count: 1 }, 'situation'],
    ['an unknown name', { situation: 'toString', count: 1 }, 'situation'],
    ['no frequency', { situation: 'down' }, 'count'],
    ['two frequencies', { situation: 'down', count: 1, all: true }, 'count'],
    ['count 0', { situation: 'down', count: 0 }, 'count'],
    ['count as text', { situation: 'down', count: '1' }, 'count'],
    ['probability 2', { situation: 'down', probability: 2 }, 'probability'],
    ['a seed without chance', { situation: 'down', all: true, seed: 1 }, 'seed'],
    ['millis of a situation without a wait', { situation: 'html', all: true, millis: 1 }, 'millis'],
    ['negative millis', { situation: 'slow', all: true, millis: -1 }, 'millis'],
    ['a status it does not have', { situation: 'sessionExpired', all: true, status: 500 }, 'status'],
    ['an unknown variant', { situation: 'otherWords', all: true, variant: 'x' }, 'variant'],
    ['an unknown field', { situation: 'down', all: true, howOften: 1 }, 'howOften'],
  ])('%s', async (_name, body, field) => {
    const answer = await sandbox.put('dvc-portal', body);
    expect(answer.status).toBe(400);
    expect(answer.body['errors']).toEqual(expect.arrayContaining([expect.objectContaining({ field })]));
  });

  it('an unknown partner or operation: 404 with those there are', async () => {
    expect(await sandbox.put('nobody', { situation: 'down', all: true })).toMatchObject({ status: 404 });
    const answer = await sandbox.put('dvc-portal/Nothing', { situation: 'down', all: true });
    expect(answer).toMatchObject({ status: 404, body: { detail: expect.stringContaining('DongBoHoSoMC') } });
  });
});
