/** The base's wire, as deployed integrations show it. */
export const requestNamespace = 'http://dancuquocgia.bca';
export const answerNamespace = 'http://www.mic.gov.vn/dancu/1.0';
export const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/';

export const lookUpOperation = 'TraCuuThongTinCongDan';
export const confirmOperation = 'XacThucThongTinCongDan';
export type PopulationOperation = typeof lookUpOperation | typeof confirmOperation;

export interface FieldRule {
  names: readonly string[];
  form: RegExp;
  optional?: true;
}

const id = /^[\x21-\x7e]{1,64}$/;
const text = /^\S(?:.{0,98}\S)?$/u;
/** Capitals with their marks; a lower-case letter is not one. */
const name = /^(?!.*\p{Ll})\S(?:.{0,198}\S)?$/u;
const number: FieldRule = { names: ['SoDinhDanh', 'SoCMND'], form: /^(?:\d{9}|\d{12})$/ };

/** Fields of the requests, in the order in which they must come; of several names exactly one stands there. */
export const fieldRules: Record<PopulationOperation, readonly FieldRule[]> = {
  [lookUpOperation]: [
    { names: ['MaYeuCau'], form: id },
    { names: ['MaDVC'], form: text },
    { names: ['MaTichHop'], form: /^\d{3}$/ },
    { names: ['MaCanBo'], form: text },
    { names: ['MaDonVi'], form: text, optional: true },
    { names: ['TaiKhoan'], form: text, optional: true },
    { names: ['SoDienThoai'], form: /^\+?\d{9,15}$/, optional: true },
    number,
    { names: ['HoVaTen'], form: name },
  ],
  [confirmOperation]: [
    { names: ['MaYeuCau'], form: id },
    { names: ['MaDVC', 'MaDichVu'], form: text },
    { names: ['MaTichHop'], form: /^\d{3}$/, optional: true },
    { names: ['MaCanBo'], form: text },
    number,
    { names: ['HoVaTen'], form: name },
  ],
};

const element = (name: string, type = 'xsd:string') => `<xsd:element name="${name}" type="${type}" minOccurs="0"/>`;
const birth = `<xsd:element name="NgayThangNamSinh"><xsd:complexType><xsd:choice>${element('NgayThangNam')}${element('Nam')}</xsd:choice></xsd:complexType></xsd:element>`;
const request = (operation: PopulationOperation): string =>
  `<xsd:element name="${operation}"><xsd:complexType><xsd:sequence>${fieldRules[operation]
    .flatMap(({ names }) => names.map((one) => element(one)))
    .join('')}${operation === lookUpOperation ? birth : ''}</xsd:sequence></xsd:complexType></xsd:element>`;
const operations = [lookUpOperation, confirmOperation] as const;
const answers = { [lookUpOperation]: 'CongdanCollection', [confirmOperation]: 'KetQuaXacThucResponse' } as const;

/** `?wsdl`: the requests whole, the answers by their outermost elements. `address`: where the service is called. */
export const wsdl = (address: string): string =>
  `<?xml version="1.0" encoding="utf-8"?>
<wsdl:definitions name="DanCu" targetNamespace="${requestNamespace}" xmlns:tns="${requestNamespace}" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:ans="${answerNamespace}">
<wsdl:types>
<xsd:schema targetNamespace="${requestNamespace}" elementFormDefault="qualified">${operations.map(request).join('')}<xsd:element name="KetQuaXacThucResponse"><xsd:complexType><xsd:sequence>${element('TonTai', 'xsd:boolean')}</xsd:sequence></xsd:complexType></xsd:element></xsd:schema>
<xsd:schema targetNamespace="${answerNamespace}" elementFormDefault="qualified"><xsd:element name="CongdanCollection"><xsd:complexType><xsd:sequence><xsd:any minOccurs="0" maxOccurs="unbounded" processContents="lax"/></xsd:sequence></xsd:complexType></xsd:element></xsd:schema>
</wsdl:types>
${operations.map((name) => `<wsdl:message name="${name}Input"><wsdl:part name="body" element="tns:${name}"/></wsdl:message><wsdl:message name="${name}Output"><wsdl:part name="body" element="${name === lookUpOperation ? 'ans' : 'tns'}:${answers[name]}"/></wsdl:message>`).join('\n')}
<wsdl:portType name="DanCuPort">${operations.map((name) => `<wsdl:operation name="${name}"><wsdl:input message="tns:${name}Input"/><wsdl:output message="tns:${name}Output"/></wsdl:operation>`).join('')}</wsdl:portType>
<wsdl:binding name="DanCuBinding" type="tns:DanCuPort"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>${operations.map((name) => `<wsdl:operation name="${name}"><soap:operation soapAction=""/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>`).join('')}</wsdl:binding>
<wsdl:service name="DanCuService"><wsdl:port name="DanCu" binding="tns:DanCuBinding"><soap:address location="${address}"/></wsdl:port></wsdl:service>
</wsdl:definitions>`;
