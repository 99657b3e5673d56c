import { connect } from 'node:net';
import { timesInVietnam } from './fields/times.js';
import { aDossier, keys, personalMarks, startHttp, type HttpFixture } from '../testing/http-fixture.js';

/** What the rim does around every request, through real sockets. */
let http: HttpFixture;
beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => http.close());

interface Described {
  readonly format?: string;
  readonly enum?: readonly string[];
}

const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** Sends pieces with pauses between; resolves with everything that came back when the server ended the connection. */
function talk(pieces: readonly string[], pauseMillis = 0): Promise<{ text: string; millis: number }> {
  return new Promise((resolve) => {
    const began = performance.now();
    let text = '';
    const socket = connect(http.port, '127.0.0.1');
    const left = [...pieces];
    const next = (): void => {
      const piece = left.shift();
      if (piece === undefined || socket.destroyed) return;
      socket.write(piece);
      setTimeout(next, pauseMillis);
    };
    socket.once('connect', next);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      left.length = 0;
      resolve({ text, millis: performance.now() - began });
    });
  });
}

describe('connections', () => {
  const head = `PUT /v1/dossiers/X1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${keys.demo}\r\ncontent-type: application/json\r\n`;

  it('half a body is ended with 408', async () => {
    const { text, millis } = await talk([`${head}content-length: 1000\r\n\r\n{"revision":`]);
    expect(text).toContain('HTTP/1.1 408');
    expect(text).toContain('"code":"request.timeout"');
    expect(millis).toBeLessThan(6000);
  });
  it('so is a body that drips', async () => {
    const { text, millis } = await talk([`${head}content-length: 1000\r\n\r\n`, ...Array<string>(200).fill(' ')], 100);
    expect(text).toContain('HTTP/1.1 408');
    expect(millis).toBeLessThan(6000);
  });
  it('and half a header', async () => {
    const { text } = await talk(['PUT /v1/dossiers/X1 HTTP/1.1\r\nhost: x\r\nauthoriz']);
    expect(text).toContain('HTTP/1.1 408');
  });
  it('what is not HTTP gets a problem and an end', async () => {
    const { text } = await talk(['\x16\x03\x01\x02\x00 hello\r\n\r\n']);
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('"code":"request.malformed"');
  });
  it('headers beyond measure', async () => {
    const { text } = await talk([`GET /health/live HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`]);
    expect(text).toContain('"code":"request.headersTooLarge"');
  });
  it('a caller that hangs up in the middle harms nobody', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(http.port, '127.0.0.1', () => {
        socket.write(`${head}content-length: 1000\r\n\r\n{"revision":`, () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    expect((await http.ask('/health/live')).json).toEqual({ status: 'live' });
    expect(http.core.puts).toHaveLength(0);
  });
});

describe('names of a request', () => {
  it('continues a trace and hands it to the core with a part of its own', async () => {
    await http.ask('/v1/dossiers/T1', { method: 'PUT', body: aDossier(), headers: { traceparent: trace } });
    const given = http.core.puts.at(-1)?.traceparent ?? '';
    expect(given).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(given).not.toBe(trace);
    const refused = await http.ask('/v1/dossiers/T1', { method: 'PUT', body: {}, headers: { traceparent: trace } });
    expect(refused.json.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });
  it('echoes X-Request-Id, unless it could do harm', async () => {
    expect((await http.ask('/health/live', { headers: { 'x-request-id': 'abc-1' } })).headers['x-request-id']).toBe(
      'abc-1',
    );
    const made = (await http.ask('/health/live', { headers: { 'x-request-id': '<script>' } })).headers['x-request-id'];
    expect(made).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('when the core cannot', () => {
  afterEach(() => {
    http.core.outage = undefined;
  });
  it('an outage is 503 with Retry-After', async () => {
    http.core.outage = Object.assign(new Error('connection to TRAN THI KHONGDUOCLO lost'), { code: '57P01' });
    const answer = await http.ask('/v1/dossiers/O1', { method: 'PUT', body: aDossier() });
    expect(answer).toMatchObject({ status: 503, json: { code: 'gateway.unavailable', whoActs: 'operator' } });
    expect(answer.headers['retry-after']).toBe('5');
  });
  it('anything else is 500 without a word of what it was, there or in the log', async () => {
    http.core.outage = new TypeError('cannot read 000099987654 of TRAN THI KHONGDUOCLO');
    const answer = await http.ask('/v1/dossiers/O1', { method: 'PUT', body: aDossier() });
    expect(answer).toMatchObject({ status: 500, json: { code: 'gateway.fault' } });
    const lines = http.logLines();
    expect(lines).toContain('"kind":"TypeError"');
    for (const mark of personalMarks) for (const text of [answer.text, lines]) expect(text).not.toContain(mark);
  });
});

describe('health', () => {
  it('live without any store, ready when the core says so', async () => {
    expect(await http.ask('/health/live', { key: null })).toMatchObject({ status: 200, json: { status: 'live' } });
    expect(await http.ask('/health/ready', { key: null })).toMatchObject({
      status: 200,
      json: { status: 'ready', reasons: [] },
    });
    http.core.notReady = [{ what: 'relay', why: 'the bus does not answer' }];
    expect(await http.ask('/health/ready', { key: null })).toMatchObject({
      status: 503,
      json: { status: 'notReady', reasons: [{ what: 'relay', why: 'the bus does not answer' }] },
    });
    http.core.notReady = [];
  });
});

describe('partners in trouble', () => {
  it('are shown beside readiness and make nothing unready', async () => {
    const partners = [
      {
        partner: 'dvc-portal',
        state: 'down',
        cause: 'transport.refused',
        askedAt: '2026-11-22T08:00:00.000Z',
        heldBack: ['syncDossier'],
      },
    ] as const;
    const other = await startHttp({ partners: () => partners });
    const answer = await other.ask('/health/ready', { key: null });
    await other.close();
    expect(answer).toMatchObject({ status: 200, json: { status: 'ready', reasons: [], partners } });
  });
});

describe('metrics', () => {
  it('OpenMetrics: business counters as the core has them, request times by route', async () => {
    http.core.counted = 41;
    await http.ask('/metrics');
    http.core.counted = 42;
    const { headers, text } = await http.ask('/metrics', { key: null });
    expect(headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(text).toContain('lienthong_dossiers_accepted_total{unit="H44.01"} 42\n');
    expect(text).toMatch(/lienthong_http_request_seconds_count\{[^}]*route="\/v1\/dossiers\/:code"[^}]*\} \d+/);
    expect(text).toMatch(/process_resident_memory_bytes \d+/);
    expect(text.endsWith('# EOF\n')).toBe(true);
    expect(text).not.toContain('T1');
  });
});

describe('documents', () => {
  it('every time that it names is written in +07:00', async () => {
    const { json } = await http.ask('/openapi.json', { key: null });
    const schemas = Object.values(json.components.schemas) as { properties?: Record<string, Described> }[];
    const fields = schemas.flatMap(({ properties }) => Object.entries(properties ?? {}));
    // Whatever ends in At and is not declared as something else is a time too.
    const named = fields.filter(([name, is]) => is.format === 'date-time' || (/At$/.test(name) && !is.enum));
    const names = [...new Set(named.map(([name]) => name))];
    expect(names.length).toBeGreaterThan(20);
    for (const [name, is] of named) expect([name, is.format]).toEqual([name, 'date-time']);
    const asTheyCame = names.filter(
      (name) => !timesInVietnam({ [name]: '2026-11-21T18:00:00Z' })[name]!.endsWith('+07:00'),
    );
    expect(asTheyCame).toEqual([]);
  });

  it('OpenAPI 3.1 with every route, its fields and its problems', async () => {
    const { json } = await http.ask('/openapi.json', { key: null });
    expect(json.openapi).toBe('3.1.0');
    expect(Object.keys(json.paths).sort()).toEqual([
      '/health/live',
      '/health/ready',
      '/v1/admission-windows',
      '/v1/admission-windows/{id}/closing',
      '/v1/areas',
      '/v1/attachments',
      '/v1/attachments/{id}',
      '/v1/citizen-checks',
      '/v1/citizen-checks/{id}',
      '/v1/credits',
      '/v1/credits/{id}',
      '/v1/credits/{id}/assignment',
      '/v1/credits/{id}/refunds',
      '/v1/deliveries',
      '/v1/deliveries/{id}',
      '/v1/deliveries/{id}/cancellation',
      '/v1/disagreements',
      '/v1/disagreements/{id}',
      '/v1/disagreements/{id}/dismissal',
      '/v1/disagreements/{id}/repair',
      '/v1/dossiers',
      '/v1/dossiers/bulk',
      '/v1/dossiers/{code}',
      '/v1/dossiers/{code}/blame',
      '/v1/dossiers/{code}/comparison',
      '/v1/dossiers/{code}/handovers',
      '/v1/dossiers/{code}/steps',
      '/v1/dossiers/{code}/timeline',
      '/v1/emc/reconciliations',
      '/v1/emc/reconciliations/differences',
      '/v1/events',
      '/v1/exchanges',
      '/v1/exchanges/{id}',
      '/v1/exchanges/{id}/abandon',
      '/v1/exchanges/{id}/resolve',
      '/v1/exchanges/{id}/retry',
      '/v1/failure-classes',
      '/v1/inbox',
      '/v1/inbox/{id}',
      '/v1/inbox/{id}/accept',
      '/v1/inbox/{id}/answer',
      '/v1/inbox/{id}/refuse',
      '/v1/inbox/{id}/report',
      '/v1/inbox/{id}/timeline',
      '/v1/inbox/{id}/withdraw',
      '/v1/payments',
      '/v1/payments/{id}',
      '/v1/payments/{id}/cancellation',
      '/v1/payments/{id}/disagreements',
      '/v1/payments/{id}/qr.png',
      '/v1/payments/{id}/qr.svg',
      '/v1/payments/{id}/refunds',
      '/v1/quarantined-messages',
      '/v1/quarantined-messages/{id}/re-read',
      '/v1/reconciliations',
      '/v1/reconciliations/{account}/{day}',
      '/v1/reconciliations/{account}/{day}/differences',
      '/v1/refunds',
      '/v1/refunds/{id}',
      '/v1/refunds/{id}/confirmation',
      '/v1/refunds/{id}/done',
      '/v1/refunds/{id}/failure',
      '/v1/refunds/{id}/rejection',
      '/v1/refunds/{id}/sent',
      '/v1/refunds/{id}/withdrawal',
      '/v1/registers/receipts-and-returns',
      '/v1/replays',
      '/v1/replays/{id}',
      '/v1/replays/{id}/items',
      '/v1/replays/{id}/stop',
      '/v1/statements',
      '/v1/statements/{id}',
      '/v1/statements/{id}/entries',
      '/v1/units',
      '/v1/unplaced-submissions',
      '/v1/unplaced-submissions/{id}/placement',
      '/v1/unreadable-rows',
      '/v1/unreadable-rows/{id}/re-read',
      '/v1/webhook-endpoints',
      '/v1/webhook-endpoints/{id}',
      '/v1/webhook-endpoints/{id}/recovery',
      '/v1/webhook-endpoints/{id}/secret',
      '/v1/webhook-endpoints/{id}/test',
    ]);
    const { DossierDto, ApplicantDto } = json.components.schemas;
    expect(DossierDto.required).toEqual([
      'revision',
      'procedure',
      'field',
      'unit',
      'origin',
      'channel',
      'status',
      'applicant',
    ]);
    expect(ApplicantDto.properties.personalNumber).toMatchObject({ type: ['string', 'null'], 'x-personal': true });
    const answers = json.paths['/v1/dossiers/{code}'].put.responses;
    expect(Object.keys(answers)).toEqual(
      expect.arrayContaining(['200', '202', '400', '401', '403', '409', '412', '413', '415', '503']),
    );
    expect(answers['412'].content['application/problem+json'].schema.allOf).toEqual([
      { $ref: '#/components/schemas/ProblemDto' },
      { properties: { code: { enum: ['dossier.preconditionFailed'] } } },
    ]);
    expect(JSON.stringify(json)).not.toContain('"nullable"');
  });
  it('a description that a generator can be given: where the server is, what a filter takes in', async () => {
    const { json } = await http.ask('/openapi.json', { key: null });
    expect(json.servers).toEqual([{ url: '/', description: expect.any(String) }]);
    const unit = json.paths['/v1/dossiers'].get.parameters.find(({ name }: { name: string }) => name === 'unit');
    expect(unit.description).toMatch(/exactly this unit/);
    expect(json.components.schemas.ExchangeDetailDto.properties.surelyNotDone.description).toMatch(/Absent while/);
  });
  it('the same page with a slash behind it', async () => {
    const [page, slash] = [await http.ask('/docs', { key: null }), await http.ask('/docs/', { key: null })];
    expect([slash.status, slash.text]).toEqual([200, page.text]);
  });
  it('a page that needs nothing from elsewhere and no inline script', async () => {
    const page = await http.ask('/docs', { key: null });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(page.text).not.toMatch(/https?:\/\/|<script>|style=/);
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file as string);
    expect(files).toHaveLength(4);
    for (const file of files) expect((await http.ask(file, { key: null })).status).toBe(200);
  });
  it.each(['/docs/..%2f..%2fpackage.json', '/docs/package.json', '/docs/constructor'])(
    '%s is not a file of it',
    async (path) => {
      expect((await http.ask(path, { key: null })).status).toBe(404);
    },
  );
});
