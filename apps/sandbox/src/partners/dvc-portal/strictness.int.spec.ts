import {
  golden,
  goldenCode,
  goldenHeaders,
  paths,
  sandboxForTest,
  type SandboxForTest,
} from '../../testing/sandbox-for-test.js';
import { rawRequest } from '../../testing/raw-client.js';

let sandbox: SandboxForTest;
beforeAll(async () => {
  sandbox = await sandboxForTest();
  await sandbox.withDossier();
});
afterAll(() => sandbox.end());

type Json = Record<string, unknown>;
const parsed = (file: string) => JSON.parse(golden(file)) as Json;
const first = (envelope: Json) => (envelope['data'] as Json[])[0]!;

/** Sends a changed golden request; expects a failure that names the place, and no effect. */
async function refused(
  path: string,
  body: string | Buffer,
  place: string,
  headers: Record<string, string> = goldenHeaders,
) {
  const before = (await sandbox.effects()).length;
  const seen = await rawRequest(sandbox.port, path, headers, body);
  const answer = JSON.parse(seen.body) as { error_code: unknown; message: string };
  expect(Object.keys(answer)).toEqual(['error_code', 'message']);
  expect(Number(answer.error_code)).toBe(-1);
  expect(answer.message).toContain(place);
  expect(await sandbox.effects()).toHaveLength(before);
  return seen;
}

describe('a dossier is refused', () => {
  const change = (name: string, value: unknown) => (record: Json) => void (record[name] = value);
  const drop = (name: string) => (record: Json) => void delete record[name];
  const inList = (list: string, name: string, value: unknown) => (record: Json) =>
    void ((record[list] as Json[])[0]![name] = value);

  it.each<[string, (record: Json) => void, string]>([
    ...['MaHoSo', 'MaTTHC', 'TenTTHC', 'MaLinhVuc', 'TenLinhVuc', 'KenhThucHien', 'ChuHoSo', 'LoaiDoiTuong'].map(
      (name) => [`without ${name}`, drop(name), `data[0].${name} bắt buộc`] as [string, (record: Json) => void, string],
    ),
    ['with an empty TrangThaiHoSo', change('TrangThaiHoSo', ''), 'data[0].TrangThaiHoSo bắt buộc'],
    ['with a null DonViXuLy', change('DonViXuLy', null), 'data[0].DonViXuLy bắt buộc'],
    ['received without a date', change('NgayTiepNhan', ''), 'data[0].NgayTiepNhan bắt buộc'],
    ['with a status as number', change('TrangThaiHoSo', 2), 'data[0].TrangThaiHoSo phải là chuỗi'],
    ['with status 11', change('TrangThaiHoSo', '11'), '(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)'],
    ['with channel 4', change('KenhThucHien', '4'), 'data[0].KenhThucHien ngoài bảng mã'],
    ['with owner kind 0', change('LoaiDoiTuong', '0'), 'data[0].LoaiDoiTuong ngoài bảng mã'],
    ['with 30 February', change('NgayHenTra', '20250230170000'), 'data[0].NgayHenTra không phải thời điểm'],
    ['with 29 February 2025', change('NgayNopHoSo', '20250229170000'), 'data[0].NgayNopHoSo'],
    ['with hour 24', change('NgayHenTra', '20250210240000'), 'data[0].NgayHenTra'],
    ['with an ISO date', change('NgayHenTra', '2025-07-10T17:00:00'), 'data[0].NgayHenTra'],
    ['with a code with a slash', change('MaHoSo', 'H99/1'), 'data[0].MaHoSo không đúng dạng mã'],
    ['with an unknown field', change('MaHoSoMoi', 'x'), 'data[0].MaHoSoMoi không có trong đặc tả'],
    [
      'with a key __proto__',
      (record) => Object.defineProperty(record, '__proto__', { value: '1', enumerable: true }),
      '__proto__',
    ],
    ['with a summary of 1001 characters', change('TrichYeuHoSo', 'ă'.repeat(1001)), 'data[0].TrichYeuHoSo quá dài'],
    ['with a NUL', change('GhiChu', 'a\u0000b'), 'data[0].GhiChu có ký tự không hợp lệ'],
    ['with a lone surrogate', change('GhiChu', '\ud800'), 'data[0].GhiChu có ký tự không hợp lệ'],
    ['with documents that are no list', change('TaiLieuNop', 'x'), 'data[0].TaiLieuNop phải là danh sách'],
    ['with IsDeleted as boolean', inList('TaiLieuNop', 'IsDeleted', false), 'data[0].TaiLieuNop[0].IsDeleted'],
    ['with a file address of no web', inList('TaiLieuNop', 'DuongDanTaiTepTin', 'file:///x'), 'DuongDanTaiTepTin'],
    ['with an unknown document field', inList('TaiLieuNop', 'Base64', 'x'), 'data[0].TaiLieuNop[0].Base64'],
    ['with an amount as number', inList('DanhSachLePhi', 'Gia', 50000), 'data[0].DanhSachLePhi[0].Gia phải là chuỗi'],
    ['with a negative amount', inList('DanhSachLePhi', 'Gia', '-1'), 'data[0].DanhSachLePhi[0].Gia'],
    ['with fee collection 3', inList('DanhSachLePhi', 'HinhThucThu', '3'), 'DanhSachLePhi[0].HinhThucThu'],
    ['with 9 digits of kind 1', inList('DinhDanhCHS', 'SoDinhDanh', '001099000'), 'data[0].DinhDanhCHS[0].SoDinhDanh'],
    [
      'with an attachment count as text',
      change('DanhSachTepDinhKemKhac', [{ TenGiayTo: 'x', SoLuong: '1', LoaiGiayTo: 1 }]),
      'data[0].DanhSachTepDinhKemKhac[0].SoLuong phải là số nguyên',
    ],
  ])('%s', async (_name, spoil, place) => {
    const envelope = parsed('sync-create.request.json');
    first(envelope)['MaHoSo'] = 'H99.01-250701-09999';
    spoil(first(envelope));
    await refused(paths.synchronise, JSON.stringify(envelope), place);
  });

  it('never with the value in the message: it may be personal', async () => {
    const envelope = parsed('sync-create.request.json');
    Object.assign(first(envelope), { MaHoSo: 'A-1', SoDienThoai: '0912345678'.repeat(20) });
    expect((await refused(paths.synchronise, JSON.stringify(envelope), 'SoDienThoai')).body).not.toContain(
      '0912345678',
    );
  });

  it('accepts the two documented integers and null for what may be missing', async () => {
    const envelope = parsed('sync-create.request.json');
    Object.assign(first(envelope), {
      MaHoSo: 'H99.01-250701-00077',
      Fax: null,
      DanhSachTepDinhKemKhac: [{ TenGiayTo: 'Bản vẽ', SoLuong: 2, LoaiGiayTo: 1 }],
    });
    const seen = await sandbox.post(paths.synchronise, JSON.stringify(envelope));
    expect(seen.body).toBe(golden('sync-ok-string.response.json'));
  });
});

