import type { CitizenAddress, CitizenField, CitizenRelative, CitizenValues } from '@lienthong/contracts';
import { isEmptyAddress } from '../matching/addresses.js';
import { heldBirthDateOf, writtenBirthDate, yearOf } from '../matching/birth-date.js';
import { present } from '../reading/fields.js';
import type { XmlElement } from '../reading/xml/tree.js';
import type { PopulationConfig } from './population.config.js';

/** A field of a person is not of the contract; named without its value. */
export class FieldUnreadable extends Error {
  constructor(readonly field: string) {
    super(`${field} is not of the contract`);
  }
}

type Reader<Field extends CitizenField> = (
  person: XmlElement,
  config: PopulationConfig,
) => CitizenValues[Field] | undefined;

const longestText = 500;

/** The only child of that name; empty ones and none are the same. */
function child(element: XmlElement, local: string): XmlElement | undefined {
  const found = element.children.filter((one) => one.local === local);
  if (found.length > 1) throw new FieldUnreadable(local);
  return found[0];
}

function leaf(element: XmlElement | undefined, local: string): string | undefined {
  const found = element && child(element, local);
  if (!found) return undefined;
  const text = found.text.trim();
  if (found.children.length > 0 || text.length > longestText || /\p{Cc}/u.test(text)) throw new FieldUnreadable(local);
  return text === '' ? undefined : text;
}

const matching =
  (local: string, form: RegExp) =>
  (element: XmlElement): string | undefined => {
    const text = leaf(element, local);
    if (text !== undefined && !form.test(text)) throw new FieldUnreadable(local);
    return text;
  };

const code = (local: string) => matching(local, /^[A-Za-z0-9]{1,10}$/);
const personalNumber = matching('SoDinhDanh', /^\d{12}$/);
const oldNumber = matching('SoCMND', /^\d{9}$/);

const nameParts = ['Ho', 'ChuDem', 'Ten'];

/** In use the whole name stands in `Ten`; a proxy may leave the parts out. */
function name(element: XmlElement): string | undefined {
  const called = partsOfName(element);
  if (called !== undefined && !/\p{L}/u.test(called)) throw new FieldUnreadable('HoVaTen');
  return called;
}

function partsOfName(element: XmlElement): string | undefined {
  const whole = child(element, 'HoVaTen');
  if (!whole || whole.children.length === 0) return leaf(element, 'HoVaTen');
  if (whole.text.trim() !== '' || whole.children.some(({ local }) => !nameParts.includes(local))) {
    throw new FieldUnreadable('HoVaTen');
  }
  const parts = nameParts.map((part) => leaf(whole, part)).filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** An element of elements: no text of its own, and where it has children at least one that is known. */
function structure(person: XmlElement, local: string, known: readonly string[]): XmlElement | undefined {
  const found = child(person, local);
  if (!found) return undefined;
  const strange = found.children.length > 0 && !found.children.some((one) => known.includes(one.local));
  if (strange || found.text.trim() !== '') throw new FieldUnreadable(local);
  return found;
}

function birthDate(person: XmlElement): string | undefined {
  const born = structure(person, 'NgayThangNamSinh', ['NgayThangNam', 'Nam']);
  const [day, year] = [leaf(born, 'NgayThangNam'), leaf(born, 'Nam')];
  const [date, only] = [
    day === undefined ? undefined : heldBirthDateOf(day),
    year === undefined ? undefined : yearOf(year),
  ];
  if ((day !== undefined && !date) || (year !== undefined && !only)) throw new FieldUnreadable('NgayThangNamSinh');
  if (date && only && date.year !== only.year) throw new FieldUnreadable('NgayThangNamSinh');
  const known = date ?? only;
  return known && writtenBirthDate(known);
}

const address =
  (local: string) =>
  (person: XmlElement): CitizenAddress | undefined => {
    const found = structure(person, local, ['MaTinhThanh', 'MaQuanHuyen', 'MaPhuongXa', 'ChiTiet']);
    if (!found) return undefined;
    const place: CitizenAddress = present({
      provinceCode: matching('MaTinhThanh', /^\d{1,3}$/)(found),
      districtCode: matching('MaQuanHuyen', /^\d{1,4}$/)(found),
      communeCode: matching('MaPhuongXa', /^\d{1,6}$/)(found),
      line: leaf(found, 'ChiTiet'),
    });
    return isEmptyAddress(place) ? undefined : place;
  };

const relative =
  (local: string) =>
  (person: XmlElement): CitizenRelative | undefined => {
    const found = structure(person, local, ['HoVaTen', 'SoDinhDanh']);
    if (!found) return undefined;
    const called = name(found);
    if (called === undefined) return undefined;
    return present({ name: called, personalNumber: personalNumber(found) }) as CitizenRelative;
  };

/** One entry per field that we know by a word of ours; whatever else the base tells is never read. */
const readers: { readonly [Field in CitizenField]: Reader<Field> } = {
  personalNumber,
  oldNumber,
  fullName: name,
  birthDate,
  gender: (person, { genders }) => {
    const text = leaf(person, 'GioiTinh');
    if (text === undefined) return undefined;
    const gender = Object.hasOwn(genders, text) ? genders[text] : undefined;
    if (gender === undefined) throw new FieldUnreadable('GioiTinh');
    return gender === 'unknown' ? undefined : gender;
  },
  ethnicity: code('DanToc'),
  religion: code('TonGiao'),
  nationality: code('QuocTich'),
  maritalStatus: code('TinhTrangHonNhan'),
  birthRegistrationPlace: address('NoiDangKyKhaiSinh'),
  hometown: address('QueQuan'),
  permanentAddress: address('ThuongTru'),
  currentAddress: address('NoiOHienTai'),
  father: relative('Cha'),
  mother: relative('Me'),
  spouse: relative('VoChong'),
  householdHead: relative('ChuHo'),
};

/** The named fields of a person as the base holds them. @throws FieldUnreadable for one of them that is not of the contract */
export function readPerson(
  config: PopulationConfig,
  person: XmlElement,
  fields: readonly CitizenField[],
): CitizenValues {
  return present(Object.fromEntries(fields.map((field) => [field, readers[field](person, config)])));
}
