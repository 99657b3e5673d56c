/** How two spellings of a person's name stand to each other. */
export type NameMatch = 'same' | 'otherSpelling' | 'marksMissing' | 'different';

/** The five tones: grave, acute, tilde, hook above, dot below. */
const tones = /[\u0300\u0301\u0303\u0309\u0323]/gu;
const marks = /\p{M}/gu;
/** Blanks of every kind, and marks that cannot be seen. */
const blanks = /[\s\u00a0\u200b-\u200d\u2060\ufeff]+/gu;
/** Letters that look the same: eth and African D for D with stroke; apostrophes and hyphens of word processors. */
const stroke = /[\u00d0\u0189]/gu;
const apostrophes = /[\u2018\u2019\u02bc\u00b4`]/gu;
const hyphens = /[\u2010-\u2015\u2212]/gu;

/**
 * Compares names as Vietnamese readers do: the form of Unicode, case, blanks and the letter on which a syllable carries its
 * tone do not make another name. Letters and tones do: a name without its marks may be another person's.
 */
export function compareNames(claimed: string, held: string): NameMatch {
  const [a, b] = [claimed.normalize('NFC'), held.normalize('NFC')];
  if (a === b) return 'same';
  const [one, other] = [spelled(a), spelled(b)];
  if (one === other) return 'otherSpelling';
  return bare(one) === bare(other) && (one === bare(one) || other === bare(other)) ? 'marksMissing' : 'different';
}

/** In capitals, its blanks single, as partners want names written; NFC. */
export const nameInCapitals = (name: string): string => plain(name).toUpperCase().normalize('NFC');

/** Where open syllables in oa, oe, uy carry their tone: the old place, the new one, or as it is written. */
export const tonePlacements = ['asWritten', 'firstVowel', 'secondVowel'] as const;
export type TonePlacement = (typeof tonePlacements)[number];

/** The name with its tones in that place. After a q the u belongs to it, and the y carries the tone in either. NFC. */
export const withTones = (name: string, placement: TonePlacement): string =>
  placement === 'asWritten'
    ? name
    : name
        .normalize('NFD')
        .replace(/[\p{L}\p{M}]+/gu, (syllable) => toneAt(syllable, placement))
        .normalize('NFC');

function toneAt(syllable: string, placement: 'firstVowel' | 'secondVowel'): string {
  const [tone, ...more] = syllable.match(tones) ?? [];
  const letters = syllable.replace(tones, '').normalize('NFC');
  if (tone === undefined || more.length > 0 || !/(?:o[ae]|uy)$/iu.test(letters)) return syllable;
  const second = placement === 'secondVowel' || /quy$/iu.test(letters);
  const before = letters.length - (second ? 0 : 1);
  return letters.slice(0, before) + tone + letters.slice(before);
}

const plain = (name: string): string =>
  name
    .normalize('NFC')
    .replace(blanks, ' ')
    .replace(apostrophes, "'")
    .replace(hyphens, '-')
    .trim()
    .replace(/ ?([-']) ?/gu, '$1');

/** One spelling for all that are one name: the tone of each syllable behind its letters. */
const spelled = (name: string): string =>
  nameInCapitals(name)
    .replace(stroke, '\u0110')
    .split(' ')
    .map((syllable) => {
      const parted = syllable.normalize('NFD');
      return parted.replace(tones, '').normalize('NFC') + (parted.match(tones)?.join('') ?? '');
    })
    .join(' ');

const bare = (name: string): string => name.normalize('NFD').replace(marks, '').replaceAll('\u0110', 'D');