describe('a call is refused', () => {
  const spoilt = (name: string, value: unknown, file = 'sync-create.request.json') =>
    JSON.stringify({ ...parsed(file), [name]: value });

  it.each([
    ['an unknown service', spoilt('service', 'LayThuTuc'), 'service'],
    ['a service of another address', spoilt('service', 'TraCuuHoSo'), 'service'],
    ['another unit', spoilt('madonvi', '000.00.00.H01'), 'madonvi'],
    ['isUpdating as boolean', spoilt('isUpdating', false), 'isUpdating phải là chuỗi'],
    ['isUpdating in small letters', spoilt('isUpdating', 'true'), 'isUpdating ngoài bảng mã (True, False)'],
    ['an unknown field beside', spoilt('token', 'x'), 'token không có trong đặc tả'],
    ['no data', spoilt('data', []), 'data danh sách rỗng'],
    ['data as object', spoilt('data', {}), 'data phải là danh sách'],
    ['eleven dossiers', spoilt('data', Array(11).fill({})), 'data danh sách quá dài'],
    [
      'one dossier twice',
      spoilt('data', Array(2).fill({ ...first(parsed('sync-create.request.json')), MaHoSo: 'X-1' })),
      'hai lần',
    ],
    [
      'an update of what is not there',
      spoilt('isUpdating', 'True').replaceAll(goldenCode, 'X-2'),
      'chưa có trên hệ thống',
    ],
    ['broken JSON', golden('sync-create.request.json').slice(0, -1), 'JSON'],
    ['an array as envelope', '[]', 'JSON'],
    ['an empty body', '', 'JSON'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'JSON'],
    ['very deep nesting', '['.repeat(100_000), 'JSON'],
    [
      'very deep nesting in a field',
      `{"session":"s-0001","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      'service',
    ],
  ])('with %s', async (_name, body, place) => {
    await refused(paths.synchronise, body, place);
  });

  it('with a look-up without a code', async () => {
    await refused(paths.lookUp, spoilt('maHoSo', '', 'look-up.request.json'), 'maHoSo bắt buộc');
  });

  it.each([
    ['another dstcode', { ...goldenHeaders, dstcode: '000.00.00.G01' }, 'dstcode'],
    ['another content type', { ...goldenHeaders, 'content-type': 'text/plain' }, 'Content-Type'],
  ])('with %s', async (_name, headers, place) => {
    await refused(paths.synchronise, golden('sync-create.request.json'), place, headers);
  });

  it('with a session that is unknown, ended or no string', async () => {
    for (const session of ['s-9999', '', null, 7, { a: 1 }]) {
      const seen = await sandbox.post(paths.synchronise, spoilt('session', session));
      expect(seen.status).toBe(401);
    }
  });

  it('with a body of more than 10 MB: 413 in the documented shape, and the sandbox lives on', async () => {
    const seen = await refused(paths.synchronise, Buffer.alloc(11 * 1024 * 1024, ' '), 'dung lượng');
    expect(seen.status).toBe(413);
    expect((await sandbox.login()).status).toBe(200);
  });

  it('with a bad progress row: the whole call, by the documented words', async () => {
    const envelope = parsed('progress-ten.request.json');
    (envelope['data'] as Json[])[7]!['ThoiDiemXuLy'] = '20251301000000';
    const seen = await refused(
      paths.synchronise,
      JSON.stringify(envelope),
      'Dữ liệu tiến độ không hợp lệ: data[7].ThoiDiemXuLy',
    );
    expect(seen.status).toBe(200);
  });

  it('with a progress row of an unknown dossier: the whole call', async () => {
    const envelope = parsed('progress-ten.request.json');
    (envelope['data'] as Json[])[9]!['MaHoSo'] = 'H99-unknown';
    await refused(paths.synchronise, JSON.stringify(envelope), 'data[9].MaHoSo');
  });

  it('when its session has outlived its time', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const other = await sandboxForTest({ now: () => now, dvcPortal: { sessionMillis: 60_000 } });
    try {
      await other.login();
      now = new Date('2026-01-01T00:01:00Z');
      expect((await other.post(paths.synchronise, golden('sync-create.request.json'))).status).toBe(401);
    } finally {
      await other.end();
    }
  });
});
