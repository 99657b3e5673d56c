/** The letters of a reference: none that is read as another one (0 and O, 1 and I and L). 31 is prime, which the check needs. */
export const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
export const base = alphabet.length;

/** Characters between prefix and check character. */
export const bodyLength = 8;

/** How many references there are. */
export const references = base ** bodyLength;

const values = new Map([...alphabet].map((letter, value) => [letter, value]));

/** 0 to 30, or undefined for what is no letter of a reference. */
export const valueOf = (letter: string): number | undefined => values.get(letter);

export function bodyOf(number: number): string {
  let body = '';
  for (let rest = number, at = 0; at < bodyLength; at += 1, rest = Math.floor(rest / base)) {
    body = alphabet[rest % base]! + body;
  }
  return body;
}

export function numberOf(body: string): number | undefined {
  let number = 0;
  for (const letter of body) {
    const value = valueOf(letter);
    if (value === undefined) return undefined;
    number = number * base + value;
  }
  return number;
}
