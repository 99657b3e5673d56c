import { startHttp, testConfig, keys, type HttpFixture } from '../testing/http-fixture.js';

/** `GET /v1/areas` and `GET /v1/units` over HTTP. */
let http: HttpFixture;
const units = [
  ...testConfig.units,
  { code: 'H44.60', name: 'UBND xã Cũ', parent: 'H44', validTo: '2025-07-01', successor: 'H44.61' },
  { code: 'H44.61', name: 'UBND xã Mới', parent: 'H44', validFrom: '2025-07-01' },
];
beforeAll(async () => {
  http = await startHttp({ config: { ...testConfig, units } });
});
afterAll(() => http.close());

interface Item {
  readonly code: string;
  readonly [field: string]: unknown;
}
const get = async (path: string): Promise<{ items: Item[]; nextCursor?: string }> => {
  const { status, json } = await http.ask(path);
  expect(status).toBe(200);
  return json as { items: Item[]; nextCursor?: string };
};
async function walk(path: string): Promise<Item[]> {
  const found: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await get(`${path}limit=200${cursor ? `&cursor=${cursor}` : ''}`);
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}
const codesOf = (items: readonly Item[]): string => items.map(({ code }) => code).join(' ');

describe('GET /v1/areas', () => {
  it('is read page by page, each area once', async () => {
    const all = await walk('/v1/areas?');
    expect(all).toHaveLength(34 + 3321);
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
  });
  it('a day of before has the areas of before, with what took their place', async () => {
    expect((await get('/v1/areas?code=00097&on=2025-06-30')).items).toEqual([
      {
        ...{ code: '00097', name: 'Phường Tứ Liên', level: 'commune', parent: '003', province: '01' },
        ...{ validTo: '2025-07-01', successors: ['00097', '00103'] },
      },
    ]);
    expect((await get('/v1/areas?code=00097&on=2025-07-01')).items).toEqual([
      {
        ...{ code: '00097', name: 'Phường Hồng Hà', level: 'commune', parent: '01', province: '01' },
        ...{ validFrom: '2025-07-01', successors: [] },
      },
    ]);
    expect((await get('/v1/areas?code=00007')).items).toMatchObject([
      { name: 'Phường Cống Vị', successors: ['00008', '00025'] },
    ]);
    const [divided] = (await get('/v1/areas?code=00634&on=2025-06-30')).items;
    expect(divided?.['successors']).toEqual(['00622', '00634', '00637', '09556', '09886']);
  });
  it('filters: level, parent, province', async () => {
    expect((await get('/v1/areas?level=province')).items).toHaveLength(34);
    expect((await get('/v1/areas?level=district')).items).toEqual([]);
    expect(await walk('/v1/areas?level=district&on=2025-06-30&')).toHaveLength(696);
    expect(await walk('/v1/areas?parent=01&')).toHaveLength(126);
    expect(codesOf((await get('/v1/areas?province=31&level=district&on=2025-06-30&limit=2')).items)).toBe('303 304');
  });
  it.each([
    ['level=ward', '/query/level', 'value.notAllowed'],
    ['on=2025-06-31', '/query/on', 'day.invalid'],
    ['code=1a', '/query/code', 'area.invalid'],
    ['colour=red', '/query/colour', 'field.unknown'],
    ['limit=201', '/query/limit', 'limit.invalid'],
    ['cursor=abc', '/query/cursor', 'cursor.invalid'],
  ])('refuses %s', async (query, pointer, code) => {
    const answer = await http.ask(`/v1/areas?${query}`);
    expect(answer).toMatchObject({ status: 400, json: { code: 'request.invalid', errors: [{ pointer, code }] } });
  });
  it('a cursor of another list or filter is not taken', async () => {
    const { nextCursor } = await get('/v1/areas?limit=1');
    expect((await http.ask(`/v1/areas?limit=1&level=commune&cursor=${nextCursor}`)).status).toBe(400);
    expect((await http.ask(`/v1/units?limit=1&cursor=${nextCursor}`)).status).toBe(400);
  });
});

describe('GET /v1/units', () => {
  it('shows every configured unit, with its time and who took over', async () => {
    const { items } = await get('/v1/units');
    expect(codesOf(items)).toBe('H30 H44 H44.01 H44.60 H44.61 X99');
    expect(items[3]).toEqual(units[4]);
    expect(codesOf(await walk('/v1/units?within=H44&'))).toBe('H44 H44.01 H44.60 H44.61 X99');
    expect(codesOf((await get('/v1/units?code=X99')).items)).toBe('X99');
    expect(codesOf((await get('/v1/units?parent=H44&limit=2')).items)).toBe('H44.01 H44.60');
  });
  it('on a day only those that stood then', async () => {
    expect(codesOf((await get('/v1/units?parent=H44&on=2025-06-30')).items)).toBe('H44.01 H44.60 X99');
    expect(codesOf((await get('/v1/units?parent=H44&on=2025-07-01')).items)).toBe('H44.01 H44.61 X99');
  });
  it('pages', async () => {
    const first = await get('/v1/units?limit=4');
    expect(codesOf(first.items)).toBe('H30 H44 H44.01 H44.60');
    expect(codesOf((await get(`/v1/units?limit=4&cursor=${first.nextCursor}`)).items)).toBe('H44.61 X99');
  });
});

it.each(['/v1/areas', '/v1/units'])('%s is for clients and operators, not for strangers', async (path) => {
  expect((await http.ask(path, { key: keys.viewer })).status).toBe(200);
  expect((await http.ask(path, { key: null })).status).toBe(401);
});
