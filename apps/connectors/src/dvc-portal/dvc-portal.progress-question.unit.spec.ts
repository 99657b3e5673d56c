import type { AttemptHttp, HttpResult, Resolution } from '@lienthong/connector-kit';
import type { ProgressPayload } from '@lienthong/contracts';
import { goldenInput } from '../testing/dvc-portal/golden.js';
import { now, portalOf } from '../testing/dvc-portal/portal.js';
import { answer, failure, goldenAnswer, scriptedHttp } from '../testing/dvc-portal/scripted-http.js';

/** A step of unknown fate, and what the portal's look-up lists of its dossier. */
describe('a step that may have been sent', () => {
  const [step] = goldenInput<ProgressPayload[]>('progress-one.input.json');
  const at = { steps: 'DanhSachTienDo' };

  function ask(http: AttemptHttp, resolve: object = at, payload = step): Promise<Resolution<'both'>> {
    const operation = portalOf({ progress: { resolve } }).operations['addProgress']!;
    if (operation.fate !== 'resolvable' || operation.proves !== 'both') throw new Error(`declared ${operation.fate}`);
    const item = { exchange: 'x', subject: 'd', number: 1, attempt: 1, payload: operation.parse(payload) as never };
    return operation.resolve({ item, http, signal: new AbortController().signal, now, attemptedAt: now });
  }
  /** The golden answer's row, with another writing. */
  const listedStep = (change: object): object => ({
    ...{ NguoiXuLy: 'TRAN VAN B', ThoiDiemXuLy: '20250702080000', TrangThai: '4' },
    ...change,
  });
  const listing = (result: unknown) =>
    scriptedHttp(goldenAnswer('login-ok'), answer(200, { error_code: '0', message: 'x', result }));

  it('is asked about only where the configuration says how: else it is repeatable, in tens', () => {
    expect(portalOf().operations['addProgress']).toMatchObject({ fate: 'repeatable', batch: 10, onDoubt: 'repeat' });
    expect(portalOf({ progress: { resolve: at } }).operations['addProgress']).not.toHaveProperty('batch');
  });

  it('is done when it is listed, and the question changes nothing', async () => {
    const http = scriptedHttp(goldenAnswer('login-ok'), goldenAnswer('look-up-steps'));
    expect(await ask(http)).toEqual({ found: 'done' });
    expect(http.requests.map(({ purpose }) => purpose)).toEqual(['read', 'read']);
  });

  it.each<[string, (value: ProgressPayload['step']) => Partial<ProgressPayload['step']>]>([
    ['time', () => ({ at: '2025-07-02T08:00:01+07:00' })],
    ['person', () => ({ by: 'TRAN VAN C' })],
    ['state', () => ({ status: 'completed' })],
  ])('of another %s is another step: absent', async (_, change) => {
    const other = { ...step!, step: { ...step!.step, ...change(step!.step) } };
    const http = scriptedHttp(goldenAnswer('login-ok'), goldenAnswer('look-up-steps'));
    expect(await ask(http, at, other)).toEqual({ found: 'absent' });
  });

  it('is absent where the list is empty, or the portal has no such dossier', async () => {
    expect(await ask(listing([{ DanhSachTienDo: [] }]))).toEqual({ found: 'absent' });
    expect(await ask(scriptedHttp(goldenAnswer('login-ok'), goldenAnswer('look-up-absent')))).toEqual({
      found: 'absent',
    });
  });

  it('is found under names of its own, nested, numbers and white space aside', async () => {
    const row = { who: { name: ' TRAN VAN B ' }, when: '20250702080000', state: 4 };
    const names = { steps: 'a.b', time: 'when', person: 'who.name', state: 'state' };
    expect(await ask(listing([{ a: { b: [row] } }]), names)).toEqual({ found: 'done' });
    const foreign = { ...row, MaHoSo: 'H99.01-250701-00002' };
    expect(await ask(listing([{ a: { b: [foreign] } }]), names)).toEqual({ found: 'absent' });
  });

  it.each([
    ['no list', [{ MaHoSo: 'H99.01-250701-00001' }]],
    ['a list that is none', [{ DanhSachTienDo: 'none' }]],
    ['times in another form', [{ DanhSachTienDo: [listedStep({ ThoiDiemXuLy: '2025-07-02 08:00:00' })] }]],
    ['states in words', [{ DanhSachTienDo: [listedStep({ TrangThai: 'dang xu ly' })] }]],
    ['rows that cannot be told', [{ DanhSachTienDo: [{ NguoiXuLy: 'TRAN VAN B' }] }]],
    ['an inherited name', [{ DanhSachTienDo: [Object.create({ NguoiXuLy: 'x' })] }]],
  ])('stays open with %s: nothing is sent again on a guess', async (_, result) => {
    expect(await ask(listing(result))).toEqual({ found: 'open', cause: 'portal.stepsNotListed' });
  });

  it('stays open while the portal does not answer', async () => {
    const without = (said: HttpResult) => ask(scriptedHttp(goldenAnswer('login-ok'), said));
    expect(await without(failure('transport.timeout', true))).toEqual({ found: 'open', cause: 'transport.timeout' });
    expect(await without(answer(502, ''))).toEqual({ found: 'open', cause: 'portal.serverError' });
    expect(await without(answer(200, '<html>'))).toEqual({ found: 'open', cause: 'portal.brokenContract' });
  });
});
