import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { DataKey, openStream } from '@lienthong/seal';
import { FolderBlobs, knownContentTypes, receiveFile, type FileLimits, type IncomingFile } from '../index.js';
import { bytesOf, docxOf, docxType, zipOf, type SampleEntry } from '../testing/index.js';

let folder: string;
let blobs: FolderBlobs;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
  blobs = await FolderBlobs.open(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const stored = () => blobs.list(Date.now() + 60_000, 1000);
afterEach(async () => {
  for (const address of await stored()) await blobs.delete(address);
});

const key = new DataKey(randomBytes(32));
const context = 'attachment/1/content';
const limits: FileLimits = {
  ...{ bytes: 300_000, contentTypes: knownContentTypes },
  archive: { bytes: 4_000_000, ratio: 20, smallBytes: 100_000 },
};
const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(150_000)]);
async function* pieces(bytes: Uint8Array, length = 10_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += length) yield bytes.subarray(at, at + length);
}
const receive = (bytes: Uint8Array, contentType: string, more: Partial<IncomingFile> = {}) =>
  receiveFile({ ...{ content: pieces(bytes), contentType, key, context }, ...more }, blobs, limits);
const refusal = (code: string) => ({ kind: 'refused', fault: expect.objectContaining({ code }) as unknown });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a file that is what it says', () => {
  it('is stored sealed, with its length and its hash', async () => {
    const answer = await receive(pdf, 'application/PDF; name=x', { sha256: sha256(pdf).toUpperCase() });
    const told = { bytes: pdf.byteLength, sha256: sha256(pdf), contentType: 'application/pdf' };
    expect(answer).toMatchObject({ kind: 'stored', ...told });
    const { address } = answer as { address: string };
    expect(await stored()).toEqual([address]);
    const sealed = (await bytesOf(await blobs.get(address)))!;
    expect(sealed.includes('%PDF')).toBe(false);
    expect((await bytesOf(openStream(key, pieces(sealed), context)))?.equals(pdf)).toBe(true);
  });

  it('as base64, in lines', async () => {
    const text = Buffer.from(pdf.toString('base64').replace(/.{76}/g, '$&\r\n'));
    const answer = await receive(text, 'application/pdf', { base64: true, sha256: sha256(pdf) });
    expect(answer).toMatchObject({ kind: 'stored', bytes: pdf.byteLength });
  });

  it.each<[string, Buffer]>([
    ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1])],
    ['image/png', Buffer.from('\x89PNG\r\n\x1a\nx', 'latin1')],
    ['image/tiff', Buffer.from('II*\0', 'latin1')],
    ['application/msword', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['application/xml', Buffer.from('\ufeff <Don/>')],
    ['text/plain', Buffer.from('Đơn\r\n\tđăng ký')],
    ['application/pdf', Buffer.concat([Buffer.alloc(900), Buffer.from('%PDF-1.4')])],
    [docxType, docxOf('Đơn')],
    ['application/zip', zipOf([{ name: 'a', content: 'a', stored: true }], 'a comment')],
    ['application/zip', zipOf([])],
  ])('%s', async (type, bytes) => {
    // An empty archive has no entry to begin with.
    const begins = bytes.readUInt32LE(0) !== 0x06054b50;
    expect(await receive(bytes, type)).toMatchObject(begins ? { kind: 'stored' } : refusal('contentDiffers'));
  });
});

