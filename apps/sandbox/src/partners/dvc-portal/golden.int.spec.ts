import { golden, goldenHeaders, paths, sandboxForTest, type SandboxForTest } from '../../testing/sandbox-for-test.js';
import { rawRequest } from '../../testing/raw-client.js';

interface Row {
  situation: string;
  path: string;
  headers: Record<string, string>;
  request: string;
  status: number;
  response: string;
}

const rows = JSON.parse(golden('situations.json')) as Row[];

type Preparation = (sandbox: SandboxForTest) => Promise<unknown>;

const loggedIn: Preparation = (sandbox) => sandbox.login();
const holding: Preparation = (sandbox) => sandbox.withDossier();
const situation =
  (operation: string, body: object, before: Preparation = loggedIn): Preparation =>
  async (sandbox) => {
    await before(sandbox);
    await sandbox.put(`dvc-portal/${operation}`, { count: 1, ...body });
  };
const inOtherWords = (variant: string) => situation('DongBoHoSoMC', { situation: 'otherWords', variant });
/** The portal holds what the request is about. */
const holdingThat =
  (request: string): Preparation =>
  async (sandbox) => {
    await sandbox.login();
    await sandbox.post(paths.synchronise, golden(request).replace('"isUpdating":"True"', '"isUpdating":"False"'));
  };

/** A citizen submitted it at the portal. */
const foreign =
  (code: string): Preparation =>
  async (sandbox) => {
    await sandbox.login();
    await sandbox.put('dvc-portal/DongBoHoSoMC', { situation: 'otherWords', variant: 'exists', count: 1 });
    await sandbox.post(
      paths.synchronise,
      golden('sync-minimal.request.json').replace(/"MaHoSo":"[^"]*"/, `"MaHoSo":"${code}"`),
    );
  };

/** What has to be so before the request of a row is answered as the row says. */
const preparations: Record<string, Preparation> = {
  'login-ok': async () => undefined,
  'login-again-ok': situation('login', { situation: 'otherWords', variant: 'codeString' }),
  'login-refused': async () => undefined,
  'look-up-exists': holding,
  'look-up-steps': async (sandbox) => {
    await holding(sandbox);
    await sandbox.post(paths.synchronise, golden('progress-one.request.json'));
  },
  'sync-update': holdingThat('sync-update.request.json'),
  'sync-full': holdingThat('sync-full.request.json'),
  'sync-ok-int': inOtherWords('codeInteger'),
  'sync-ok-double-zero': inOtherWords('codeDoubleZero'),
  'sync-ok-decomposed': inOtherWords('decomposed'),
  'sync-exists-3': holding,
  'sync-exists-minus-3': inOtherWords('existsMinus3'),
  'sync-exists-words': inOtherWords('existsWords'),
  'sync-failed': situation('DongBoHoSoMC', { situation: 'refuses' }),
  'session-expired-401': async () => undefined,
  'session-expired-200': situation('DongBoHoSoMC', { situation: 'sessionExpired', status: 200 }),
  'progress-one': holding,
  'progress-ten': holding,
  'progress-ten-refused': situation('CapNhatTienDoHoSoMC', { situation: 'refuses' }, holding),
  'status-accepted': foreign('G22.99-250701-00007'),
  'status-refused': foreign('G22.99-250701-00008'),
  partial: situation('CapNhatTienDoHoSoMC', { situation: 'otherWords', variant: 'partial' }, holding),
};

describe('the stand-in of the national portal and the golden bytes', () => {
  it.each(rows.map((row) => [row.situation, row] as const))('%s', async (name, row) => {
    const sandbox = await sandboxForTest({ dvcPortal: { listsSteps: name === 'look-up-steps' } });
    try {
      await (preparations[name] ?? loggedIn)(sandbox);
      const seen = await rawRequest(sandbox.port, row.path, row.headers, golden(row.request));
      expect({ status: seen.status, body: seen.body }).toEqual({ status: row.status, body: golden(row.response) });
    } finally {
      await sandbox.end();
    }
  });

  it('is held to every golden answer', () => {
    expect(rows.length).toBeGreaterThan(25);
    expect(goldenHeaders).toEqual(
      Object.fromEntries(Object.entries(rows[0]!.headers).map(([name, value]) => [name.toLowerCase(), value])),
    );
  });
});
