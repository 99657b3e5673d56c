import type { WireAnswer } from '../partner.js';
import { jsonAnswer } from '../reading.js';
import type { Citizen, Place, Relative } from './population.citizens.wire.js';
import type { Dialect } from './population.request.js';
import { answerNamespace, requestNamespace, soapNamespace } from './population.wire.js';
import { escapeXml, written, type Content } from './population.xml.js';

type Pairs = (readonly [string, Content])[];

const place = (name: string, at: Place | undefined): Pairs =>
  at
    ? [
        [
          name,
          [
            ['MaTinhThanh', at.province],
            ...(at.district === undefined ? [] : ([['MaQuanHuyen', at.district]] as const)),
            ['MaPhuongXa', at.commune],
            ['ChiTiet', at.line],
            ['QuocGia', 'VN'],
          ],
        ],
      ]
    : [];

const relative = (name: string, of: Relative | undefined): Pairs =>
  of
    ? [
        [
          name,
          [
            ['HoVaTen', of.name],
            ['QuocTich', 'VN'],
            ['SoDinhDanh', of.number],
            ['SoCMND', ''],
          ],
        ],
      ]
    : [];

/** A person, every field in the order of the contract; what the base does not have is not there. */
export const personOf = (one: Citizen): Pairs => [
  ['SoDinhDanh', one.number],
  ['SoCMND', one.oldNumber],
  [
    'HoVaTen',
    [
      ['Ho', ''],
      ['ChuDem', ''],
      ['Ten', one.name],
    ],
  ],
  ['GioiTinh', one.gender],
  ['DanToc', one.ethnicity],
  ['TonGiao', one.religion],
  ['NhomMau', one.blood],
  ['TinhTrangHonNhan', one.marital],
  ['NgayThangNamSinh', [['Nam', one.year], ...(one.date === undefined ? [] : ([['NgayThangNam', one.date]] as const))]],
  ...place('NoiDangKyKhaiSinh', one.registered),
  ...place('QueQuan', one.hometown),
  ...place('ThuongTru', one.permanent),
  ...place('NoiOHienTai', one.current),
  ['QuocTich', one.nationality],
  ...relative('Cha', one.father),
  ...relative('Me', one.mother),
  ...relative('VoChong', one.spouse),
  ...(one.head
    ? ([
        [
          'ChuHo',
          [
            ['QuanHe', one.head.relation],
            ['SoDinhDanh', one.head.number],
            ['SoCMND', ''],
            ['HoVaTen', one.head.name],
          ],
        ],
      ] as const)
    : []),
  ['SoSoHoKhau', one.book],
];

export const collectionOf = (persons: readonly Citizen[]): string =>
  persons.length === 0
    ? `<CongdanCollection xmlns="${answerNamespace}"/>`
    : `<CongdanCollection xmlns="${answerNamespace}">${persons.map((one) => written('CongDan', personOf(one))).join('')}</CongdanCollection>`;

export const confirmationOf = (exists: boolean): string =>
  `<KetQuaXacThucResponse xmlns="${requestNamespace}"><TonTai>${exists}</TonTai></KetQuaXacThucResponse>`;

export const declaration = '<?xml version="1.0" encoding="utf-8"?>';
export const enveloped = (inner: string): string =>
  `<soapenv:Envelope xmlns:soapenv="${soapNamespace}"><soapenv:Body>${inner}</soapenv:Body></soapenv:Envelope>`;

export const xmlAnswer = (body: string, status = 200): WireAnswer => ({
  status,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body,
});

/** What was found, in the dialect in which it was asked for. */
export function found(dialect: Dialect, persons: readonly Citizen[]): WireAnswer {
  if (dialect === 'soap') return xmlAnswer(declaration + enveloped(collectionOf(persons)));
  if (dialect === 'xmlInJson') return jsonAnswer({ error_code: '0', message: collectionOf(persons) });
  return jsonAnswer({ error_code: '0', data: persons.map((one) => objectOf(personOf(one))) });
}

const objectOf = (pairs: readonly (readonly [string, Content])[]): Record<string, unknown> =>
  Object.fromEntries(pairs.map(([name, content]) => [name, typeof content === 'string' ? content : objectOf(content)]));

/** A failure; `Client` says that the request is to blame, `Server` that the base is. */
export function failure(dialect: Dialect, who: 'Client' | 'Server', message: string, status = 500): WireAnswer {
  if (dialect !== 'soap')
    return jsonAnswer({ error_code: who === 'Client' ? '-1' : '-2', message }, status === 500 ? 200 : status);
  const fault = `<soapenv:Fault><faultcode>soapenv:${who}</faultcode><faultstring>${escapeXml(message)}</faultstring></soapenv:Fault>`;
  return xmlAnswer(declaration + enveloped(fault), status);
}
