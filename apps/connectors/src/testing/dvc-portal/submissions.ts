import type { InboundRequest } from '@lienthong/connector-kit';

/** The portal as it pushes what citizens submit. */
export const pushSecret = 'push-secret-0001';

/** Of a configuration that takes it. */
export const inboundOf = (changes: object = {}): object => ({
  accounts: [{ name: 'tinh', secrets: [pushSecret], units: { '000.00.01.H44': 'H44.01' } }],
  ...changes,
});

/** What one citizen submits; every value of a person is invented. */
export const aSubmission = (changes: object = {}): Record<string, unknown> => ({
  refId: 'ref-1',
  MaHoSo: 'G22.99-261122-00001',
  MaTTHC: '1.003560',
  TenTTHC: 'Thủ tục mẫu',
  MaLinhVuc: 'LV01',
  TenLinhVuc: 'Lĩnh vực mẫu',
  MaDonVi: '000.00.01.H44',
  ChuHoSo: 'TRẦN THỊ NỘP',
  LoaiDoiTuong: '1',
  SoGiayToChuHoSo: '000099000555',
  MaDoiTuong: 'tech-0005',
  SoDienThoai: '0900000555',
  Email: 'nop@example.test',
  NgayNopHoSo: '20261122083000',
  TenNguoiCha: 'TRẦN VĂN CHA',
  SoLuongBan: 3,
  TaiLieuNop: [],
  ...changes,
});

export const pdf = Buffer.from('%PDF-1.7\nmột tờ đơn\n');
export const aFile = (changes: object = {}): object => ({
  ...{ TenTepDinhKem: 'đơn.pdf', Base64: pdf.toString('base64'), MaThanhPhanHoSo: 'TP01' },
  ...changes,
});

export const pushOf = (
  body: unknown,
  headers: Readonly<Record<string, readonly string[]>> = { authorization: [`Bearer ${pushSecret}`] },
): InboundRequest => ({
  ...{ method: 'POST', path: 'portal/tinh/dossiers', query: '', headers },
  body: typeof body === 'string' ? Buffer.from(body, 'utf8') : Buffer.from(JSON.stringify(body), 'utf8'),
});
