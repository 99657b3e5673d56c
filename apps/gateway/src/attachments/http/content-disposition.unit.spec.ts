import fc from 'fast-check';
import { cleanFileName } from '@lienthong/blobs';
import { fileNameIn, savedAs } from './content-disposition.js';

describe('the name of a file in a header', () => {
  it.each([
    ['attachment; filename="don.pdf"', 'don.pdf'],
    ['attachment;filename=don.pdf', 'don.pdf'],
    ['attachment; filename="d.pdf"; filename*=UTF-8\'\'%C4%90%C6%A1n.pdf', 'Đơn.pdf'],
    ["ATTACHMENT; FileName*=utf-8'vi'%C4%90%C6%A1n%20(2).pdf", undefined],
    ["ATTACHMENT; FileName*=utf-8'vi'%C4%90%C6%A1n%202.pdf", 'Đơn 2.pdf'],
    ['form-data; name="file"; filename="a \\"b\\".pdf"', 'a "b".pdf'],
    ['attachment', undefined],
    ['attachment; filename=', undefined],
    ['attachment; filename="don.pdf', undefined],
    ["attachment; filename*=UTF-8''%E1%BA.pdf", undefined],
    ["attachment; filename*=ISO-8859-1''%A3.pdf", undefined],
    ['attachment; filename="\u00c4\u0090.pdf"', undefined],
    ['', undefined],
    [undefined, undefined],
    [`attachment; filename="${'x'.repeat(5000)}"`, undefined],
  ])('%s', (header, name) => expect(fileNameIn(header)).toBe(name));

  it('is read as it was written, and no name gets out of its header', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), (text) => {
        const name = cleanFileName(text);
        if (name === undefined) return;
        const header = savedAs(name);
        expect(header).toMatch(/^attachment; filename="[^"\\%]*"; filename\*=UTF-8''[\x21-\x7e]+$/);
        expect(fileNameIn(header)).toBe(name);
      }),
    );
  });
});
