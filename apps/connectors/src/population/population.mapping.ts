import type { CitizenCheckPayload } from '@lienthong/contracts';
import { birthDateOf } from '../matching/birth-date.js';
import { nameInCapitals, withTones } from '../matching/names.js';
import { present } from '../reading/fields.js';
import type { OfficerField, PopulationConfig } from './population.config.js';
import type { ConfirmWire, LookUpWire } from './population.wire.js';

/** The same check in the base's words. `request`: the id under which the access is logged. */

export function lookUpWire(
  config: PopulationConfig,
  payload: CitizenCheckPayload,
  request: string,
  birth?: string,
): LookUpWire {
  return present({
    MaYeuCau: request,
    MaDVC: payload.serviceCode,
    MaTichHop: config.integrationCodes.lookUp || undefined,
    MaCanBo: payload.officer.id,
    ...officerWire(config, payload),
    ...numberWire(payload),
    HoVaTen: nameWire(config, payload),
    NgayThangNamSinh: birthWire(birth ?? payload.birthDate),
  }) as LookUpWire;
}

export function confirmWire(config: PopulationConfig, payload: CitizenCheckPayload, request: string): ConfirmWire {
  return present({
    MaYeuCau: request,
    [config.confirmServiceField]: payload.serviceCode,
    MaTichHop: config.integrationCodes.confirm || undefined,
    MaCanBo: payload.officer.id,
    ...numberWire(payload),
    HoVaTen: nameWire(config, payload),
  }) as unknown as ConfirmWire;
}

/** Proxy of one province: every field is there, what is not known is empty (wire contracts §3.5). */
export function xmlInJsonWire(wire: LookUpWire): Record<string, string> {
  const { NgayThangNamSinh: birth } = wire;
  return {
    HoVaTen: wire.HoVaTen,
    SoDinhDanh: wire.SoDinhDanh ?? '',
    SoCMND: wire.SoCMND ?? '',
    NgayThangNam: 'NgayThangNam' in birth ? birth.NgayThangNam : '',
    Nam: 'Nam' in birth ? birth.Nam : '',
    ...present({ MaTichHop: wire.MaTichHop }),
    MaDVC: wire.MaDVC,
    MaCanBo: wire.MaCanBo,
    MaYeuCau: wire.MaYeuCau,
    ...present({ MaDonVi: wire.MaDonVi, TaiKhoan: wire.TaiKhoan, SoDienThoai: wire.SoDienThoai }),
  } as Record<string, string>;
}

/** Proxy of another province. A year alone stands in the field of the date: where else is not known. */
export function jsonWire(wire: LookUpWire, username: string): Record<string, string> {
  const { NgayThangNamSinh: birth } = wire;
  return {
    maYeuCau: wire.MaYeuCau,
    maDVC: wire.MaDVC,
    maCanBo: wire.MaCanBo,
    soDinhDanh: wire.SoDinhDanh ?? '',
    soCMND: wire.SoCMND ?? '',
    hoVaTen: wire.HoVaTen,
    ngayThangNam: 'NgayThangNam' in birth ? birth.NgayThangNam : birth.Nam,
    userNameService: username,
  };
}

/** 12 digits are a personal number, 9 an old identity card's. */
export const isOldNumber = (number: string): boolean => number.length === 9;

const nameWire = ({ tonePlacement }: PopulationConfig, { fullName }: CitizenCheckPayload): string =>
  withTones(nameInCapitals(fullName), tonePlacement);

const numberWire = ({ personalNumber }: CitizenCheckPayload): Pick<LookUpWire, 'SoDinhDanh' | 'SoCMND'> =>
  isOldNumber(personalNumber) ? { SoCMND: personalNumber } : { SoDinhDanh: personalNumber };

const officerNames = { unit: 'MaDonVi', account: 'TaiKhoan', phone: 'SoDienThoai' } as const;

const officerWire = ({ officerFields }: PopulationConfig, { officer }: CitizenCheckPayload) =>
  Object.fromEntries(
    (Object.keys(officerNames) as OfficerField[])
      .filter((field) => officerFields.includes(field))
      .map((field) => [officerNames[field], officer[field]]),
  );

/** Checked before: a date that exists, or a year. */
function birthWire(birthDate: string): LookUpWire['NgayThangNamSinh'] {
  const compact = birthDate.replaceAll('-', '');
  return birthDateOf(birthDate)?.month === undefined ? { Nam: compact.slice(0, 4) } : { NgayThangNam: compact };
}
