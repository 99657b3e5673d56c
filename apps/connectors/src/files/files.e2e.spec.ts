import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { FolderBlobs } from '@lienthong/blobs';
import { sealContext, type SnapshotFile } from '@lienthong/contracts';
import { Keyring, MasterKey, sealStream } from '@lienthong/seal';
import { FILE_LINKS } from '../connectors.tokens.js';
import { FileLinks } from './file-links.js';
import { FilesController } from './files.controller.js';

const day = 24 * 3_600_000;

/** Partners fetch files by links, over HTTP. */
describe('links to files', () => {
  const keyring = new Keyring(new MasterKey(randomBytes(32)));
  /** Three chunks of a sealed stream, and a bit. */
  const bytes = randomBytes(200_000);
  let ahead = 0;
  let folder: string;
  let blobs: FolderBlobs;
  let app: NestFastifyApplication;
  let base: string;
  let file: SnapshotFile;
  let forPortal: (file: SnapshotFile) => string;
  let forOther: (file: SnapshotFile) => string;
  let forAnybody: (file: SnapshotFile) => string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lienthong-links-'));
    blobs = await FolderBlobs.open(folder);
    const { key, wrapped } = keyring.newDataKey();
    const attachment = randomUUID();
    const { address } = await blobs.put(sealStream(key, pieces(), sealContext.attachment(attachment)));
    file = {
      ...{ attachment, address, key: wrapped.toString('base64') },
      ...{ contentType: 'application/pdf', size: bytes.length },
    };
    const links = new FileLinks({ keyring, blobs, now: () => Date.now() + ahead });
    @Module({ controllers: [FilesController], providers: [{ provide: FILE_LINKS, useValue: links }] })
    class Root {}
    app = await NestFactory.create<NestFastifyApplication>(Root, new FastifyAdapter(), { logger: false });
    await app.listen(0, '127.0.0.1');
    base = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
    const receiver = { baseUrl: `${base}/`, millis: 30 * day };
    forPortal = links.receiver({ ...receiver, name: 'dvc-portal', secrets: ['portal-secret'] });
    forOther = links.receiver({ ...receiver, name: 'other', secrets: ['other-secret'] });
    forAnybody = links.receiver({ ...receiver, name: 'open' });
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    ahead = 0;
  });

  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 30_000) yield await Promise.resolve(bytes.subarray(at, at + 30_000));
  }
  const portal = { authorization: 'Bearer portal-secret' };
  const fetched = async (link: string, headers: Record<string, string> = {}, method = 'GET') => {
    const answer = await fetch(link, { method, headers });
    return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
  };

  it('gives the file to its receiver, whole, with its type and length', async () => {
    const link = forPortal(file);
    const { status, headers, body } = await fetched(link, portal);
    expect([status, headers.get('content-type'), headers.get('content-length')]).toEqual([
      ...[200, 'application/pdf', '200000'],
    ]);
    expect([headers.get('cache-control'), headers.get('accept-ranges')]).toEqual(['no-store', 'bytes']);
    expect(body.equals(bytes)).toBe(true);
    expect(link.length - base.length).toBeLessThan(500);
    expect((await fetched(forAnybody(file))).status).toBe(200);
  });

  it('gives parts of it, and says which', async () => {
    const link = forPortal(file);
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 0],
      ['bytes=65530-65545', 65_530, 65_545],
      ['bytes=199990-', 199_990, 199_999],
      ['bytes=-5', 199_995, 199_999],
    ] as const) {
      const { status, headers, body } = await fetched(link, { ...portal, range });
      expect([status, headers.get('content-range')]).toEqual([206, `bytes ${start}-${end}/200000`]);
      expect(headers.get('content-length')).toBe(String(end - start + 1));
      expect(body.equals(bytes.subarray(start, end + 1))).toBe(true);
    }
    const beyond = await fetched(link, { ...portal, range: 'bytes=200000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */200000']);
    const head = await fetched(link, portal, 'HEAD');
    expect([head.status, head.headers.get('content-length'), head.body.length]).toEqual([200, '200000', 0]);
  });

  it('of many small parts of a large file each costs its own chunks, not the file', async () => {
    const given = jest.spyOn(blobs, 'get');
    const { status, body } = await fetched(forPortal(file), { ...portal, range: 'bytes=131072-131081' });
    expect([status, body.equals(bytes.subarray(131_072, 131_082))]).toEqual([206, true]);
    const asked = given.mock.calls.map(([, range]) => range!.end + 1 - range!.start);
    given.mockRestore();
    expect(asked.reduce((sum, length) => sum + length)).toBe(8 + 65_536 + 16);
  });

  it('refuses whatever is wrong alike', async () => {
    const link = forPortal(file);
    const at = link.length - 20;
    const tampered = `${link.slice(0, at)}${link[at] === 'A' ? 'B' : 'A'}${link.slice(at + 1)}`;
    const another = new FileLinks({ keyring: new Keyring(new MasterKey(randomBytes(32))), blobs, now: Date.now });
    const foreign = another.receiver({ name: 'dvc-portal', baseUrl: base, millis: day })(file);
    const gone = forPortal({ ...file, address: '0'.repeat(64) });
    const wrong: (readonly [string, Record<string, string>])[] = [
      ...([
        [link, {}],
        [link, { authorization: 'Bearer other-secret' }],
        [forOther(file), portal],
      ] as const),
      ...([
        [tampered, portal],
        [foreign, portal],
        [gone, portal],
        [link.slice(0, -8), portal],
      ] as const),
      ...([
        [`${base}/files/none`, portal],
        [`${base}/files/${'a'.repeat(400)}`, portal],
      ] as const),
    ];
    for (const [address, headers] of wrong) {
      const { status, body } = await fetched(address, headers);
      expect([address.length, status, body.toString()]).toEqual([address.length, 404, '{"error":"notFound"}']);
    }
    ahead = 30 * day + 2_000;
    const late = await fetched(link, portal);
    expect([late.status, late.body.toString()]).toEqual([404, '{"error":"notFound"}']);
    ahead = 30 * day - 2_000;
    expect((await fetched(link, portal)).status).toBe(200);
  });
});
