import { aWindow } from '../../testing/fake-admission-windows.js';
import { keys, startHttp, type HttpFixture } from '../../testing/http-fixture.js';

describe('an admission window over HTTP', () => {
  let http: HttpFixture;
  beforeAll(async () => {
    http = await startHttp();
  });
  afterAll(() => http.close());

  it.each([
    ['accepted', 201],
    ['same', 200],
  ] as const)('is opened (%s), and warns of a class of which nothing has been here yet', async (kind, status) => {
    const open = async (classSeen: boolean | undefined) => {
      http.core.admissionWindows.answer = { kind, window: aWindow, classSeen, replayed: false };
      const body = { class: 'procedure:1.003650', days: ['2026-12-01'], perDay: 1_000 };
      return http.ask('/v1/admission-windows', { method: 'POST', key: keys.operator, body });
    };
    expect(await open(true)).toMatchObject({ status, json: { id: aWindow.id, warnings: [] } });
    expect((await open(undefined)).json.warnings).toEqual([]);
    expect(await open(false)).toMatchObject({
      status,
      json: { warnings: [{ pointer: '/class', code: 'paymentClass.neverSeen', whoActs: 'operator' }] },
    });
  });

  it('says which of the days is wrong, and refuses one that is too far ahead to be meant', async () => {
    const refused = async (days: readonly string[]) => {
      const body = { class: 'procedure:1.003650', days, perDay: 1_000 };
      const { status, json } = await http.ask('/v1/admission-windows', { method: 'POST', key: keys.operator, body });
      return [status, json.errors];
    };
    expect(await refused(['2026-12-01', '2026-02-30'])).toMatchObject([
      400,
      [{ pointer: '/days/1', code: 'day.invalid' }],
    ]);
    expect(await refused(['2026-12-02', '2026-12-03', '2026-12-03'])).toMatchObject([
      400,
      [{ pointer: '/days/2', code: 'days.unordered' }],
    ]);
    http.core.admissionWindows.answer = { kind: 'tooFar', at: 1 };
    expect(await refused(['2026-12-02', '9999-12-31'])).toMatchObject([
      400,
      [{ pointer: '/days/1', code: 'time.tooLate' }],
    ]);
  });
});
