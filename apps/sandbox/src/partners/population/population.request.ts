import { isUtf8 } from 'node:buffer';
import type { WireRequest } from '../partner.js';
import { jsonObject } from '../reading.js';
import type { PopulationConfig } from './population.config.js';
import {
  fieldRules,
  lookUpOperation,
  requestNamespace,
  soapNamespace,
  type FieldRule,
  type PopulationOperation,
} from './population.wire.js';
import { elementIn, type Element } from './population.xml.js';

/** A request as far as it could be understood: what it asks, and what is wrong with it. */
export interface Asked {
  operation?: PopulationOperation;
  fields: Record<string, string>;
  fault?: 'notXml' | 'notJson' | 'envelope' | 'operation' | 'contentType' | { field: string };
}

export type Dialect = 'soap' | 'xmlInJson' | 'json';

export function dialectOf(path: string, config: PopulationConfig): Dialect {
  if (path === config.xmlInJsonPath) return 'xmlInJson';
  return path === config.jsonPath ? 'json' : 'soap';
}

export function readAsked(request: WireRequest, dialect: Dialect): Asked {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const asked = dialect === 'soap' ? readSoap(request.body) : readJson(request, dialect);
  const allowed = dialect === 'soap' ? ['text/xml', 'application/xml'] : ['application/json'];
  return allowed.includes(type) ? asked : { ...asked, fault: 'contentType' };
}

function readSoap(body: Buffer): Asked {
  const root = isUtf8(body) ? elementIn(body.toString('utf8')) : undefined;
  if (!root) return { fields: {}, fault: 'notXml' };
  const bodies = root.children.filter(({ local, uri }) => local === 'Body' && uri === soapNamespace);
  if (root.local !== 'Envelope' || root.uri !== soapNamespace || bodies.length !== 1)
    return { fields: {}, fault: 'envelope' };
  const [asked, ...more] = bodies[0]!.children;
  const operation = (Object.keys(fieldRules) as PopulationOperation[]).find((name) => name === asked?.local);
  if (!asked || !operation || asked.uri !== requestNamespace || more.length > 0)
    return { fields: {}, fault: 'operation' };
  return readFields(operation, asked);
}

function readFields(operation: PopulationOperation, asked: Element): Asked {
  const fields: Record<string, string> = {};
  const faults: string[] = [];
  const children = [...asked.children];
  const complain = (field: string) => void faults.push(field);
  // Prefixed all or none.
  if (new Set(children.map(({ uri }) => uri)).size > 1) complain('xmlns');
  for (const rule of fieldRules[operation]) {
    const next = children[0];
    if (next && rule.names.includes(next.local)) {
      children.shift();
      take(rule, next, fields, complain);
    } else if (!rule.optional) complain(rule.names[0]!);
  }
  if (operation === lookUpOperation) takeBirth(children.shift(), fields, complain);
  for (const { local } of children) complain(local);
  return { operation, fields, ...(faults.length > 0 ? { fault: { field: faults[0]! } } : {}) };
}

function take(
  { form }: FieldRule,
  { local, uri, children, text }: Element,
  fields: Record<string, string>,
  complain: (field: string) => void,
) {
  if (children.length > 0 || !form.test(text) || !['', requestNamespace].includes(uri)) complain(local);
  fields[local] = text;
}

function takeBirth(birth: Element | undefined, fields: Record<string, string>, complain: (field: string) => void) {
  const [only, ...more] = birth?.children ?? [];
  if (birth?.local !== 'NgayThangNamSinh' || !only || more.length > 0) return complain('NgayThangNamSinh');
  const form = only.local === 'NgayThangNam' ? /^\d{8}$/ : only.local === 'Nam' ? /^\d{4}$/ : undefined;
  if (!form?.test(only.text) || only.children.length > 0) return complain('NgayThangNamSinh');
  fields[only.local] = only.text;
}

const jsonNames = {
  xmlInJson: ['HoVaTen', 'SoDinhDanh', 'SoCMND', 'NgayThangNam', 'Nam', 'MaTichHop', 'MaDVC', 'MaCanBo', 'MaYeuCau'],
  json: ['maYeuCau', 'maDVC', 'maCanBo', 'soDinhDanh', 'soCMND', 'hoVaTen', 'ngayThangNam', 'userNameService'],
} as const;
const optionalNames = ['MaDonVi', 'TaiKhoan', 'SoDienThoai'];

function readJson(request: WireRequest, dialect: 'xmlInJson' | 'json'): Asked {
  const body = jsonObject(request);
  if (!body) return { operation: lookUpOperation, fields: {}, fault: 'notJson' };
  const names: readonly string[] = jsonNames[dialect];
  const wrong = [
    ...names.filter((name) => typeof body[name] !== 'string'),
    ...Object.keys(body).filter((name) => !names.includes(name) && !optionalNames.includes(name)),
  ];
  const given = Object.entries(body).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  const fields = Object.fromEntries(given.map(([name, value]) => [name[0]!.toUpperCase() + name.slice(1), value]));
  // One field for date and year in one of the proxies.
  if (/^\d{4}$/.test(fields['NgayThangNam'] ?? '')) {
    fields['Nam'] = fields['NgayThangNam']!;
    delete fields['NgayThangNam'];
  }
  const rules = fieldRules[lookUpOperation].filter(
    ({ names: [name] }) => dialect === 'xmlInJson' || name !== 'MaTichHop',
  );
  const unfit = rules.find(({ names: of, form, optional }) => {
    const values = of.flatMap((name) => (fields[name] === undefined ? [] : [fields[name]]));
    return values.length > 1 || (values.length === 0 ? !optional : !form.test(values[0]!));
  });
  const birth = [fields['NgayThangNam'], fields['Nam']].filter((value) => value !== undefined);
  const field = wrong[0] ?? unfit?.names[0] ?? (birth.length === 1 ? undefined : 'NgayThangNam');
  return { operation: lookUpOperation, fields, ...(field === undefined ? {} : { fault: { field } }) };
}
