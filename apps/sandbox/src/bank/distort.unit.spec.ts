import { seededRandom } from '../situations/random.js';
import { distort, distortionNames } from './distort.js';

const code = 'HSDVC7K2QF9XAB';
const words = {
  text: code,
  payerName: 'NGUYEN VAN A',
  payerAccount: '0071000888888',
  payeeName: 'SO TU PHAP',
  payeeAccount: '1017595600',
  at: new Date('2022-08-09T08:45:46Z'),
};
const bare = (text: string) => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
const harmful = ['noText', 'cut', 'typo', 'missingLetter', 'empty', 'randomHarmful'];
const harmless = distortionNames.filter((name) => !harmful.includes(name));

describe('the text of a transfer', () => {
  it.each(harmless)('%s leaves the code findable, whatever the seed', (name) => {
    for (let seed = 0; seed < 50; seed++) expect(bare(distort(name, words, seededRandom(seed)).text)).toContain(code);
  });

  it.each(harmful.filter((name) => name !== 'randomHarmful'))('%s does not', (name) => {
    for (let seed = 0; seed < 50; seed++)
      expect(bare(distort(name, words, seededRandom(seed)).text)).not.toContain(code);
  });

  it('looks as it was seen in public samples', () => {
    const text = (name: string) => distort(name, words, () => 0.5).text;
    expect(text('mbvcb')).toBe(
      `MBVCB.5555555555.555555.${code}.CT tu 0071000888888 NGUYEN VAN A toi 1017595600 SO TU PHAP (ACB) A Chau GD 555555-090822 15:45:46`,
    );
    expect(text('customerMbvcb')).toContain(' to i 1017595600 SO TU PHAP  MB   Quan Doi Trace 555555');
    expect(text('lostBlank')).toContain('toi1017595600');
    expect(text('acbAfter')).toBe(`${code} GD 555555-090822 15:45:46`);
  });

  it('is of every kind in the course of time', () => {
    const seen = new Set(
      Array.from({ length: 500 }, (_one, seed) => distort('randomHarmful', words, seededRandom(seed)).distortion),
    );
    expect(seen.size).toBe(distortionNames.length - 2);
  });
});
