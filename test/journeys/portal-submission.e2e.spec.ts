import { accepted } from '../support/api-client.js';
import { aDossier } from '../support/dossier.js';
import { startProduct, type Product } from '../support/product.js';
import { driveSandbox } from '../support/sandbox-slices.js';
import { until } from '../support/until.js';

interface Pushed {
  readonly code: string;
  readonly answer?: { readonly status: number; readonly body: string };
}
interface Held {
  readonly record: {
    readonly TrangThaiHoSo: string;
    readonly TaiLieuNop: readonly { readonly DuongDanTaiTepTin: string }[];
  } | null;
  readonly statuses: readonly { readonly TrangThai: string; readonly MaHoSoDonVi: string; readonly NoiDung: string }[];
  readonly counts: Readonly<Record<string, number>>;
}

/** A citizen submits a dossier on the portal; its unit takes it, the portal hears of it, and the unit goes on with it. */
describe('a dossier that is submitted on the portal', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ portal: { files: { baseUrl: 'http://files.example.test', linkDays: 1 } } });
    await sandbox('PUT', '/bank/settings', { callbackBase: product.url });
  }, 60_000);
  afterAll(() => product?.dispose());

  const sandbox = <T>(method: string, path: string, body?: object) =>
    driveSandbox<T>(product.sandboxUrl + path, method, body);
  const submit = (body: object = {}) => sandbox<Pushed>('POST', '/dvc-portal/submissions', body);
  const atPortal = (code: string) => sandbox<Held>('GET', `/journal/state/dvc-portal/${code}`);
  const codeOf = ({ answer }: Pushed): unknown => (JSON.parse(answer!.body) as { error_code: string }).error_code;
  const inbox = async () => (await product.client.get('/v1/inbox?kind=submission&limit=200')).json.items;
  const itemOf = (code: string, ...states: readonly string[]) =>
    until(`an item of ${code} ${states.join(' or ')}`, async () =>
      (await inbox()).find(
        (one: { dossier: string; state: string }) => one.dossier === code && states.includes(one.state),
      ),
    );
  const act = (id: string, what: string, body?: object) =>
    product.client.ask('POST', `/v1/inbox/${id}/${what}`, body ? { body } : {});

  it('is taken, the portal hears it, the first statement takes it over, and it is synced', async () => {
    const pushed = await submit({ files: 2 });
    expect(codeOf(pushed)).toBe('0');
    const { code } = pushed;
    const { id } = await itemOf(code, 'open');
    const dossier = (await product.client.get(`/v1/dossiers/${code}`)).json;
    expect(dossier).toMatchObject({ revision: 0, portalCode: code, status: 'registered', unit: 'H44.01' });
    expect(dossier.waitingOn).toMatchObject({ who: 'unit', name: 'H44.01' });

    const item = (await product.client.get(`/v1/inbox/${id}`)).json;
    expect(item.submissions).toMatchObject([{ kind: 'whole', fields: { TruongRieng: 'Giá trị riêng của thủ tục' } }]);
    const { attachment } = item.submissions[0].documents[0];
    const file = await fetch(`${product.url}/v1/attachments/${attachment}`, {
      headers: { authorization: 'Bearer demo-client-key-for-tests' },
    });
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(await file.text()).toMatch(/^%PDF-1\.7\ntờ đơn giả lập 1/);
    expect((await product.other.get(`/v1/attachments/${attachment}`)).status).toBe(404);

    expect((await act(id, 'accept')).json).toMatchObject({ state: 'taken' });
    const told = await until('the status at the portal', async () => {
      const held = await atPortal(code);
      return held.statuses.length > 0 ? held : undefined;
    });
    expect(told.statuses).toMatchObject([{ TrangThai: '2', MaHoSoDonVi: code }]);

    const documents = [{ id: 'd1', name: 'don.pdf', attachment }];
    accepted(await product.client.putAndWait(code, aDossier({ unit: 'H44.01', origin: 'nationalPortal', documents })));
    const synced = await atPortal(code);
    expect(synced.counts).toMatchObject({ foreign: 1, created: 0, updated: 1, status: 1 });
    // The portal fetches the file by the link that it was given.
    const link = synced.record!.TaiLieuNop[0]!.DuongDanTaiTepTin;
    expect(link).toMatch(/^http:\/\/files\.example\.test\/files\/[\w-]+$/);
    const pulled = await fetch(link.replace('http://files.example.test', product.url));
    expect([pulled.status, await pulled.text()]).toEqual([200, expect.stringMatching(/^%PDF-1\.7\ntờ đơn giả lập 1/)]);
    expect((await fetch(`${product.url}/files/none`)).status).toBe(404);
    expect(product.logLines()).not.toContain(link.slice(-40));
    const after = (await product.client.get(`/v1/dossiers/${code}`)).json;
    expect(after).toMatchObject({ revision: 1, portalCode: code, partners: { portal: { state: 'inStep' } } });
    const kinds = (await product.client.timeline(code)).map(({ kind }) => kind as string);
    expect(kinds.filter((kind) => /^(handover|dossier)\./.test(kind))).toEqual([
      ...['handover.submitted', 'handover.taken', 'dossier.accepted'],
    ]);
  });

  it('comes twice: it is one dossier, and the portal is told so', async () => {
    const { code } = await submit();
    await itemOf(code, 'open');
    const again = await sandbox<Pushed>('POST', `/dvc-portal/submissions/${code}/again`);
    expect([codeOf(again), JSON.parse(again.answer!.body)]).toEqual([
      '1',
      { error_code: '1', message: 'duplicate refId' },
    ]);
    const { id } = await itemOf(code, 'open');
    expect((await product.client.get(`/v1/inbox/${id}`)).json.submissions).toHaveLength(1);
  });

  it('is sent back with a reason, completed by its citizen, and taken then', async () => {
    const { code } = await submit();
    const { id } = await itemOf(code, 'open');
    expect((await act(id, 'refuse', { reason: 'Thieu giay khai sinh' })).json).toMatchObject({ state: 'refused' });
    await until('the refusal at the portal', async () => (await atPortal(code)).statuses.length === 1 || undefined);
    expect(codeOf(await submit({ kind: 'supplement', code, files: 1 }))).toBe('0');
    expect(await itemOf(code, 'open')).toMatchObject({ id });
    expect((await product.client.get(`/v1/inbox/${id}`)).json.submissions).toHaveLength(2);
    expect((await act(id, 'accept')).status).toBe(200);
    const held = await until('both at the portal', async () => {
      const found = await atPortal(code);
      return found.statuses.length === 2 ? found : undefined;
    });
    expect(held.statuses).toMatchObject([{ TrangThai: '3', NoiDung: 'Thieu giay khai sinh' }, { TrangThai: '2' }]);
  });

  it('is of a unit that nobody knows: an operator gives it to one', async () => {
    const { code } = await submit({ unit: '000.99' });
    const list = async () => (await product.operator.get('/v1/unplaced-submissions')).json.items;
    const { id } = await until('it at the operators', async () =>
      (await list()).find((one: { dossier: string }) => one.dossier === code),
    );
    expect((await product.client.get(`/v1/dossiers/${code}`)).status).toBe(404);
    const body = { unit: 'H44.02' };
    const placed = await product.operator.ask('POST', `/v1/unplaced-submissions/${id}/placement`, { body });
    expect([placed.status, placed.json]).toEqual([200, { submission: id, dossier: code, unit: 'H44.02' }]);
    expect(await itemOf(code, 'open')).toMatchObject({ toUnit: 'H44.02' });
  });

  it('cannot be read: the portal gets a sentence, operators see it, and nothing of anybody', async () => {
    const pushed = await submit({ fields: JSON.stringify({ MaHoSo: 'MÃ/1', HoTenMe: 'LE THI RIENG' }) });
    expect(JSON.parse(pushed.answer!.body)).toMatchObject({
      error_code: '-1',
      message: expect.stringMatching(/mã hồ sơ/),
    });
    const row = await until('the row', async () =>
      (await product.operator.get('/v1/unreadable-rows')).json.items.find(
        ({ cause }: { cause: string }) => cause === 'portal.codeNotAllowed',
      ),
    );
    expect(row.detail).toMatch(/Cổng Dịch vụ công quốc gia/);
    expect(JSON.stringify(row)).not.toMatch(/RIENG|NGUYEN THI NOP/);
    expect(product.logLines()).not.toMatch(/NGUYEN THI NOP|000099000777|LE THI RIENG|Thieu giay/);
  });
});
