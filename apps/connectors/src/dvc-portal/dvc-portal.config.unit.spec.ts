import { checkDvcPortal, readDvcPortalConfig } from './dvc-portal.config.js';
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

  it.each(['baseUrl', 'destinationCode', 'unitCode', 'username', 'password'])('%s is required', (key) => {
    const slice: Record<string, unknown> = { ...goldenConfig };
    delete slice[key];
    expect(faultsOf(slice)).toEqual([{ pointer: `/${key}`, found: 'nothing', allowed: 'a value: it is required' }]);
  });

  it.each([
    [{ unheard: 1 }, '/unheard', 'a key that is not known', /^owner, baseUrl/],
    [{ baseUrl: 'ftp://x' }, '/baseUrl', '"ftp://x" (string)', /^text of the form/],
    [{ paths: { share: 'share' } }, '/paths/share', '"share" (string)', /^text of the form/],
    [{ upsert: 'always' }, '/upsert', '"always" (string)', /^one of lookUpFirst, createFirst$/],
    [{ limits: { concurrency: 0 } }, '/limits/concurrency', '0 (number)', />= 1/],
    [{ progress: { chunk: '10' } }, '/progress/chunk', '"10" (string)', /^integer$/],
    [{ deadlines: { sync: { hardMs: 1 } } }, '/deadlines/sync/hardMs', '1 (number)', />= 100/],
    [{ tables: { status: { returned: '' } } }, '/tables/status/returned', '"" (string)', /fewer than 1/],
    [{ tables: { status: { gone: '11' } } }, '/tables/status/gone', 'a key that is not known', /^registered/],
    [
      { answers: { definiteRefusals: { 429: 'maybe' } } },
      '/answers/definiteRefusals/429',
      '"maybe" (string)',
      /^one of relogin, later, refused$/,
    ],
    [{ inbound: { accounts: [{ name: 'tinh' }] } }, '/inbound/accounts/0', 'neither secrets nor proof', /proof: none/],
    [
      { inbound: { accounts: ['a', 'b', 'a'].map((name) => ({ name, proof: 'none' })) } },
      ...(['/inbound/accounts/2/name', '"a" a second time', /^each name once$/] as const),
    ],
    [{ inbound: { maxFileBytes: 1 } }, '/inbound/maxFileBytes', '1 (number)', />= 1024/],
    [{ files: {} }, '/files/baseUrl', 'nothing', /required/],
    [{ extraHeaders: { 'x y': 'z' } }, '/extraHeaders/x y', 'a key that is not known', /^nothing here$/],
    [{ extraHeaders: { x: 'a\r\nb' } }, '/extraHeaders/x', '"a\\r\\nb" (string)', /^text of the form/],
  ])('%j names the key, what was found and what is allowed', (change, pointer, found, allowed) => {
    const faults = faultsOf({ ...goldenConfig, ...change });
    expect(faults).toEqual([
      expect.objectContaining({ pointer, found, allowed: expect.stringMatching(allowed) as string }),
    ]);
  });

  it('checks a slice without its defaults, as the file is read', () => {
    expect(checkDvcPortal({ ...goldenConfig, baseUrl: 'https://portal.example.test' })).toEqual([]);
  });

  it('never shows a secret', () => {
    const faults = faultsOf({ ...goldenConfig, password: 4711 });
    expect(faults).toMatchObject([{ pointer: '/password', found: 'a value (not shown)' }]);
  });

  it.each([[null], ['text'], [[]], [undefined]])('%j is no slice', (slice) => {
    expect(faultsOf(slice)).not.toEqual([]);
  });
});
