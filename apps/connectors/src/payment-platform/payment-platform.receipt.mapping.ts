import type { PaymentOrder } from '@lienthong/contracts';
import { encoder, type FieldTable } from '../mapping/field-table.js';
import type { PlatformAccount } from './payment-platform.account.js';
import type { PlatformConfig } from './payment-platform.config.js';
import type { FeeWire, ReceiptWire } from './payment-platform.wire.js';

interface Tables {
  readonly account: PlatformAccount;
  readonly receipt: PlatformConfig['receipt'];
}

const fine = { absent: 'of fines, which are not collected here' } as const;

/** `ThongTinBienLai`, made of the order; the platform does not sign it back, so nothing in it is ever believed. */
const receiptTable: FieldTable<ReceiptWire, PaymentOrder, Tables> = {
  MaDichVu: { from: '', rule: 'a fee of an administrative procedure', value: (_, { receipt }) => receipt.serviceKind },
  MaDVC: { from: '', rule: "the agreement's", value: (_, { account }) => account.serviceCode },
  TenDVC: { from: '', rule: "the agreement's", value: (_, { account }) => account.serviceName },
  MaTTHC: { from: '/dossier/procedure/code', value: ({ dossier }) => dossier.procedure.code },
  TenTTHC: { from: '/dossier/procedure/name', value: ({ dossier }) => dossier.procedure.name },
  MaDonVi: {
    from: '/dossier/unit',
    rule: "the agreement's code of the unit, else ours",
    value: ({ dossier }, { account }) => account.unitCode ?? dossier.unit,
  },
  TenDonVi: { from: '/dossier/unitName', value: ({ dossier }) => dossier.unitName },
  MaHoSo: { from: '/dossier/code', value: ({ dossier }) => dossier.code },
  TKThuHuong: { from: '', rule: "the agreement's", value: (_, { account }) => account.accountNumber ?? '' },
  MaNHThuHuong: { from: '', rule: "the agreement's", value: (_, { account }) => account.bankBin ?? '' },
  TenTKThuHuong: { from: '', rule: "the agreement's", value: (_, { account }) => account.accountName ?? '' },
  HoTenNguoiNop: { from: '/payer/name', personal: true, value: ({ payer }) => payer?.name ?? '' },
  SoCMNDNguoiNop: { from: '/payer/personalNumber', personal: true, value: ({ payer }) => payer?.personalNumber ?? '' },
  DiaChiNguoiNop: { from: '/payer/address/line', personal: true, value: ({ payer }) => payer?.address?.line ?? '' },
  HuyenNguoiNop: {
    from: '/payer/address/communeCode',
    rule: 'districts are no more: the commune',
    personal: true,
    value: ({ payer }) => payer?.address?.communeCode ?? '',
  },
  TinhNguoiNop: {
    from: '/payer/address/provinceCode',
    personal: true,
    value: ({ payer }) => payer?.address?.provinceCode ?? '',
  },
  PhiLePhi: { from: '/fees', value: ({ fees }, { receipt }) => fees.map((fee) => feeWire(fee, receipt)) },
  DSKhoanNop: {
    from: '/fees',
    rule: 'its amounts are the amount to be paid: the rest of a fee that was paid in part is one row',
    value: paidRows,
  },
  MaLoaiHinhThuPhat: fine,
  TenLoaiHinhThuPhat: fine,
  MaCoQuanQD: fine,
  TenCoQuanQD: fine,
  KhoBac: fine,
  NgayQD: fine,
  SoQD: fine,
  ThoiGianViPham: fine,
  DiaDiemViPham: fine,
  TenNguoiViPham: fine,
  TaiKhoanThuNSNN: fine,
  NoiDungThanhToan: fine,
};

const feeWire = (fee: PaymentOrder['fees'][number], { feeKinds }: Tables['receipt']): FeeWire => ({
  LoaiPhiLePhi: feeKinds[fee.kind],
  MaPhiLePhi: fee.code,
  TenPhiLePhi: fee.name,
  SoTien: fee.amount,
});

function paidRows({ fees, amount }: PaymentOrder): ReceiptWire['DSKhoanNop'] {
  const sum = fees.reduce((total, fee) => total + fee.amount, 0);
  if (sum === amount) return fees.map((fee) => ({ NoiDung: fee.name, SoTien: fee.amount }));
  return [{ NoiDung: fees.map(({ name }) => name).join(', '), SoTien: amount }];
}

export const receiptOf = encoder(receiptTable);
