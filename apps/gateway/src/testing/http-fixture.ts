import { request, type IncomingHttpHeaders } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { bareConfig, createLog, Secret, type GatewayConfig } from '@lienthong/config';
import { GatewayModule, type GatewayParts } from '../gateway.module.js';
import { configureHttp, httpAdapter, httpApplicationOptions } from '../http/configure-http.js';
import { API_DOCUMENT } from '../gateway.tokens.js';
import type { ApiDocument } from '../http/ops/api-docs.controller.js';
import { operationsOf, undocumented, type ApiDescription } from './documented.js';
import { FakeCore } from './fake-core.js';

export const keys = {
  demo: 'demo-key-0123456789',
  other: 'other-key-0123456789',
  operator: 'operator-key-0123456789',
  viewer: 'viewer-key-0123456789',
} as const;

export const testConfig: GatewayConfig = bareConfig({
  units: [
    { code: 'H44', name: 'UBND tỉnh' },
    { code: 'H44.01', name: 'Sở Tư pháp', parent: 'H44' },
    { code: 'X99', name: 'Đơn vị trực thuộc', parent: 'H44' },
    { code: 'H30', name: 'Đơn vị khác' },
  ],
  roles: [],
  procedures: [],
  clients: [
    { name: 'demo', key: new Secret(keys.demo), units: ['H44'] },
    { name: 'other', key: new Secret(keys.other), units: ['H30'] },
  ],
  operators: [
    { name: 'operator', key: new Secret(keys.operator), role: 'operator' },
    { name: 'viewer', key: new Secret(keys.viewer), role: 'viewer' },
  ],
  limits: {
    bodyBytes: 512 * 1024,
    statementBytes: 1024 * 1024,
    bulkBytes: 64 * 1024 * 1024,
    attachmentBytes: 512 * 1024,
    callbackBytesInFlight: 1_048_576,
    uploadsPerClient: 8,
    unnamedAttachmentBytes: 1024 * 1024 * 1024,
    requestsPerClient: 256,
    requestsInAll: 1_000,
    requestsPerSecond: 0,
    requestTimeoutMs: 1500,
    headersTimeoutMs: 1500,
    keepAliveMs: 5000,
  },
  accounts: [
    {
      ...{ name: 'kho-bac-1', method: 'bankQr', provider: 'sepay', qr: 'own', units: ['H44'] },
      ...{ bankBin: '970436', accountNumber: '1017595600', accountName: 'SO TU PHAP' },
    },
  ],
  postAccounts: [{ name: 'h44', units: ['H44'] }],
  citizenChecks: {
    rights: [{ clients: ['demo'], procedures: ['1.003560'], fields: ['fullName', 'permanentAddress'] }],
  },
  partnerNames: ['dvc-portal', 'bank-qr', 'population'],
});

/** For tests that are not about deadlines of requests: what a busy machine takes for one is no answer to them. */
export const patientConfig = {
  ...testConfig,
  limits: { ...testConfig.limits, requestTimeoutMs: 20_000, headersTimeoutMs: 20_000 },
};

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bytes: Buffer;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into whatever came back
  readonly json: any;
}
export interface Ask {
  readonly method?: string;
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
  /** A string or bytes go as they are; anything else as JSON. */
  readonly body?: unknown;
}

/** A real server on a free port, with its log lines. */
export interface HttpFixture {
  readonly app: NestFastifyApplication;
  readonly core: FakeCore;
  readonly port: number;
  readonly logLines: () => string;
  /** Throws when the operation answers what its description does not say. */
  ask(path: string, ask?: Ask): Promise<Answer>;
  close(): Promise<void>;
}

export async function startHttp(parts: Partial<GatewayParts> = {}): Promise<HttpFixture> {
  const core = new FakeCore();
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  const config = parts.config ?? testConfig;
  const app = await NestFactory.create<NestFastifyApplication>(
    GatewayModule.register({ core, config, log, ...parts }),
    httpAdapter({ limits: config.limits, log }),
    httpApplicationOptions(log),
  );
  configureHttp(app);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const document = app.get<ApiDocument>(API_DOCUMENT, { strict: false }).json!;
  const described = operationsOf(JSON.parse(document) as ApiDescription);
  return {
    app,
    core,
    port,
    logLines: () => lines.join(''),
    async ask(path, ask = {}) {
      const answer = await askServer(port, path, ask);
      const { method = 'GET' } = ask;
      const { status, json } = answer;
      const missing = undocumented(described, { method, url: path }, { status, code: problemCodeOf(answer, json) });
      if (missing) throw new Error(missing);
      return answer;
    },
    close: () => app.close(),
  };
}

const problemCodeOf = ({ headers }: Answer, json: { code: string }): string | undefined =>
  headers['content-type']?.startsWith('application/problem+json') ? json.code : undefined;

/** One request over a connection of its own. */
export function askServer(
  port: number,
  path: string,
  { method = 'GET', key = keys.demo, headers = {}, body }: Ask,
): Promise<Answer> {
  const payload = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request({
      port,
      host: '127.0.0.1',
      path,
      method,
      agent: false,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(payload === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
        ...headers,
      },
    });
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString('utf8');
        const json: unknown =
          /[/+]json/.test(incoming.headers['content-type'] ?? '') && text !== '' ? JSON.parse(text) : undefined;
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, bytes, json });
      });
      // Broken off in the middle.
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}

/** A whole, valid dossier with unmistakable personal values. */
export const aDossier = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  revision: 1,
  procedure: { code: '1.003560', name: 'Đăng ký khai sinh', serviceLevel: 'full' },
  field: { code: 'LV01', name: 'Hộ tịch' },
  unit: 'H44.01',
  origin: 'desk',
  portalCode: null,
  channel: 'direct',
  status: 'received',
  receiptNumber: '12/BN-2026',
  applicant: {
    kind: 'citizen',
    name: 'TRAN THI KHONGDUOCLO',
    personalNumber: '000099987654',
    taxCode: null,
    phone: '0912345678',
    email: 'khongduoclo@example.vn',
    address: { provinceCode: '25', communeCode: '07894', line: 'So 1 pho Bimat' },
    portalAccount: 'tech-0001',
    identityVerified: true,
  },
  submittedAt: '2026-11-20T08:30:00+07:00',
  receivedAt: '2026-11-20T02:00:00Z',
  dueAt: '2026-12-04T17:00:00+07:00',
  summary: 'Noidungrieng',
  fees: [{ code: 'LP01', name: 'Lệ phí', amount: 50000, kind: 'charge', collectAt: 'reception' }],
  documents: [
    {
      id: 'd1',
      name: 'don.pdf',
      componentCode: 'TP01',
      url: 'https://files.example.vn/d1',
      digitised: true,
      reuse: 'none',
    },
  ],
  supplements: [{ id: 's1', askedAt: '2026-11-21T08:00:00+07:00', content: 'Bo sung giay to' }],
  results: [{ code: 'KQ01', name: 'Giấy khai sinh', number: '1', url: 'https://files.example.vn/k1' }],
  ...changes,
});
/** Pieces of the values above that must never come back in an error or stand in a log line. */
export const personalMarks = [
  'KHONGDUOCLO',
  '000099987654',
  '0912345678',
  'khongduoclo',
  'Bimat',
  'Noidungrieng',
  'tech-0001',
];
