import { wordedAs, wordingMark } from './wording.js';

describe('mark of a wording', () => {
  it.each([
    ['Mã thủ tục 1.003560 không tồn tại', 'Mã thủ tục 2.000815 không tồn tại'],
    ['Hồ sơ H44.01-E1 đã bị khóa', 'Hồ sơ H44.01-E2 đã bị khóa'],
    ['Trường "maHoSo" không hợp lệ', 'Trường "ngayHenTra" không hợp lệ'],
    ['Người nộp Nguyễn Văn An không khớp', 'Người nộp Trần Bình không khớp'],
    ['không tồn tại', 'không tồn tại'.normalize('NFD')],
  ])('is the same for %s and %s', (one, other) => {
    expect(wordingMark(one)).toMatch(/^[0-9a-f]{8}$/);
    expect(wordingMark(one)).toBe(wordingMark(other));
  });

  it('differs where the words do, and is none where there are none', () => {
    expect(wordingMark('Mã thủ tục không tồn tại')).not.toBe(wordingMark('Ngày hẹn trả không hợp lệ'));
    expect(['', ' \n', 'H44.01-E1', '"quoted"', '{"MaLoi":"01"}'].map(wordingMark)).toEqual(Array(5).fill(undefined));
    expect(wordedAs('')).toEqual({});
    expect(wordedAs('đã bị khóa')).toEqual({ wording: wordingMark('đã bị khóa') });
  });

  it('of words without end only the beginning counts', () => {
    const begun = 'sai '.repeat(500);
    expect(wordingMark(begun + 'một')).toBe(wordingMark(begun + 'hai'));
  });
});
