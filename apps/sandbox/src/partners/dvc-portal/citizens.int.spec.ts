import { receiverForTest } from '../../testing/receiver-for-test.js';
import { sandboxForTest, type SandboxForTest } from '../../testing/sandbox-for-test.js';

/** What citizens do at the portal reaches whoever is configured, as two deployments have it. */
describe('citizens at the stand-in of the portal', () => {
  let sandbox: SandboxForTest;
  let receiver: Awaited<ReturnType<typeof receiverForTest>>;
  beforeEach(async () => {
    receiver = await receiverForTest(() => ({
      status: 200,
      body: '{"error_code":"0","message":"Tiếp nhận thành công"}',
    }));
    sandbox = await sandboxForTest({ money: { callbackBase: receiver.url } });
  });
  afterEach(async () => {
    await sandbox.end();
    await receiver.end();
  });
  const post = async (path: string, body: object = {}) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, json: (await answer.json()) as { code: string; answer?: { status: number } } };
  };

  it('pushes a dossier with its files, and holds it from then on', async () => {
    const { status, json } = await post('/dvc-portal/submissions', {
      files: 2,
      fileBytes: 200,
      fields: '{"Rieng":"x"}',
    });
    expect([status, json.answer?.status]).toEqual([201, 200]);
    const [one] = receiver.received;
    expect([one!.method, one!.url, one!.headers.authorization]).toEqual([
      ...['POST', '/callbacks/portal/tinh/dossiers', 'Bearer sandbox-push-secret'],
    ]);
    const body = JSON.parse(one!.body) as { MaHoSo: string; Rieng: string; TaiLieuNop: { Base64: string }[] };
    expect([body.MaHoSo, body.Rieng, body.TaiLieuNop.length]).toEqual([json.code, 'x', 2]);
    expect(Buffer.from(body.TaiLieuNop[0]!.Base64, 'base64')).toHaveLength(200);
    expect((await sandbox.state(json.code)).counts.foreign).toBe(1);
  });

  it('pushes the very same once more, and a supplement in its own envelope', async () => {
    const { json } = await post('/dvc-portal/submissions');
    await post(`/dvc-portal/submissions/${json.code}/again`);
    await post('/dvc-portal/submissions', { kind: 'supplement', code: json.code, files: 1 });
    const bodies = receiver.received.map(({ body }) => body);
    expect(bodies[1]).toBe(bodies[0]);
    expect(JSON.parse(bodies[2]!)).toMatchObject({ isUpdating: 'True', data: { MaHoSoQG: json.code } });
    expect((await sandbox.state(json.code)).counts.foreign).toBe(1);
  });

  it('refuses what it does not understand, and says that nobody answered', async () => {
    expect((await post('/dvc-portal/submissions', { colour: 1 })).status).toBe(400);
    expect((await post('/dvc-portal/submissions', { kind: 'supplement' })).status).toBe(400);
    expect((await post('/dvc-portal/submissions/none/again')).status).toBe(404);
    await receiver.end();
    const { json } = await post('/dvc-portal/submissions');
    expect(json.answer).toBeUndefined();
  });

  it('has a page with a button for each', async () => {
    for (const what of ['withFile', 'supplement', 'again', 'submit']) {
      const body = new URLSearchParams({ what });
      const answer = await fetch(`${sandbox.url}/dvc-portal/page`, { method: 'POST', body, redirect: 'manual' });
      expect(answer.status).toBe(303);
    }
    expect(receiver.received).toHaveLength(4);
    expect(await (await fetch(`${sandbox.url}/dvc-portal/page`)).text()).toMatch(/Nộp hồ sơ[\s\S]*G22\.99-/);
  });
});
