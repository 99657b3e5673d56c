import { createHash } from 'node:crypto';
import type { InboundRequest } from '@lienthong/connector-kit';
import type { PaymentOrder } from '@lienthong/contracts';
import { readPlatformConfig, type PlatformConfig } from '../../payment-platform/payment-platform.config.js';

export const platformSecrets = ['test-secret', 'older-secret'] as const;

/** The agreement of the golden bytes. */
export const platformAccount = {
  name: 'nen-tang',
  units: ['H99'],
  partnerCode: 'PARTNER01',
  secrets: platformSecrets,
  ...{ bankBin: '970436', accountNumber: '1017595609', accountName: 'SO TU PHAP', unitCode: '000.00.00.H99' },
};

export function platformConfigOf(changes: Record<string, unknown> = {}): PlatformConfig {
  const read = readPlatformConfig({
    baseUrl: 'https://platform.example.vn',
    accounts: [platformAccount],
    ...changes,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.config;
}

/** The order of the golden bytes. */
export const goldenOrder: PaymentOrder = {
  payment: '018f0000-0000-7000-8000-000000000001',
  reference: 'dvcH990125070100001',
  account: 'nen-tang',
  amount: 50_000,
  description: 'THANH TOAN HO SO H99.01-250701-00001',
  createdAt: '2025-07-01T02:30:00.000Z',
  expiresAt: '2025-07-02T02:30:00.000Z',
  dossier: {
    code: 'H99.01-250701-00001',
    procedure: { code: '1.003560', name: 'Cấp phiếu lý lịch tư pháp' },
    unit: 'H99',
    unitName: 'Sở Tư pháp',
  },
  payer: { name: 'NGUYEN VAN A', personalNumber: '000099000000' },
  fees: [{ code: 'LP01', name: 'Lệ phí', amount: 50_000, kind: 'fee' }],
};

const confirmFields = [
  ...['LoaiBanTin', 'MaLoi', 'MaDoiTac', 'MaThamChieu', 'SoTien', 'MaTienTe', 'MaGiaoDich', 'MaNganHang'],
  ...['ThoiGianGD', 'ThongTinGiaoDich'],
];

const said: Readonly<Record<string, string>> = {
  LoaiBanTin: '"CONFIRM"',
  MaLoi: '"00"',
  MaDoiTac: '"PARTNER01"',
  MaThamChieu: '"HSDVC7K2QF9XA"',
  SoTien: '150000',
  MaTienTe: '"VND"',
  MaGiaoDich: '"GD0001"',
  MaNganHang: '"BIDV"',
  ThoiGianGD: '"20260801140237"',
  ThongTinGiaoDich: '"HSDVC7K2QF9XA NGUYEN VAN A"',
};

export interface PlatformSaying {
  /** Raw JSON tokens that replace fields. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly secret?: string;
  readonly tail?: string;
}

/** A confirmation, written from the domain's description and not from the connector's code. */
export function sayConfirm({ fields, secret = platformSecrets[0], tail = '' }: PlatformSaying = {}): InboundRequest {
  const tokens = { ...said, ...fields };
  const text = (token: string): string => (token.startsWith('"') ? (JSON.parse(token) as string) : token);
  const hashed = [...confirmFields.map((name) => text(tokens[name] ?? '""')), secret].join('|');
  const code = createHash('sha256').update(hashed, 'utf8').digest('hex');
  const pairs = Object.entries(tokens).map(([name, token]) => `"${name}":${token}`);
  const body = `{${pairs.join(',')},"MaXacThuc":"${code}"${tail}}`;
  return {
    ...{ method: 'POST', path: 'payment-platform/nen-tang', query: '', headers: {} },
    body: Buffer.from(body, 'utf8'),
  };
}