describe('a file that is refused leaves nothing', () => {
  afterEach(async () => {
    expect(await stored()).toEqual([]);
    expect(await blobs.removeUnfinished(Date.now() + 60_000)).toBe(0);
  });

  it.each<[string, Buffer, string, string, Partial<IncomingFile>]>([
    ['of a type that is not taken', Buffer.from('MZ'), 'application/x-msdownload', 'typeForbidden', {}],
    ['without a type', pdf, '', 'typeForbidden', {}],
    [
      'a program that says it is a PDF',
      Buffer.concat([Buffer.from('MZ'), pdf.subarray(9)]),
      'application/pdf',
      'contentDiffers',
      {},
    ],
    ['short and of another kind', Buffer.from('MZ'), 'application/pdf', 'contentDiffers', {}],
    ['a PDF that says it is a picture', pdf, 'image/png', 'contentDiffers', {}],
    ['text with a NUL', Buffer.from('a\0b'), 'text/plain', 'contentDiffers', {}],
    ['text that is not UTF-8', Buffer.from([0x44, 0xff]), 'text/csv', 'contentDiffers', {}],
    ['text cut in a character', Buffer.from('Đ').subarray(0, 1), 'text/plain', 'contentDiffers', {}],
    ['empty', Buffer.alloc(0), 'application/pdf', 'empty', {}],
    ['too large', Buffer.concat([pdf, pdf, pdf]), 'application/pdf', 'tooLarge', {}],
    ['of another hash', pdf, 'application/pdf', 'hashDiffers', { sha256: sha256(Buffer.from('other')) }],
    [
      'base64 with rubbish',
      Buffer.from(`${pdf.toString('base64').slice(0, 50_000)}*`),
      'application/pdf',
      'base64Broken',
      { base64: true },
    ],
    [
      'base64 cut short',
      Buffer.from(pdf.toString('base64').slice(0, 50_001)),
      'application/pdf',
      'base64Broken',
      { base64: true },
    ],
    [
      'too large when decoded',
      Buffer.from(Buffer.concat([pdf, pdf, pdf]).toString('base64')),
      'application/pdf',
      'tooLarge',
      { base64: true },
    ],
  ])('%s', async (_, bytes, type, code, more) => {
    expect(await receive(bytes, type, more)).toEqual(refusal(code));
  });

  it('one that is allowed elsewhere', async () => {
    const narrow = { ...limits, contentTypes: ['image/png'] };
    const file = { content: pieces(pdf), contentType: 'application/pdf', key, context };
    expect(await receiveFile(file, blobs, narrow)).toEqual(refusal('typeForbidden'));
  });

  it('one whose sender breaks off', async () => {
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield* pieces(pdf.subarray(0, 50_000));
      throw new Error('aborted');
    }
    expect(await receive(pdf, 'application/pdf', { content: cut() })).toEqual({ kind: 'incomplete' });
  });

  const zeros = (megabytes: number): Buffer => Buffer.alloc(megabytes * 1_000_000);
  const one = (over: Partial<SampleEntry>): Buffer => zipOf([{ name: 'a', content: 'abc'.repeat(1000), ...over }]);
  it.each<[string, Buffer, string]>([
    ['would unpack to more than is allowed', zipOf([{ name: 'a', content: zeros(5) }]), 'archiveBomb'],
    [
      'in many small entries',
      zipOf(Array.from({ length: 60 }, (_, n) => ({ name: `${n}`, content: zeros(0.1) }))),
      'archiveBomb',
    ],
    ['is too dense', zipOf([{ name: 'a', content: zeros(1) }]), 'archiveBomb'],
    ['holds more than it says', zipOf([{ name: 'a', content: zeros(5), saysBytes: 1000 }]), 'archiveBomb'],
    ['holds less than it says', one({ saysBytes: 5000 }), 'archiveBomb'],
    ['says its stored bytes are more', one({ stored: true, saysBytes: 5000 }), 'archiveBomb'],
    [
      'has entries that share their bytes',
      zipOf([
        { name: 'a', content: 'a' },
        { name: 'b', content: 'a', sameAs: 0 },
      ]),
      'archiveBomb',
    ],
    ['has bytes behind the end of an entry', one({ content: 'abc', saysPackedBytes: 40 }), 'archiveBroken'],
    ['is encrypted', one({ flags: 1 }), 'archiveOpaque'],
    ['is packed in another way', one({ method: 14 }), 'archiveOpaque'],
    ['says nothing of its length', one({ saysBytes: 0xffffffff }), 'archiveOpaque'],
    ['has no directory', zipOf([{ name: 'a', content: 'a' }]).subarray(0, 40), 'archiveBroken'],
    ['is cut in the directory', Buffer.concat([one({}).subarray(0, 60), one({}).subarray(-22)]), 'archiveBroken'],
    ['does not unpack', Buffer.concat([one({})]).fill(0xff, 31, 45), 'archiveBroken'],
  ])('an archive that %s', async (_, bytes, code) => {
    expect(bytes.byteLength).toBeLessThan(limits.bytes);
    expect(await receive(bytes, 'application/zip')).toEqual(refusal(code));
  });

  it('an archive that says it is a document, and a document that is of another kind', async () => {
    expect(await receive(one({}), docxType)).toEqual(refusal('contentDiffers'));
    const sheet = zipOf([
      { name: '[Content_Types].xml', content: 'x' },
      { name: 'xl/workbook.xml', content: 'x' },
    ]);
    expect(await receive(sheet, docxType)).toEqual(refusal('contentDiffers'));
  });

  it('of one that would unpack to very much no more is unpacked than it says', async () => {
    // 250 MB of zeros in 243 KB; it says 3,000 bytes.
    const packed = deflateRawSync(zeros(250));
    const bomb = zipOf([{ name: 'a', content: packed, stored: true, method: 8, saysBytes: 3000 }]);
    let read = 0;
    const counted = blobs.get.bind(blobs);
    const get = jest.spyOn(blobs, 'get').mockImplementation(async (address) => {
      const sealed = await counted(address);
      return (async function* () {
        for await (const piece of sealed!) {
          read += piece.byteLength;
          yield piece;
        }
      })();
    });
    expect(await receive(bomb, 'application/zip')).toEqual(refusal('archiveBomb'));
    get.mockRestore();
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(bomb.byteLength);
  });
});
