import { request, type ClientRequest, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import { sql } from 'kysely';
import { describeEachStore, type TestStore } from '@lienthong/store/testing';
import { rulesOf } from '../../settings-of.js';
import { CoreHarness } from '../../testing/core-harness.js';
import { aDossier, keys, personalMarks, startHttp, testConfig, type HttpFixture } from '../../testing/http-fixture.js';

interface Answered {
  readonly line: number;
  readonly code?: string;
  readonly outcome?: string;
  readonly revision?: number;
  readonly warnings?: readonly { readonly code: string }[];
  readonly problem?: {
    readonly code: string;
    readonly status: number;
    readonly whoActs: string;
    readonly detail: string;
  };
}

const path = '/v1/dossiers/bulk';
const ndjson = { 'content-type': 'application/x-ndjson' };
const aLine = (code: string, changes: Record<string, unknown> = {}): string =>
  JSON.stringify(aDossier({ code, ...changes }));
const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => aLine(`B-${String(from + at).padStart(5, '0')}`));
const linesOf = (text: string): Answered[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answered);

describeEachStore('dossiers in bulk', (open) => {
  let opened: TestStore;
  let h: CoreHarness;
  let http: HttpFixture;
  beforeAll(async () => {
    opened = await open();
    h = await CoreHarness.open(opened.store, rulesOf(testConfig));
    http = await startHttp({ core: h.core });
  }, 60_000);
  const uploads: ClientRequest[] = [];
  afterEach(() => uploads.splice(0).forEach((upload) => upload.destroy()));
  afterAll(async () => {
    await http?.close();
    await h?.core.close();
    await opened?.dispose();
  });

  const send = async (lines: readonly string[], key: string = keys.demo): Promise<Answered[]> => {
    const answer = await http.ask(path, { method: 'POST', headers: ndjson, body: `${lines.join('\n')}\n`, key });
    expect(answer.status).toBe(200);
    return linesOf(answer.text);
  };
  const count = async (table: string, where = 'true'): Promise<number> =>
    (
      await sql<{
        n: number;
      }>`select count(*)::int4 as n from ${sql.raw(`gateway.${table}`)} where ${sql.raw(where)}`.execute(
        opened.store.db('gateway'),
      )
    ).rows[0]!.n;

  it('are recorded, line by line, and nobody is told', async () => {
    const answers = await send([aLine('A-1'), aLine('A-2', { revision: 4, status: 'completed', returnBy: 'post' })]);
    expect(answers).toMatchObject([
      { line: 1, code: 'A-1', outcome: 'recorded', revision: 1 },
      { line: 2, code: 'A-2', outcome: 'recorded', revision: 4 },
    ]);
    await h.core.drained();
    expect(await count('exchange')).toBe(0);
    expect(await count('delivery')).toBe(0);
    expect(h.bus.messages).toEqual([]);
    const view = await http.ask('/v1/dossiers/A-1');
    expect(view.json).toMatchObject({ status: 'received', partners: { portal: { state: 'none' } } });
    // The blame clock runs since the receipt, and not since the recording.
    expect(view.json.waitingOn).toMatchObject({ who: 'agency', since: '2026-11-20T09:00:00+07:00' });
    const { json } = await http.ask('/v1/dossiers/A-1/timeline');
    expect(json.items).toHaveLength(1);
    expect(json.items[0].text).toMatch(/^Ghi nhận hồ sơ có sẵn/);
  });

  it('a broken line stops only itself, and says what is wrong with it', async () => {
    const broken = [
      ...['{"code":"C-1"', '', '[]', aLine('C-2', { surprise: 1 }), JSON.stringify(aDossier()), aLine('..')],
      ...[
        aLine('C-3', { unit: 'H30' }),
        aLine('C-4', { unit: 'H44.77' }),
        aLine('C-5', { summary: 'x'.repeat(600_000) }),
      ],
    ];
    const answers = await send([aLine('C-0'), ...broken, aLine('C-9')]);
    expect(answers.map(({ line }) => line)).toEqual(Array.from({ length: 11 }, (_, at) => at + 1));
    expect(answers.at(0)).toMatchObject({ code: 'C-0', outcome: 'recorded' });
    expect(answers.at(-1)).toMatchObject({ code: 'C-9', outcome: 'recorded' });
    expect(answers.slice(1, -1).map(({ code, problem }) => [code, problem?.code])).toEqual([
      [undefined, 'json.broken'],
      [undefined, 'json.empty'],
      [undefined, 'request.invalid'],
      ['C-2', 'request.invalid'],
      [undefined, 'request.invalid'],
      [undefined, 'request.invalid'],
      ['C-3', 'access.unitForbidden'],
      ['C-4', 'request.invalid'],
      [undefined, 'request.tooLarge'],
    ]);
    for (const { problem } of answers.slice(1, -1))
      expect(problem).toMatchObject({ whoActs: expect.any(String), detail: expect.any(String) });
    for (const mark of personalMarks) expect(JSON.stringify(answers)).not.toContain(mark);
    for (const mark of personalMarks) expect(http.logLines()).not.toContain(mark);
  });

  it('10,000 with one broken in the middle: 9,999 are recorded, and sent again they are unchanged', async () => {
    const lines = numbered(1, 10_000);
    lines[4_999] = lines[4_999]!.slice(0, 700);
    const first = await send(lines);
    expect(first).toHaveLength(10_000);
    expect(first.every(({ line }, at) => line === at + 1)).toBe(true);
    expect(first.filter(({ outcome }) => outcome === 'recorded')).toHaveLength(9_999);
    expect(first[4_999]).toMatchObject({ line: 5_000, problem: { code: 'json.broken', status: 400, line: 5_000 } });
    expect(await count('dossier', `code like 'B-%'`)).toBe(9_999);
    expect(await count('exchange')).toBe(0);

    const again = await send(numbered(4_990, 5_010));
    expect(again.filter(({ outcome }) => outcome === 'unchanged')).toHaveLength(20);
    expect(again[10]).toMatchObject({ code: 'B-05000', outcome: 'recorded' });
  }, 240_000);

  it('of revisions they say what a PUT says', async () => {
    await send([aLine('D-1', { revision: 3 })]);
    const answers = await send([
      aLine('D-1', { revision: 3 }),
      aLine('D-1', { revision: 3, status: 'processing' }),
      aLine('D-1', { revision: 2 }),
      aLine('D-1', { revision: 4 }),
      aLine('D-1', { revision: 4 }),
    ]);
    expect(answers.map(({ outcome, problem }) => outcome ?? problem?.code)).toEqual([
      ...['unchanged', 'dossier.revisionConflict', 'dossier.stale', 'recorded', 'unchanged'],
    ]);
  });

  it("another agency's dossier stays as it is", async () => {
    await send([aLine('E-1')]);
    const [answer] = await send([aLine('E-1', { revision: 2, unit: 'H30' })], keys.other);
    expect(answer).toMatchObject({ problem: { code: 'access.unitForbidden', status: 403 } });
    expect((await http.ask('/v1/dossiers/E-1')).json.revision).toBe(1);
  });

  it('answers come while the body still comes, however long it takes, and what was answered outlives a cut', async () => {
    const upload = openUpload();
    upload.write(`${aLine('F-1')}\n${aLine('F-2').slice(0, 100)}`);
    const [response] = (await once(upload, 'response')) as [IncomingMessage];
    const [chunk] = (await once(response, 'data')) as [Buffer];
    expect(linesOf(chunk.toString('utf8'))).toMatchObject([{ line: 1, code: 'F-1', outcome: 'recorded' }]);
    const cut = new Promise<void>((resolve) => void response.on('error', () => resolve()));
    upload.destroy();
    await cut;
    const answers = await send([aLine('F-1'), aLine('F-2')]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['unchanged', 'recorded']);
  });

  it('the time for whole requests is not for them', async () => {
    const server = http.app.getHttpServer() as Server;
    const late = new Promise<void>((resolve) => {
      server.on('clientError', ({ code }: { code?: string }) => code === 'ERR_HTTP_REQUEST_TIMEOUT' && resolve());
    });
    const upload = openUpload();
    upload.write(`${aLine('G-1')}\n`);
    const [response] = (await once(upload, 'response')) as [IncomingMessage];
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await late;
    upload.end(`${aLine('G-2')}\n`);
    await once(response, 'end');
    expect(linesOf(text).map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded']);
  });

  function openUpload(headers: Record<string, string> = {}): ClientRequest {
    const upload = request({
      ...{ port: http.port, host: '127.0.0.1', path, method: 'POST', agent: false },
      headers: { ...ndjson, authorization: `Bearer ${keys.demo}`, ...headers },
    });
    upload.on('error', () => undefined);
    uploads.push(upload);
    return upload;
  }

  it('more than a request may bring is not read; the last answer says so', async () => {
    const small = { ...testConfig, limits: { ...testConfig.limits, bulkBytes: 5_000 } };
    const other = await startHttp({ core: h.core, config: small });
    try {
      const body = [...numbered(90_001, 90_010), ''].join('\n');
      const answers = linesOf((await other.ask(path, { method: 'POST', headers: ndjson, body })).text);
      expect(answers.at(-1)).toMatchObject({ problem: { code: 'request.tooLarge' } });
      expect(answers.length).toBeLessThan(10);
      expect(answers.map(({ line }) => line)).toEqual(answers.map((_, at) => at + 1));
    } finally {
      await other.close();
    }
  });

  describe('under an Idempotency-Key', () => {
    const under = (key: string, lines: readonly string[], client: string = keys.demo) =>
      http.ask(path, {
        ...{ method: 'POST', key: client, body: `${lines.join('\n')}\n` },
        headers: { ...ndjson, 'idempotency-key': key },
      });
    const replayed = 'idempotency-replayed';

    it('a repeat has the first answer again, whatever has happened to its dossiers since', async () => {
      const lines = [
        aLine('K-1'),
        aLine('K-2', { unit: 'H30' }),
        aLine('K-1'),
        '{',
        aLine('K-3', { returnBy: 'post' }),
      ];
      const first = await under('file-1', lines);
      expect(linesOf(first.text).map(({ outcome, problem }) => outcome ?? problem?.code)).toEqual([
        ...['recorded', 'access.unitForbidden', 'unchanged', 'json.broken', 'recorded'],
      ]);
      expect(first.headers[replayed]).toBeUndefined();
      await send([aLine('K-1', { revision: 5 })]);

      const again = await under('file-1', lines);
      expect([again.status, again.headers[replayed]]).toEqual([200, 'true']);
      const told = ({ problem, ...rest }: Answered) => ({ ...rest, problem: problem?.code });
      expect(linesOf(again.text).map(told)).toEqual(linesOf(first.text).map(told));
      expect((await http.ask('/v1/dossiers/K-1')).json.revision).toBe(5);
      // Without the key each line is what it is: a PUT.
      expect((await send(lines.slice(0, 1)))[0]).toMatchObject({ problem: { code: 'dossier.stale' } });
    });

    it('what was refused is looked at again, and nothing else', async () => {
      await send([aLine('L-1', { revision: 9 })]);
      const lines = [aLine('L-1', { revision: 2 }), aLine('L-2')];
      expect(linesOf((await under('file-2', lines)).text)[0]).toMatchObject({ problem: { code: 'dossier.stale' } });
      await sql`delete from gateway.dossier d where d.code in ('L-1', 'L-2')`.execute(opened.store.db('gateway'));
      const again = linesOf((await under('file-2', lines)).text);
      expect(again.map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded']);
      expect(await count('dossier', `code = 'L-2'`)).toBe(0);
      expect(await count('dossier', `code = 'L-1'`)).toBe(1);
    });

    it('another body is refused, and nothing of it is recorded', async () => {
      await under('file-3', [aLine('M-1'), aLine('M-2')]);
      const longer = [aLine('M-1'), aLine('M-2'), aLine('M-3')];
      for (const lines of [longer, [aLine('M-4')], [aLine('M-1')], []]) {
        const answer = await under('file-3', lines);
        expect([answer.status, answer.json.code]).toEqual([422, 'idempotency.mismatch']);
        expect(answer.headers[replayed]).toBeUndefined();
      }
      expect(await count('dossier', `code in ('M-3', 'M-4')`)).toBe(0);
      // Nor does it stand for another request of the same client; another client's keys are its own.
      const step = { key: 's', by: 'A', content: 'x', status: 'processing', at: '2026-11-20T10:00:00+07:00' };
      const other = { method: 'POST', headers: { 'idempotency-key': 'file-3' } };
      expect((await http.ask('/v1/dossiers/M-1/steps', { ...other, body: step })).json.code).toBe(
        'idempotency.mismatch',
      );
      expect((await under('file-3', [aLine('M-9', { unit: 'H30' })], keys.other)).status).toBe(200);
    });

    it('one that differs far behind its beginning: the last answer says so, and what differs is not recorded', async () => {
      const lines = numbered(50_001, 50_400);
      await under('file-4', lines);
      const other = [...lines.slice(0, 390), aLine('N-1'), ...lines.slice(391)];
      const answers = linesOf((await under('file-4', other)).text);
      expect(answers.at(-1)).toMatchObject({ problem: { code: 'idempotency.mismatch', status: 422 } });
      expect(answers.at(-1)!.line).toBe(answers.length);
      expect(answers.slice(0, -1).every(({ outcome }) => outcome === 'recorded')).toBe(true);
      expect(answers.length).toBeGreaterThan(100);
      expect(answers.length).toBeLessThan(391);
      expect(await count('dossier', `code = 'N-1'`)).toBe(0);
    });

    it('stands for no body before all of it has come, and is refused while it comes', async () => {
      const upload = openUpload({ 'idempotency-key': 'file-5' });
      upload.write(`${aLine('O-1')}\n`);
      const [response] = (await once(upload, 'response')) as [IncomingMessage];
      await once(response, 'data');
      const meanwhile = await under('file-5', [aLine('O-1')]);
      expect([meanwhile.status, meanwhile.json.code]).toEqual([409, 'idempotency.inFlight']);
      const cut = new Promise<void>((resolve) => void response.on('error', () => resolve()));
      upload.destroy();
      await cut;
      let answer = await under('file-5', [aLine('O-1'), aLine('O-2')]);
      // It takes the process a moment to see that its caller is gone.
      for (let tries = 0; answer.status === 409 && tries < 100; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        answer = await under('file-5', [aLine('O-1'), aLine('O-2')]);
      }
      expect(linesOf(answer.text).map(({ outcome }) => outcome)).toEqual(['unchanged', 'recorded']);
      expect(answer.headers[replayed]).toBeUndefined();
    });

    it('is kept without anything of the body, and lapses', async () => {
      await under('file-6', numbered(60_001, 60_300));
      const { rows } = await sql<{ answer: Buffer }>`
        select i.answer from gateway.idempotency i where i.subject = 'dossiers:bulk'`.execute(
        opened.store.db('gateway'),
      );
      const kept = rows.map(({ answer }) => answer.toString('utf8')).join();
      expect(kept).toContain('300r');
      expect(kept.length / rows.length).toBeLessThan(300);
      for (const mark of personalMarks) expect(kept).not.toContain(mark);
      h.offset += 25 * 3_600_000;
      const answer = await under('file-6', [aLine('P-1')]);
      expect(linesOf(answer.text)).toMatchObject([{ outcome: 'recorded' }]);
    });
  });

  it('another kind of body is refused', async () => {
    const text = await http.ask(path, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: aLine('X') });
    expect([text.status, text.json.code]).toEqual([415, 'dossier.bulkContentType']);
    const json = await http.ask(path, { method: 'POST', body: aDossier() });
    expect([json.status, json.json.code]).toEqual([415, 'dossier.bulkContentType']);
  });
});
