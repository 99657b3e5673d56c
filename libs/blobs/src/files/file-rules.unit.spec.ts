import fc from 'fast-check';
import { cleanFileName, decodeBase64, FileRefused } from '../index.js';
import { bytesOf } from '../testing/index.js';

async function* pieces(text: string | Buffer, length: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as Buffer);
  for (let at = 0; at < bytes.byteLength; at += length) yield bytes.subarray(at, at + length);
}
const decoded = (text: string, length = 7): Promise<Buffer | undefined> => bytesOf(decodeBase64(pieces(text, length)));

describe('base64 as it comes', () => {
  it('is what node makes of it, however it is cut and broken into lines', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 40 }), fc.boolean(), async (content, length, lines) => {
        const text = Buffer.from(content).toString('base64');
        const broken = lines ? text.replace(/.{1,19}/g, '$&\r\n') : text;
        expect(await decoded(broken, length)).toEqual(Buffer.from(content));
      }),
    );
  });

  it.each([
    ['a blank', 'TWFu TWFu', 4],
    ['letters of the other alphabet', 'TWF_', 3],
    ['an end in the middle of a group', 'TWFuTW', 6],
    ['one letter too many', 'TWFuT', 5],
    ['padding missing in part', 'TWFuTQ=', 7],
    ['padding at the beginning', '=TWF', 0],
    ['padding behind one letter', 'T===', 1],
    ['too much padding', 'TWE==', 4],
    ['something behind the end', 'TQ==TWFu', 4],
    ['bits that belong to no byte', 'TR==', 3],
    ['bits that belong to no byte, of two', 'TWF=', 3],
    ['NUL', 'TWFu\0WFu', 4],
    ['a data address', 'data:application/pdf;base64,TWFu', 4],
  ])('%s is refused where it stands', async (_, text, at) => {
    for (const length of [1, 3, 1000]) {
      const refused = await decoded(text, length).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(FileRefused);
      expect((refused as FileRefused).fault).toEqual({ code: 'base64Broken', at });
    }
  });
});

describe('names of files', () => {
  it.each([
    ['don.pdf', 'don.pdf'],
    [' Đơn đăng ký khai sinh (bản 2).pdf ', 'Đơn đăng ký khai sinh (bản 2).pdf'],
    ['Đơn'.normalize('NFD'), 'Đơn'],
    ['.gitignore', '.gitignore'],
    ['a..b', 'a..b'],
    [`${'x'.repeat(251)}.pdf`, `${'x'.repeat(251)}.pdf`],
  ])('%j is one', (name, clean) => expect(cleanFileName(name)).toBe(clean));

  it.each([
    ...['', ' ', '.', '..', '../don.pdf', '/etc/passwd', 'a/b', 'a\\b', 'C:\\don.pdf', 'C:don.pdf', 'don.pdf:ads'],
    ...[
      'don\0.pdf',
      'don\n.pdf',
      'don\u202efdp.exe',
      'don\u200b.pdf',
      '\ufeffdon.pdf',
      'don\ud800.pdf',
      'a<b',
      'a?',
      'a*',
    ],
    ...['\u0085', 'don\u2028.pdf', 'đ'.repeat(128), 'a"b', 'a|b'],
  ])('%j is none', (name) => expect(cleanFileName(name)).toBeUndefined());
});
