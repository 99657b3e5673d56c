import { readDvcPortalConfig } from './dvc-portal.config.js';
import { goldenConfig } from '../testing/dvc-portal/golden.js';
import { configOf } from '../testing/dvc-portal/portal.js';

const faultsOf = (slice: unknown) => {
  const read = readDvcPortalConfig(slice);
  return read.ok ? [] : read.faults;
};

describe('the configuration of the portal', () => {
  it('fills in the defaults and leaves its input alone', () => {
    const slice = { ...goldenConfig };
    expect(configOf()).toMatchObject({
      paths: { auth: '/auth/login', share: '/share', integration: '/integration' },
      lengths: { summary: 1_000, documentName: 4_000, officer: 50 },
      progress: { chunk: 10, onDoubt: 'repeat' },
      answers: { existsCodes: ['3', '-3'], definiteRefusals: { 401: 'relogin', 413: 'refused' } },
      tables: { status: { returned: '10' }, procedures: goldenConfig.tables.procedures },
    });
    expect(Object.keys(slice)).toEqual(Object.keys(goldenConfig));
  });

  it('lets a tenant change one code of a table and keeps the others', () => {
    const { tables } = configOf({ tables: { applicantKind: { citizen: '0', business: '1' } } });
    expect(tables.applicantKind).toMatchObject({ citizen: '0', business: '1', agency: '3' });
  });

  it.each(['baseUrl', 'dstcode', 'madonvi', 'username', 'password'])('%s is required', (key) => {
    const slice: Record<string, unknown> = { ...goldenConfig };
    delete slice[key];
    expect(faultsOf(slice)).toEqual([{ pointer: `/${key}`, found: 'nothing', allowed: 'a value: it is required' }]);
  });

  it.each([
    [{ unheard: 1 }, '/unheard', '1', /^no such key; known are owner, baseUrl/],
    [{ baseUrl: 'ftp://x' }, '/baseUrl', '"ftp://x"', /pattern/],
    [{ paths: { share: 'share' } }, '/paths/share', '"share"', /pattern/],
    [{ upsert: 'always' }, '/upsert', '"always"', /^one of lookUpFirst, createFirst$/],
    [{ limits: { concurrency: 0 } }, '/limits/concurrency', '0', />= 1/],
    [{ progress: { chunk: '10' } }, '/progress/chunk', '"10"', /integer/],
    [{ deadlines: { sync: { hardMs: 1 } } }, '/deadlines/sync/hardMs', '1', />= 100/],
    [{ tables: { status: { returned: '' } } }, '/tables/status/returned', '""', /fewer than 1/],
    [{ tables: { status: { gone: '11' } } }, '/tables/status/gone', '"11"', /^no such key; known are registered/],
    [
      { answers: { definiteRefusals: { 429: 'maybe' } } },
      '/answers/definiteRefusals/429',
      '"maybe"',
      /^one of relogin, later, refused$/,
    ],
    [{ extraHeaders: { 'x y': 'z' } }, '/extraHeaders/x y', '"z"', /no such key/],
    [{ extraHeaders: { x: 'a\r\nb' } }, '/extraHeaders/x', '"a\\r\\nb"', /pattern/],
  ])('%j names the key, what was found and what is allowed', (change, pointer, found, allowed) => {
    const faults = faultsOf({ ...goldenConfig, ...change });
    expect(faults).toEqual([{ pointer, found, allowed: expect.stringMatching(allowed) as string }]);
  });

  it('never shows a secret', () => {
    const faults = faultsOf({ ...goldenConfig, password: 4711 });
    expect(faults).toMatchObject([{ pointer: '/password', found: 'a number (not shown)' }]);
  });

  it.each([[null], ['text'], [[]], [undefined]])('%j is no slice', (slice) => {
    expect(faultsOf(slice)).not.toEqual([]);
  });
});
