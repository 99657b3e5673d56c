import type { IncomingMessage } from 'node:http';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderBlobs, type Blobs } from '@lienthong/blobs';
import { Callbacks, openConnectorsSide, type ConnectorsSide, type InboundRoute } from '@lienthong/connector-kit';
import {
  openEnvelope,
  sealContext,
  type DossierSubmitted,
  type SubmissionDetail,
  type UnreadableRowFound,
} from '@lienthong/contracts';
import { Keyring, MasterKey, open, openStream } from '@lienthong/seal';
import { type OutboxMessage } from '@lienthong/store';
import { describeEachStore } from '@lienthong/store/testing';
import { aFile, aSubmission, inboundOf, pdf, pushOf } from '../testing/dvc-portal/submissions.js';
import { portalOf } from '../testing/dvc-portal/portal.js';

/** Bytes of a body that counts as large. */
const large = 200_000;

/** What the portal pushes: kept and sealed before it is answered, told once, its files where both sides find them. */
describeEachStore('dossiers that the portal pushes', (openStore) => {
  const keyring = new Keyring(new MasterKey(randomBytes(32)));
  const told: OutboxMessage[] = [];
  let folder: string;
  let side: ConnectorsSide;
  let blobs: Blobs;
  let failing = false;
  let query: (text: string) => Promise<readonly Record<string, unknown>[]>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lienthong-push-'));
    const place = await FolderBlobs.open(folder);
    blobs = new Proxy<Blobs>(place, {
      get: (target, name) => {
        if (name === 'put' && failing) return () => Promise.reject(new Error('full'));
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const { store } = await openStore();
    query = async (text) =>
      (await store.db('connectors').executeQuery({ sql: text, parameters: [] } as never)).rows as never;
    side = await openConnectorsSide({
      ...{ store, keyring, owner: `push-${randomUUID()}` },
      bus: { publish: (messages) => Promise.resolve(void told.push(...messages)) },
      connectors: [portalOf({ inbound: inboundOf({ maxFileBytes: 4_096, maxFiles: 3 }) }, { blobs })],
      door: { bytesInFlight: 2 * large },
    });
  });
  afterAll(async () => {
    await side?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    failing = false;
    told.length = 0;
  });

  const push = async (body: unknown, headers?: Record<string, string[]>) => {
    const request = pushOf(body, headers);
    const route = side.inbound.routeOf('POST', request.path) as InboundRoute;
    const { status, body: answer } = await side.inbound.handle(route, request);
    return { status, ...(JSON.parse(answer) as { error_code?: string; message?: string }) };
  };
  /** What was told before something that is told now: the outbox publishes in order. */
  const toldNow = async (): Promise<{ type: string; data: unknown }[]> => {
    const last = `MARK-${randomUUID()}`;
    await push(aSubmission({ refId: last, MaHoSo: last }));
    let at = -1;
    while ((at = told.findIndex(({ key }) => key === last)) < 0) await new Promise((resolve) => setTimeout(resolve, 2));
    return told.slice(0, at).map((message) => openEnvelope(message));
  };
  const submissions = async () =>
    (await toldNow()).flatMap(({ type, data }) => (type === 'dossier.submitted' ? [data as DossierSubmitted] : []));
  const detailOf = ({ submission, detail }: DossierSubmitted): SubmissionDetail => {
    const key = keyring.unwrap(Buffer.from(detail.key, 'base64'));
    return JSON.parse(
      open(key, Buffer.from(detail.box, 'base64'), sealContext.submission(submission)).toString(),
    ) as never;
  };
  const filesThere = async (): Promise<number> => (await blobs.list(Number.POSITIVE_INFINITY, 1_000)).length;

  it('is told with its file, which opens only with the key that is told', async () => {
    const answer = await push(aSubmission({ TaiLieuNop: [aFile()] }));
    expect(answer).toEqual({ status: 200, error_code: '0', message: 'Tiếp nhận thành công' });
    const [one] = await submissions();
    expect(one).toMatchObject({
      subject: 'G22.99-261122-00001',
      account: 'tinh',
      kind: 'whole',
      partner: 'dvc-portal',
    });
    const { content, unit, documents, fields } = detailOf(one!);
    expect(unit).toBe('H44.01');
    expect(content).toEqual({
      procedure: { code: '1.003560', name: 'Thủ tục mẫu' },
      field: { code: 'LV01', name: 'Lĩnh vực mẫu' },
      applicant: {
        ...{ kind: 'citizen', name: 'TRẦN THỊ NỘP', personalNumber: '000099000555', phone: '0900000555' },
        ...{ email: 'nop@example.test', portalAccount: 'tech-0005' },
      },
      submittedAt: '2026-11-22T01:30:00.000Z',
    });
    expect(JSON.parse(fields)).toEqual({ TenNguoiCha: 'TRẦN VĂN CHA', SoLuongBan: 3 });
    const [{ name, componentCode, file }] = documents as [(typeof documents)[0]];
    expect([name, componentCode, file!.contentType, file!.size]).toEqual([
      'đơn.pdf',
      'TP01',
      'application/pdf',
      pdf.length,
    ]);
    const sealed = await blobs.get(file!.address);
    const opened: Buffer[] = [];
    const key = keyring.unwrap(Buffer.from(file!.key, 'base64'));
    for await (const piece of openStream(key, sealed!, sealContext.attachment(file!.attachment)))
      opened.push(Buffer.from(piece));
    expect(Buffer.concat(opened)).toEqual(pdf);
    expect(JSON.stringify(told.map(({ value }) => Buffer.from(value).toString()))).not.toMatch(
      /NỘP|000099000555|CHA|đơn/,
    );
  });

  it('comes again: one submission, the answer says so, and no second file is left', async () => {
    const body = aSubmission({ refId: 'ref-2', TaiLieuNop: [aFile()] });
    await push(body);
    const there = await filesThere();
    const again = await Promise.all([push(body), push(body)]);
    expect(again).toEqual(Array(2).fill({ status: 200, error_code: '1', message: 'duplicate refId' }));
    expect(await submissions()).toHaveLength(1);
    expect(await filesThere()).toBe(there);
  });

  it('without refId the same content is the same, and another is another', async () => {
    const body = aSubmission({ refId: undefined, MaHoSo: 'G22.99-261122-00003' });
    expect(await push(body)).toMatchObject({ error_code: '0' });
    expect(await push(body)).toMatchObject({ error_code: '1', message: expect.stringMatching(/đã được gửi trước đó/) });
    expect(await push({ ...body, TenNguoiCha: 'KHÁC' })).toMatchObject({ error_code: '0' });
    expect(await submissions()).toHaveLength(2);
  });

  it('a supplement is told as one, under the national code', async () => {
    const data = {
      MaHoSoQG: 'G22.99-261122-00001',
      TaiLieuNop: [{ TenTepDinhKem: 'thêm.pdf', DuongDanTaiTepTin: 'https://files.example.test/1' }],
    };
    await push({ service: 'BoSungHoSo', isUpdating: 'True', data });
    const [one] = await submissions();
    expect(one).toMatchObject({ kind: 'supplement', subject: 'G22.99-261122-00001' });
    expect(detailOf(one!).documents).toMatchObject([{ name: 'thêm.pdf', url: 'https://files.example.test/1' }]);
  });

  it("a unit that the table does not know is told by the portal's own code", async () => {
    await push(aSubmission({ refId: 'ref-5', MaDonVi: '000.99' }));
    const detail = detailOf((await submissions())[0]!);
    expect([detail.unit, detail.statedUnit]).toEqual([undefined, '000.99']);
  });

  it.each([
    ['a code outside of what is allowed', { MaHoSo: 'MÃ SỐ/1' }, 'portal.codeNotAllowed', /mã hồ sơ chỉ gồm/],
    ['no code', { MaHoSo: undefined }, 'portal.codeMissing', /thiếu mã hồ sơ/],
    [
      'base64 with rubbish',
      { TaiLieuNop: [aFile(), aFile({ Base64: 'JVBERi0xLjcK!!' })] },
      'portal.document.2.base64Broken',
      /tài liệu thứ 2: nội dung Base64 bị lỗi/,
    ],
    [
      'a file that is not what its name says',
      { TaiLieuNop: [aFile({ TenTepDinhKem: 'ảnh.png' })] },
      'portal.document.1.contentDiffers',
      /phần mở rộng/,
    ],
    [
      'a type that nobody takes',
      { TaiLieuNop: [aFile({ TenTepDinhKem: 'a.exe' })] },
      'portal.document.1.typeForbidden',
      /loại tệp/,
    ],
    [
      'a file that is too large',
      { TaiLieuNop: [aFile({ Base64: Buffer.concat([pdf, Buffer.alloc(5_000, 'a')]).toString('base64') })] },
      'portal.document.1.tooLarge',
      /dung lượng/,
    ],
    ['too many files', { TaiLieuNop: Array(4).fill(aFile()) }, 'portal.documentsTooMany', /quá nhiều/],
    [
      'a paper without anything',
      { TaiLieuNop: [{ TenTepDinhKem: 'a.pdf' }] },
      'portal.document.1.empty',
      /không có đường dẫn/,
    ],
  ])('%s: refused with a sentence, kept, and shown without a value', async (_name, change, cause, sentence) => {
    const there = await filesThere();
    const answer = await push(aSubmission({ refId: randomUUID(), ...change }));
    expect(answer).toMatchObject({ status: 200, error_code: '-1', message: expect.stringMatching(sentence) });
    const all = await toldNow();
    expect(all.map(({ type }) => type)).toEqual(['row.unreadable']);
    const { row, detail, ...found } = all[0]!.data as UnreadableRowFound;
    expect(found).toMatchObject({ partner: 'dvc-portal', account: 'tinh', cause });
    const masked = open(
      keyring.unwrap(Buffer.from(detail.key, 'base64')),
      Buffer.from(detail.box, 'base64'),
      sealContext.unreadableRow(row),
    ).toString();
    expect(masked + JSON.stringify(answer)).not.toMatch(/NỘP|000099000555|CHA|0900000555/);
    expect(await filesThere()).toBe(there);
  });

  it.each(['{"MaHoSo"', '[]', '{"MaHoSo":"a","MaHoSo":"b"}'])('%s is refused and shown', async (body) => {
    expect(await push(body)).toMatchObject({ error_code: '-1', message: expect.stringMatching(/JSON|hai lần/) });
    expect((await toldNow()).map(({ type }) => type)).toEqual(['row.unreadable']);
  });

  it.each<Record<string, string[]>>([{}, { authorization: ['Bearer wrong'] }, { authorization: ['a', 'b'] }])(
    '%j proves nothing: told to nobody',
    async (headers) => {
      expect(await push(aSubmission({ refId: randomUUID() }), headers)).toMatchObject({
        status: 401,
        error_code: '-1',
      });
      expect(await toldNow()).toEqual([]);
    },
  );

  it('while its files cannot be kept it is to come again, and then it is taken', async () => {
    failing = true;
    const body = aSubmission({ refId: 'ref-9', TaiLieuNop: [aFile()] });
    expect((await push(body)).status).toBe(503);
    failing = false;
    expect(await push(body)).toMatchObject({ error_code: '0' });
    expect(await readdir(join(folder, 'unfinished'))).toEqual([]);
  });

  it('nothing of a person stands in the clear', async () => {
    await push(aSubmission({ refId: 'ref-10' }));
    const rows = await query(`select * from connectors.received`);
    expect(
      JSON.stringify(rows, (_key, value: unknown) => (Buffer.isBuffer(value) ? value.toString('latin1') : value)),
    ).not.toMatch(/000099000555|nop@example|0900000555/);
  });

  it('of many large pushes so many are taken at once; others come again, told in the way of the portal, and none unproved is read', async () => {
    const callbacks = new Callbacks(side.inbound);
    const requestOf = (shown = pushOf({}).headers['authorization']![0]!) =>
      ({
        ...{ method: 'POST', url: '/callbacks/portal/tinh/dossiers' },
        headers: { 'content-length': String(large) },
        rawHeaders: ['Authorization', shown, 'Content-Length', String(large)],
      }) as IncomingMessage;
    let reads = 0;
    const bodyOf = (refId: string) => () => {
      reads += 1;
      return Promise.resolve(Buffer.from(JSON.stringify(aSubmission({ refId, MaHoSo: `G-${refId}` })).padEnd(large)));
    };
    const request = requestOf();
    const [one, two] = [
      await callbacks.body(request, bodyOf('large-1')),
      await callbacks.body(request, bodyOf('large-2')),
    ];
    const third = await callbacks.body(request, bodyOf('large-3'));
    expect(reads).toBe(2);
    const { status, headers, body } = await callbacks.take(request, third);
    expect([status, headers]).toEqual([503, { 'retry-after': '30' }]);
    expect(JSON.parse(body)).toMatchObject({ message: expect.stringContaining('gửi lại sau') as unknown });
    // Nothing of one without a proof is read, room or no room, and it takes none.
    const stranger = requestOf('Bearer wrong');
    expect((await callbacks.take(stranger, await callbacks.body(stranger, bodyOf('x')))).status).toBe(401);
    expect(reads).toBe(2);
    // One that is answered, and one that breaks off, leave their room.
    expect((await callbacks.take(request, one)).status).toBe(200);
    await expect(callbacks.body(request, () => Promise.reject(new Error('broke off')))).rejects.toThrow('broke off');
    const again = await callbacks.body(request, bodyOf('large-3'));
    for (const taken of [two, again]) expect((await callbacks.take(request, taken)).status).toBe(200);
    const subjects = (await submissions()).map(({ subject }) => subject).filter((code) => code.startsWith('G-large'));
    expect(subjects.sort()).toEqual(['G-large-1', 'G-large-2', 'G-large-3']);
  });
});
