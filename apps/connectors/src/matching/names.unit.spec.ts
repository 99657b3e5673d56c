import { compareNames, nameInCapitals, withTones } from './names.js';

describe('names by Vietnamese rules', () => {
  it.each([
    ['the same', 'NGUYỄN VĂN A', 'NGUYỄN VĂN A', 'same'],
    ['composed and decomposed', 'NGUYỄN VĂN A', 'NGUYỄN VĂN A'.normalize('NFD'), 'same'],
    ['case', 'Nguyễn Văn A', 'NGUYỄN VĂN A', 'otherSpelling'],
    ['case of Đ', 'đỗ thị đào', 'ĐỖ THỊ ĐÀO', 'otherSpelling'],
    ['blanks', '  NGUYỄN   VĂN\u00a0A ', 'NGUYỄN VĂN A', 'otherSpelling'],
    ['marks that cannot be seen', 'NGUYỄN\u200b VĂN A', 'NGUYỄN VĂN A', 'otherSpelling'],
    ['tone on another letter: oa', 'TRẦN THỊ HÒA', 'TRẦN THỊ HOÀ', 'otherSpelling'],
    ['tone on another letter: uy', 'LÊ THỦY', 'LÊ THUỶ', 'otherSpelling'],
    ['tone on another letter: oe', 'khỏe', 'KHOẺ', 'otherSpelling'],
    ['tone on another letter, decomposed', 'HÒA'.normalize('NFD'), 'HOÀ', 'otherSpelling'],
    ['tone on another letter: qu', 'QÚY', 'QUÝ', 'otherSpelling'],
    ['eth for Đ', 'ÐỖ VĂN B', 'ĐỖ VĂN B', 'otherSpelling'],
    ['apostrophes', 'H’LAN NIÊ', "H'LAN NIÊ", 'otherSpelling'],
    ['hyphens', 'Y – BLÔ', 'Y-BLÔ', 'otherSpelling'],
    ['no marks at all', 'NGUYEN VAN A', 'NGUYỄN VĂN A', 'marksMissing'],
    ['D for Đ', 'DO VAN B', 'ĐỖ VĂN B', 'marksMissing'],
    ['the base without marks', 'TRẦN THỊ HOÀ', 'TRAN THI HOA', 'marksMissing'],
    ['another tone', 'TRẦN THỊ HÒA', 'TRẦN THỊ HÓA', 'different'],
    ['another letter', 'NGUYỄN VĂN ÂN', 'NGUYỄN VĂN AN', 'different'],
    ['some marks missing, others wrong', 'NGUYÊN VĂN A', 'NGUYỄN VĂN Ạ', 'different'],
    ['i and y', 'LÝ', 'LÍ', 'different'],
    ['order', 'VĂN NGUYỄN A', 'NGUYỄN VĂN A', 'different'],
    ['a syllable more', 'NGUYỄN VĂN AN', 'NGUYỄN AN', 'different'],
    ['tones on other syllables', 'HÀ MAI', 'HA MÀI', 'different'],
    ['nothing', '', 'NGUYỄN VĂN A', 'different'],
  ] as const)('%s', (_, claimed, held, expected) => {
    expect(compareNames(claimed, held)).toBe(expected);
    expect(compareNames(held, claimed)).toBe(expected);
  });

  it.each([
    ['TRẦN THỊ HOÀ', 'TRẦN THỊ HÒA', 'TRẦN THỊ HOÀ'],
    ['Lê Thủy', 'Lê Thủy', 'Lê Thuỷ'],
    ['KHOẺ', 'KHỎE', 'KHOẺ'],
    ['NGUYỄN THẾ QÚY', 'NGUYỄN THẾ QUÝ', 'NGUYỄN THẾ QUÝ'],
    ['Y-HÒA', 'Y-HÒA', 'Y-HOÀ'],
    ['HOÀN', 'HOÀN', 'HOÀN'],
    ['HOA HOÀI GIÀ', 'HOA HOÀI GIÀ', 'HOA HOÀI GIÀ'],
  ])('%s with its tones in the old and in the new place', (name, first, second) => {
    for (const form of ['NFC', 'NFD'] as const) {
      expect([withTones(name.normalize(form), 'firstVowel'), withTones(name.normalize(form), 'secondVowel')]).toEqual([
        first,
        second,
      ]);
    }
    expect(withTones(name, 'asWritten')).toBe(name);
  });

  it('writes them as partners want them', () => {
    expect(nameInCapitals(' đỗ  thị\tđào'.normalize('NFD'))).toBe('ĐỖ THỊ ĐÀO');
  });
});
