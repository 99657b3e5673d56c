/**
 * Vietnamese without its marks: a letter stays, its horn, hat, bar and tone go. Other characters stay as they are, also those that
 * a payload cannot hold: nothing is dropped in silence, encode() refuses them.
 */
export const unaccented = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\u0111/g, 'd')
    .replace(/\u0110/g, 'D');
