/**
 * A transfer text without all that banks change on the way: marks, case, blanks, dots, line breaks. What is left is A to Z and
 * 0 to 9. Also the common form of two spellings of a payer's name.
 */
export const normalise = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0111\u0110]/g, 'D') // d with stroke does not decompose
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
