/** Names and shapes of the population database's wire (test/contract/population). */

export const requestNamespace = 'http://dancuquocgia.bca';

/** Namespaces in which answers were seen; texts inside JSON may have none. */
export const answerNamespaces = ['http://www.mic.gov.vn/dancu/1.0', requestNamespace, 'http://gtel.vn/qldc', ''];
export const envelopeNamespaces = [
  'http://schemas.xmlsoap.org/soap/envelope/',
  'http://www.w3.org/2003/05/soap-envelope',
];

export const wireOperations = { lookUp: 'TraCuuThongTinCongDan', confirm: 'XacThucThongTinCongDan' } as const;
export type WireOperation = keyof typeof wireOperations;

export const collection = { element: 'CongdanCollection', person: 'CongDan' } as const;
export const confirmation = { element: 'KetQuaXacThucResponse', exists: 'TonTai' } as const;

/** Body of a request in the order of the contract's table; an entry that is undefined is left out. */
export interface LookUpWire {
  readonly MaYeuCau: string;
  readonly MaDVC: string;
  readonly MaTichHop?: string;
  readonly MaCanBo: string;
  readonly MaDonVi?: string;
  readonly TaiKhoan?: string;
  readonly SoDienThoai?: string;
  readonly SoDinhDanh?: string;
  readonly SoCMND?: string;
  readonly HoVaTen: string;
  readonly NgayThangNamSinh: { readonly NgayThangNam: string } | { readonly Nam: string };
}

export interface ConfirmWire {
  readonly MaYeuCau: string;
  readonly MaDVC?: string;
  readonly MaDichVu?: string;
  readonly MaTichHop?: string;
  readonly MaCanBo: string;
  readonly SoDinhDanh?: string;
  readonly SoCMND?: string;
  readonly HoVaTen: string;
}

/** Masked wherever bytes are shown. */
export const populationPersonalFields: readonly string[] = [
  ...['HoVaTen', 'SoDinhDanh', 'SoCMND', 'NgayThangNamSinh', 'NgayThangNam', 'Nam', 'SoDienThoai'],
  ...['hoVaTen', 'soDinhDanh', 'soCMND', 'ngayThangNam', 'nam'],
  // Answers: a person, or a text that holds one.
  ...[collection.element, collection.person, 'message', 'data'],
];

const fieldsOf = {
  lookUp: [
    'MaYeuCau',
    'MaDVC',
    'MaTichHop',
    'MaCanBo',
    'MaDonVi',
    'TaiKhoan',
    'SoDienThoai',
    'SoDinhDanh',
    'SoCMND',
    'HoVaTen',
  ],
  confirm: ['MaYeuCau', 'MaDVC', 'MaDichVu', 'MaTichHop', 'MaCanBo', 'SoDinhDanh', 'SoCMND', 'HoVaTen'],
} as const satisfies Record<WireOperation, readonly (keyof LookUpWire | keyof ConfirmWire)[]>;

const birth =
  '<xsd:element name="NgayThangNamSinh"><xsd:complexType><xsd:choice>' +
  '<xsd:element name="NgayThangNam" type="xsd:string"/><xsd:element name="Nam" type="xsd:string"/>' +
  '</xsd:choice></xsd:complexType></xsd:element>';

const elementsOf = (operation: WireOperation): string =>
  fieldsOf[operation].map((name) => `<xsd:element name="${name}" type="xsd:string" minOccurs="0"/>`).join('') +
  (operation === 'lookUp' ? birth : '');

const all = Object.entries(wireOperations) as [WireOperation, string][];

/**
 * The description of the requests, written from the contract: no official one is public, and none is fetched. Answers are not
 * described in it; they are read by us. `children`: whether the fields carry the prefix of the operation.
 */
export const wsdlOf = (prefix: string, children: 'prefixed' | 'unprefixed'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions name="Population" targetNamespace="${requestNamespace}" xmlns:${prefix}="${requestNamespace}"
 xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<wsdl:types><xsd:schema targetNamespace="${requestNamespace}" elementFormDefault="${children === 'prefixed' ? 'qualified' : 'unqualified'}">
${all
  .map(
    ([operation, name]) =>
      `<xsd:element name="${name}"><xsd:complexType><xsd:sequence>${elementsOf(operation)}</xsd:sequence></xsd:complexType></xsd:element>`,
  )
  .join('\n')}
</xsd:schema></wsdl:types>
${all.map(([, name]) => `<wsdl:message name="${name}In"><wsdl:part name="parameters" element="${prefix}:${name}"/></wsdl:message>`).join('\n')}
<wsdl:portType name="PopulationPort">${all
    .map(([, name]) => `<wsdl:operation name="${name}"><wsdl:input message="${prefix}:${name}In"/></wsdl:operation>`)
    .join('')}</wsdl:portType>
<wsdl:binding name="PopulationBinding" type="${prefix}:PopulationPort">
<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>${all
    .map(
      ([, name]) =>
        `<wsdl:operation name="${name}"><soap:operation soapAction=""/><wsdl:input><soap:body use="literal"/></wsdl:input></wsdl:operation>`,
    )
    .join('')}
</wsdl:binding>
<wsdl:service name="PopulationService"><wsdl:port name="Population" binding="${prefix}:PopulationBinding">
<soap:address location="http://population.invalid/"/></wsdl:port></wsdl:service>
</wsdl:definitions>`;
