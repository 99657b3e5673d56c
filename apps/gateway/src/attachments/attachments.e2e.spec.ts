import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { FolderBlobs } from '@lienthong/blobs';
import { docxOf, docxType, zipOf } from '@lienthong/blobs/testing';
import { Secret } from '@lienthong/config';
import { describeEachStore } from '@lienthong/store/testing';
import { CoreHarness } from '../testing/core-harness.js';
import {
  aDossier,
  keys,
  patientConfig,
  personalMarks,
  startHttp,
  type Answer,
  type HttpFixture,
} from '../testing/http-fixture.js';

const colleague = 'colleague-key-0123456789';
const config = {
  ...patientConfig,
  limits: { ...patientConfig.limits, attachmentBytes: 200_000 },
  clients: [...patientConfig.clients, { name: 'colleague', key: new Secret(colleague), units: ['H44.01'] }],
};
const pdf = Buffer.concat([Buffer.from('%PDF-1.7 KHONGDUOCLO\n'), randomBytes(80_000)]);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const named = (name: string): Record<string, string> => ({
  'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
});
const day = 24 * 3_600_000;

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('waited for 20 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Files of dossiers, from the socket to the disk and back. */
describeEachStore('attachments over the real core', (openStore) => {
  let h: CoreHarness;
  let http: HttpFixture;
  let folder: string;
  let blobs: FolderBlobs;
  let code: string;
  /** What was kept before the test. */
  let before: ReadonlySet<string>;
  let tests = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'attachments-'));
    blobs = await FolderBlobs.open(folder);
    const settings = { attachmentBytes: config.limits.attachmentBytes };
    h = await CoreHarness.open((await openStore()).store, { blobs, settings });
    http = await startHttp({ core: h.core, config });
  });
  beforeEach(async () => {
    code = `H44.2026.${(tests += 1)}`;
    before = new Set(await blobs.list(Date.now() + 60_000, 1000));
  });
  afterAll(async () => {
    expect(http.logLines()).not.toMatch(new RegExp(personalMarks.join('|')));
    await http.close();
    await h.core.close();
    await rm(folder, { recursive: true, force: true });
  });
  /** Since the test began. */
  const kept = async () => (await blobs.list(Date.now() + 60_000, 1000)).filter((address) => !before.has(address));
  const bring = (
    body: Uint8Array | string,
    { type = 'application/pdf', name = 'Đơn KHONGDUOCLO.pdf', query = '', key = keys.demo as string, once = '' } = {},
  ): Promise<Answer> =>
    http.ask(`/v1/attachments${query}`, {
      ...{ method: 'POST', key, body },
      headers: { 'content-type': type, ...named(name), ...(once === '' ? {} : { 'idempotency-key': once }) },
    });
  const put = (attachment: string, over: Record<string, unknown> = {}, key: string = keys.demo) =>
    http.ask(`/v1/dossiers/${code}`, {
      ...{ method: 'PUT', key },
      body: aDossier({ documents: [{ id: 'd1', name: 'don.pdf', attachment }], ...over }),
    });
  const get = (id: string, key: string = keys.demo) => http.ask(`/v1/attachments/${id}`, { key });

  it('comes back as it went in, to its uploader and to units whose dossiers name it', async () => {
    const { status, json, headers } = await bring(pdf, { query: `?sha256=${sha256(pdf)}` });
    expect(status).toBe(201);
    expect(json).toEqual({
      ...{ id: expect.any(String), name: 'Đơn KHONGDUOCLO.pdf', contentType: 'application/pdf' },
      ...{ size: pdf.byteLength, sha256: sha256(pdf), createdAt: expect.stringMatching(/\+07:00$/) },
    });
    expect(headers['location']).toBe(`/v1/attachments/${json.id}`);
    const read = await get(json.id);
    expect(read).toMatchObject({
      status: 200,
      headers: {
        ...{ 'content-type': 'application/pdf', 'content-length': String(pdf.byteLength) },
        ...{ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
        'content-disposition': `attachment; filename="__n KHONGDUOCLO.pdf"; filename*=UTF-8''%C4%90%C6%A1n%20KHONGDUOCLO.pdf`,
        'content-security-policy': "default-src 'none'; sandbox",
      },
    });
    expect(read.bytes.equals(pdf)).toBe(true);
    // Nobody else's yet.
    for (const key of [colleague, keys.other]) expect((await get(json.id, key)).json.code).toBe('attachment.notFound');
    expect((await get(json.id, keys.operator)).json.code).toBe('access.clientOnly');

    expect((await put(json.id)).status).toBe(202);
    expect((await get(json.id, colleague)).bytes.equals(pdf)).toBe(true);
    expect((await get(json.id, keys.other)).json.code).toBe('attachment.notFound');
    const dossier = await http.ask(`/v1/dossiers/${code}`, { key: colleague });
    expect(dossier.json.documents).toMatchObject([{ id: 'd1', attachment: json.id }]);
    // Whoever speaks for the dossier now may name again what it named before.
    expect((await put(json.id, { revision: 2 }, colleague)).status).toBe(202);
    expect((await put(json.id, { revision: 2 }, colleague)).json.result).toBe('same');
  });

  it('lies sealed: neither on the disk nor in a table is anything of it to be read', async () => {
    const { json } = await bring(pdf);
    const [address] = await kept();
    const lying = await readFile(join(folder, address!.slice(0, 2), address!));
    expect(lying.includes('KHONGDUOCLO')).toBe(false);
    expect(sha256(lying)).toBe(address);
    const { rows } = await sql<{ row: string }>`select a::text as row from gateway.attachment a
      where a.id = ${json.id}::uuid`.execute(h.store.db('gateway'));
    expect(rows).toHaveLength(1);
    for (const secret of ['KHONGDUOCLO', sha256(pdf)]) {
      expect(rows[0]!.row).not.toContain(secret);
      expect(rows[0]!.row).not.toContain(Buffer.from(secret).toString('hex'));
    }
    // Changed on the disk: it breaks off instead of giving something else.
    lying[lying.length - 100]! ^= 1;
    await writeFile(join(folder, address!.slice(0, 2), address!), lying);
    await expect(get(json.id)).rejects.toThrow();
    await blobs.delete(address!);
    expect(await get(json.id)).toMatchObject({ status: 503, json: { code: 'attachment.contentMissing' } });
  });

  const zeros = Buffer.alloc(3_000_000);
  it.each<[string, number, string, () => Promise<Answer>]>([
    [
      'with another hash than its own',
      422,
      'attachment.hashDiffers',
      () => bring(pdf, { query: `?sha256=${'0'.repeat(64)}` }),
    ],
    [
      'of a type that is not taken',
      415,
      'attachment.typeForbidden',
      () => bring('MZ', { type: 'application/x-msdownload' }),
    ],
    [
      'in a form with other fields',
      415,
      'attachment.typeForbidden',
      () => bring('--x', { type: 'multipart/form-data; boundary=x' }),
    ],
    ['as JSON', 415, 'attachment.typeForbidden', () => bring('{}', { type: 'application/json' })],
    ['that is not what it says', 422, 'attachment.contentDiffers', () => bring('MZ program', {})],
    ['that is empty', 422, 'attachment.empty', () => bring('', {})],
    [
      'of which more comes than is taken',
      413,
      'request.tooLarge',
      () => bring(Buffer.concat([pdf, pdf, pdf, pdf, pdf])),
    ],
    [
      'that unpacks to very much',
      422,
      'attachment.archiveBomb',
      () => bring(zipOf([{ name: 'a', content: zeros }]), { type: 'application/zip' }),
    ],
    [
      'that is locked',
      422,
      'attachment.archiveOpaque',
      () => bring(zipOf([{ name: 'a', content: 'a', flags: 1 }]), { type: 'application/zip' }),
    ],
    [
      'that is cut short',
      422,
      'attachment.archiveBroken',
      () => bring(docxOf('x').subarray(0, 150), { type: docxType }),
    ],
    [
      'as base64 with rubbish',
      422,
      'attachment.base64Broken',
      () => bring(`${pdf.toString('base64')}*`, { query: '?encoding=base64' }),
    ],
    ['with a path in its name', 400, 'request.invalid', () => bring(pdf, { name: '../../../etc/passwd' })],
    ['without a name', 400, 'request.invalid', () => bring(pdf, { name: '' })],
    ['with a hash that is none', 400, 'request.invalid', () => bring(pdf, { query: '?sha256=abc' })],
    [
      'packed on the way',
      415,
      'request.contentEncoding',
      () =>
        http.ask('/v1/attachments', {
          method: 'POST',
          body: pdf,
          headers: { 'content-type': 'application/pdf', 'content-encoding': 'gzip', ...named('a') },
        }),
    ],
  ])('a file %s is refused, says why, and leaves nothing', async (_, status, code, ask) => {
    const { json, ...answer } = await ask();
    expect([answer.status, json.code]).toEqual([status, code]);
    expect(json.detail).toMatch(/[^ -~]/);
    expect(await kept()).toEqual([]);
    expect(await readdir(join(folder, 'unfinished'))).toEqual([]);
    expect((await bring(pdf)).status).toBe(201);
  });

  it('one of 300 MB is refused before it comes', async () => {
    const head = [
      ...[
        'POST /v1/attachments HTTP/1.1',
        'host: x',
        `authorization: Bearer ${keys.demo}`,
        'content-type: application/pdf',
      ],
      ...['content-disposition: attachment; filename="a.pdf"', `content-length: ${300_000_000}`, '', '%PDF-1.7'],
    ].join('\r\n');
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(http.port, '127.0.0.1', () => socket.write(head));
      socket.once('data', (bytes) => {
        resolve(String(bytes));
        socket.destroy();
      });
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('closed without an answer')));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('request.tooLarge');
  });

  it('one whose sender breaks off is no file', async () => {
    const head = [
      ...[
        'POST /v1/attachments HTTP/1.1',
        'host: x',
        `authorization: Bearer ${keys.demo}`,
        'content-type: application/pdf',
      ],
      ...['content-disposition: attachment; filename="a.pdf"', 'content-length: 100000', '', '%PDF-1.7'],
    ].join('\r\n');
    const socket = connect(http.port, '127.0.0.1', () => socket.write(head));
    const unfinished = () => readdir(join(folder, 'unfinished'));
    await until(async () => (await unfinished()).length > 0);
    socket.destroy();
    await until(async () => (await unfinished()).length === 0);
    expect(await kept()).toEqual([]);
  });

  it('as base64', async () => {
    const text = pdf.toString('base64').replace(/.{76}/g, '$&\r\n');
    const { json } = await bring(text, { query: `?encoding=base64&sha256=${sha256(pdf)}` });
    expect(json.size).toBe(pdf.byteLength);
    expect((await get(json.id)).bytes.equals(pdf)).toBe(true);
  });

  it('a repeat with its key is the same file, another file under it is refused', async () => {
    const first = await bring(pdf, { once: 'k1' });
    const again = await bring(pdf, { once: 'k1' });
    expect([first.status, again.status, again.headers['idempotency-replayed']]).toEqual([201, 201, 'true']);
    expect(again.json).toEqual(first.json);
    const other = docxOf('x');
    for (const answer of [
      await bring(other, { once: 'k1', type: docxType }),
      await bring(Buffer.concat([pdf, pdf]), { once: 'k1' }),
      await bring(pdf, { once: 'k1', name: 'b.pdf' }),
    ]) {
      expect(answer).toMatchObject({ status: 422, json: { code: 'idempotency.mismatch' } });
    }
    expect(await kept()).toHaveLength(1);
    const many = await Promise.all(Array.from({ length: 5 }, () => bring(pdf, { once: 'k2' })));
    expect(new Set(many.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect(await kept()).toHaveLength(2);
    // One key for all that a client posts.
    await put(first.json.id);
    const step = { key: 'b1', by: 'A', content: 'B', status: 'processing', at: '2026-11-20T10:00:00+07:00' };
    const steps = (key: string) =>
      http.ask(`/v1/dossiers/${code}/steps`, { method: 'POST', body: step, headers: { 'idempotency-key': key } });
    expect((await steps('k1')).json.code).toBe('idempotency.mismatch');
    expect((await steps('k3')).status).toBe(202);
    expect((await bring(pdf, { once: 'k3' })).json.code).toBe('idempotency.mismatch');
    // Another client's keys are its own.
    expect((await bring(pdf, { once: 'k1', key: keys.other })).status).toBe(201);
  });

  it('a dossier names only files that are there and its own', async () => {
    const stranger = (await bring(pdf, { key: keys.other })).json.id as string;
    const gone = '0192f3a0-0000-7000-8000-00000000dead';
    const documents = (...all: (string | null)[]) =>
      all.map((attachment, n) => ({ id: `d${n}`, name: 'don.pdf', attachment }));
    const mine = (await bring(pdf)).json.id as string;
    const answer = await put(mine, { documents: documents(mine, stranger, null, gone) });
    expect(answer).toMatchObject({ status: 400, json: { code: 'request.invalid' } });
    const places = (answer.json.errors as { pointer: string; code: string }[]).map(
      ({ pointer, code }) => `${pointer} ${code}`,
    );
    expect(places).toEqual([
      '/documents/1/attachment attachment.unknown',
      '/documents/3/attachment attachment.unknown',
    ]);
    expect((await http.ask(`/v1/dossiers/${code}`)).status).toBe(404);
    const both = [{ id: 'd1', name: 'don.pdf', attachment: mine, url: 'https://files.example.vn/d1' }];
    expect((await put(mine, { documents: both })).json.errors).toMatchObject([{ code: 'document.twoPlaces' }]);
    const results = (attachment: string, more: object = {}) => ({
      ...{ documents: documents(mine), results: [{ code: 'KQ01', name: 'Giấy phép', attachment, ...more }] },
    });
    expect((await put(mine, results(stranger))).json.errors).toMatchObject([
      { pointer: '/results/0/attachment', code: 'attachment.unknown' },
    ]);
    const twice = await put(mine, results(mine, { url: 'https://files.example.vn/r1' }));
    expect(twice.json.errors).toMatchObject([{ pointer: '/results/0/attachment', code: 'document.twoPlaces' }]);
    expect((await put('x')).json.errors).toMatchObject([{ pointer: '/documents/0/attachment', code: 'id.invalid' }]);
    expect((await put(mine.toUpperCase(), { documents: documents(mine.toUpperCase(), mine) })).status).toBe(202);
  });

  it('what a dossier names now decides who may read it, and who may name it', async () => {
    const [one, two] = [await bring(pdf), await bring(pdf)].map(({ json }) => json.id as string) as [string, string];
    const documents = (...all: string[]) => all.map((attachment, n) => ({ id: `d${n}`, name: 'don.pdf', attachment }));
    expect((await put(one, { documents: documents(one, two) })).status).toBe(202);
    for (const id of [one, two]) expect((await get(id, colleague)).status).toBe(200);
    expect((await put(one, { revision: 2, documents: documents(two) })).status).toBe(202);
    expect((await get(one, colleague)).json.code).toBe('attachment.notFound');
    expect((await get(two, colleague)).status).toBe(200);
    expect((await get(one)).status).toBe(200);
    const again = await put(one, { revision: 3, documents: documents(two, one) }, colleague);
    expect(again.json.errors).toMatchObject([{ pointer: '/documents/1/attachment', code: 'attachment.unknown' }]);
    // Its uploader may always.
    expect((await put(one, { revision: 3, documents: documents(two, one) })).status).toBe(202);
    expect((await get(one, colleague)).status).toBe(200);
    const result = { code: 'KQ01', name: 'Giấy phép', attachment: one };
    expect((await put(one, { revision: 4, documents: undefined, results: [result] })).status).toBe(202);
    expect((await get(one, colleague)).status).toBe(200);
    expect((await put(one, { revision: 5, documents: undefined })).status).toBe(202);
    for (const id of [one, two]) expect((await get(id, colleague)).status).toBe(404);
  });

  it('a client sends so many at the same time, and leaves so much unnamed', async () => {
    const unnamedAttachmentBytes = 100_000;
    const core = await h.another({ settings: { unnamedAttachmentBytes, uploadsPerClient: 1 } });
    await sql`update gateway.attachment set named_at = created_at`.execute(h.store.db('gateway'));
    const bare = await startHttp({ core, config });
    const send = (key: string = keys.demo) =>
      bare.ask('/v1/attachments', {
        ...{ method: 'POST', key, body: pdf },
        headers: { 'content-type': 'application/pdf', ...named('a.pdf') },
      });
    try {
      const answers = await Promise.all([send(), send()]);
      const refused = answers.find(({ status }) => status !== 201)!;
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 429]);
      expect(refused).toMatchObject({
        json: { code: 'attachment.tooManyUploads', most: 1, whoActs: 'client' },
        headers: { 'retry-after': '2', 'ratelimit-policy': '"uploads";q=1;qu="concurrent-requests"' },
      });
      expect((await send()).status).toBe(201);
      expect(await send()).toMatchObject({
        ...{ status: 429, json: { code: 'attachment.unnamedFull', maxBytes: unnamedAttachmentBytes } },
        headers: { 'retry-after': '60', ratelimit: '"unnamed";r=0' },
      });
      expect((await send(colleague)).status).toBe(201);
      // What a dossier names counts no more.
      const id = answers.find(({ status }) => status === 201)!.json.id as string;
      expect((await put(id)).status).toBe(202);
      expect((await send()).status).toBe(201);
    } finally {
      await bare.close();
      await core.close();
    }
  });

  it.each([
    ['there is no place for files', 'attachment.notOffered', undefined],
    ['their disk is full', 'gateway.unavailable', 'ENOSPC'],
  ])('where %s, none is taken and the rest goes on', async (_, problem, fails) => {
    const failing = () => Promise.reject(Object.assign(new Error('write'), { code: fails }));
    const place = fails && (Object.assign(Object.create(blobs) as FolderBlobs, { put: failing }) as FolderBlobs);
    const core = await h.another({ blobs: place || undefined });
    const bare = await startHttp({ core, config });
    const answer = await bare.ask('/v1/attachments', {
      ...{ method: 'POST', body: pdf },
      headers: { 'content-type': 'application/pdf', ...named('a.pdf') },
    });
    expect(answer).toMatchObject({ status: 503, json: { code: problem, whoActs: 'operator' } });
    expect((await bare.ask(`/v1/dossiers/${code}`, { method: 'PUT', body: aDossier() })).status).toBe(202);
    await bare.close();
    await core.close();
  });

  it('a gateway starts only with the folder and the store that belong together', async () => {
    await bring(pdf);
    const elsewhere = await mkdtemp(join(tmpdir(), 'attachments-'));
    const start = async (path: string) => (await h.another({ blobs: await FolderBlobs.open(path) })).close();
    try {
      // A folder that is not mounted looks like a fresh one.
      await expect(start(elsewhere)).rejects.toThrow(/does not say whose files .*whoever operates the gateway mounts/);
      // It is not left as if it were ours.
      await expect(start(elsewhere)).rejects.toThrow(/does not say whose files/);
      // Another database's, with its files.
      await writeFile(join(elsewhere, 'store-id'), '0192f3a0-0000-7000-8000-00000000dead\n');
      await expect(start(elsewhere)).rejects.toThrow(/another database \(store-id is 0192f3a0-.*-00000000dead/);
      // What is ours in a copy without its mark is known by its files.
      await rm(join(folder, 'store-id'));
      await start(folder);
      const id = await readFile(join(folder, 'store-id'), 'utf8');
      // Lost for good: the operator has said so.
      await writeFile(join(elsewhere, 'store-id'), id);
      await start(elsewhere);
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  it('are forgotten in time: unnamed ones soon, named ones late, and what nobody knows of', async () => {
    const [unnamed, used] = [await bring(pdf), await bring(pdf)].map(({ json }) => json.id as string);
    await put(used!);
    const orphan = await blobs.put(
      (async function* () {
        yield Buffer.from('left by a killed process');
      })(),
    );
    await h.core.retention.roundNow();
    expect(await kept()).toHaveLength(3);
    h.offset = 5 * day;
    await h.core.retention.roundNow();
    expect(await kept()).toHaveLength(3);
    h.offset = 8 * day;
    await h.core.retention.roundNow();
    expect((await get(unnamed!)).status).toBe(404);
    expect((await get(used!)).status).toBe(200);
    expect(await kept()).toHaveLength(2);
    // Unknown since the fifth day, for all that is known.
    h.offset = 34 * day;
    await h.core.retention.roundNow();
    expect(await blobs.exists(orphan.address)).toBe(true);
    // Nothing goes while another folder stands in the place of ours.
    h.offset = 36 * day;
    const mark = join(folder, 'store-id');
    const id = await readFile(mark, 'utf8');
    await writeFile(mark, '0192f3a0-0000-7000-8000-00000000dead\n');
    await expect(h.core.retention.roundNow()).rejects.toThrow(/another database/);
    expect(await blobs.exists(orphan.address)).toBe(true);
    await writeFile(mark, id);
    await h.core.retention.roundNow();
    expect(await blobs.exists(orphan.address)).toBe(false);
    expect(await kept()).toHaveLength(1);
    // Named again: its time begins anew.
    h.offset = 3000 * day;
    expect((await put(used!, { revision: 2 })).status).toBe(202);
    h.offset = 4000 * day;
    await h.core.retention.roundNow();
    expect((await get(used!)).status).toBe(200);
    h.offset = 6700 * day;
    await h.core.retention.roundNow();
    expect((await get(used!)).status).toBe(404);
    const uses = await sql`select from gateway.attachment_use`.execute(h.store.db('gateway'));
    expect(uses.rows).toEqual([]);
    expect(await blobs.list(Date.now() + 60_000, 1000)).toEqual([]);
    expect(h.core.retention.removed()['attachments']).toBeGreaterThanOrEqual(2);
    h.offset = 0;
  });

  it('a fresh store takes no folder that has files', async () => {
    // As fresh as one can be.
    const db = h.store.db('gateway');
    await sql`delete from gateway.blob_place`.execute(db);
    await sql`delete from gateway.attachment`.execute(db);
    await blobs.put(
      (async function* () {
        yield Buffer.from('of nobody');
      })(),
    );
    await expect(h.another()).rejects.toThrow(/another database/);
    await rm(join(folder, 'store-id'));
    await expect(h.another()).rejects.toThrow(/does not say whose files/);
  });
});
