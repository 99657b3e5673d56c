import fc from 'fast-check';
import { classOf, fateOf, normalisedCause } from './failure-class.js';

describe('a failure class', () => {
  it('is named by partner, operation and the code of the cause', () => {
    const of = (cause?: string) => classOf({ partner: 'dvc-portal', operation: 'addProgress', cause });
    expect(of('portal.refused')).toBe('dvc-portal:addProgress:portal.refused');
    expect(of('payment-platform.json.TrangThaiGD')).toBe('dvc-portal:addProgress:payment-platform.json.TrangThaiGD');
    expect(of('transport.timeout')).not.toBe(of('portal.refused'));
    expect(of('portal.http503')).toBe(of('portal.http504'));
    expect(of(undefined)).toBe('dvc-portal:addProgress:unnamed');
  });

  it('is told apart by the mark of what the partner said, and by nothing that is no mark', () => {
    const of = (wording?: string) => classOf({ partner: 'p', operation: 'o', cause: 'portal.refused', wording });
    expect(of('0a1b2c3d')).toBe('p:o:portal.refused~0a1b2c3d');
    expect([of(undefined), of(''), of('Nguyễn An'), of('0a1b2c3d4')]).toEqual(Array(4).fill('p:o:portal.refused'));
  });

  const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
  const name = fc.constantFrom('NGUYỄN VĂN AN', 'Trần Thị Bình', 'Lê C.', 'Đỗ Minh-Anh');
  /** What stands between two pieces of wording. */
  const slots = [
    { before: 'portal.refused: hồ sơ ', value: fc.stringMatching(/^[A-Z][0-9]{2}\.[0-9]{2}-[0-9]{6}-[0-9]{1,6}$/) },
    { before: ' của ', value: name },
    { before: ' số ', value: digits(12) },
    { before: ' ngày ', value: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()) },
    { before: ' lỗi ', value: fc.stringMatching(/^[a-z ]{0,12}$/).map((text) => `"${text}"`) },
    { before: ' mã ', value: fc.uuid() },
    { before: ' thư ', value: fc.emailAddress() },
    {
      before: ' còn ',
      value: fc
        .double({ noNaN: true })
        .map(String)
        .filter((text) => /\d/.test(text)),
    },
  ];
  const message = fc.tuple(...slots.map(({ value }) => value)).map((found) => ({
    found,
    text: slots.map(({ before }, at) => before + found[at]).join(''),
  }));

  it('is the same for two messages that differ in numbers, ids, dates, names and quoted values alone', () => {
    fc.assert(
      fc.property(message, message, ({ text: a }, { text: b }) => {
        expect(normalisedCause(a)).toBe(normalisedCause(b));
      }),
    );
  });

  it('has a name that holds none of them, and that fits a query', () => {
    fc.assert(
      fc.property(message, ({ text }) => {
        expect(normalisedCause(text)).toMatch(/^portal\.refused~[0-9a-f]{8}$/);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(normalisedCause(text)).toMatch(/^[A-Za-z.-]{1,80}(?:~[0-9a-f]{8})?$/);
      }),
    );
  });

  it.each([
    ["portal.refused: field='nguyen van an'", "portal.refused: field='x'"],
    ["portal.refused: a='b'c@d.vn", "portal.refused: 'b'c@d.vn"],
    ['portal.refused: “a b”', 'portal.refused: «c»'],
  ])('is the same for %s and %s', (a, b) => {
    expect(normalisedCause(a)).toBe(normalisedCause(b));
  });

  it('differs where the wording does', () => {
    expect(normalisedCause('portal.refused: thiếu trường 1')).not.toBe(normalisedCause('portal.refused: sai mã 1'));
    expect(normalisedCause('nguyen van an khong co')).toMatch(/^unnamed~/);
  });

  it('says what may be sent again', () => {
    expect(fateOf({ surelyNotDone: true, outcome: 'refused' })).toBe('refused');
    expect(fateOf({ surelyNotDone: true, outcome: 'brokenContract' })).toBe('surelyNotDone');
    expect(fateOf({ surelyNotDone: false, outcome: 'refused' })).toBe('unknown');
    expect(fateOf({})).toBe('unknown');
  });
});
