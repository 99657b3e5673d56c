/** Grave, acute, tilde, hook above, dot below. */
const tones = /[\u0300\u0301\u0303\u0309\u0323]/gu;

/** One text for a name in the old and the new placement of tones: the tone of each syllable behind its letters. */
export const canonicalName = (name: string): string =>
  name
    .split(' ')
    .map((syllable) => {
      const parted = syllable.normalize('NFD');
      return parted.replace(tones, '').normalize('NFC') + (parted.match(tones)?.join('') ?? '');
    })
    .join(' ');
