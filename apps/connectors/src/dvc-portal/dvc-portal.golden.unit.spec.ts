import type { DossierSnapshot, PortalStatus, ProgressPayload } from '@lienthong/contracts';
import { golden, goldenInput, goldenSituations, goldenText } from '../testing/dvc-portal/golden.js';
import { attempt, portalOf } from '../testing/dvc-portal/portal.js';
import { goldenAnswer, scriptedHttp, type ScriptedHttp } from '../testing/dvc-portal/scripted-http.js';

/** Every golden request with an input is what the connector sends for that input, byte for byte. */
const syncs = goldenSituations.filter(({ input, status }) => input?.startsWith('sync-') && status === 200);
const statuses = goldenSituations.filter(({ request }) => request.startsWith('status-'));
const progresses = goldenSituations.filter(({ request }) => request.startsWith('progress-'));

const updating = (request: string): boolean => goldenText(request).includes('"isUpdating":"True"');

function expectGolden(http: ScriptedHttp, index: number, situation: string): void {
  const { method, path, headers, request, endpoint } = golden(situation);
  const sent = http.requests[index]!;
  expect(sent.body).toBe(goldenText(request));
  expect(sent.method).toBe(method);
  expect(`/dvcqg${sent.path}`).toBe(path);
  expect(sent.headers).toEqual(headers);
  expect(sent.purpose).toBe(endpoint === 'integration' ? 'send' : 'read');
}

describe('what the portal gets', () => {
  it('knows all situations', () => {
    expect(syncs.length).toBeGreaterThanOrEqual(14);
    expect(progresses).toHaveLength(4);
    expect(statuses).toHaveLength(2);
  });

  it.each(syncs.map((one) => [one.situation, one] as const))('%s', async (situation, one) => {
    const snapshot = goldenInput<DossierSnapshot>(one.input!);
    const exists = updating(one.request);
    const http = scriptedHttp(
      goldenAnswer('login-ok'),
      goldenAnswer(exists ? 'look-up-exists' : 'look-up-absent'),
      goldenAnswer('sync-ok-string'),
    );
    expect(await attempt(portalOf(), 'syncDossier', [snapshot], http)).toEqual({ outcome: 'done' });
    expect(http.requests).toHaveLength(3);
    expectGolden(http, 0, 'login-ok');
    if (snapshot.code === 'H99.01-250701-00001') expectGolden(http, 1, 'look-up-absent');
    expectGolden(http, 2, situation);
  });

  it.each(progresses.map((one) => [one.situation, one] as const))('%s', async (situation, one) => {
    const http = scriptedHttp(goldenAnswer('login-ok'), goldenAnswer(situation));
    await attempt(portalOf(), 'addProgress', goldenInput<ProgressPayload[]>(one.input!), http);
    expect(http.requests).toHaveLength(2);
    expectGolden(http, 1, situation);
  });

  it.each(statuses.map((one) => [one.situation, one] as const))('%s', async (situation, one) => {
    const http = scriptedHttp(goldenAnswer('login-ok'), goldenAnswer(situation));
    const outcome = await attempt(portalOf(), 'tellStatus', [goldenInput<PortalStatus>(one.input!)], http);
    expect(outcome).toEqual({ outcome: 'done' });
    expect(http.requests).toHaveLength(2);
    expectGolden(http, 1, situation);
  });
});
