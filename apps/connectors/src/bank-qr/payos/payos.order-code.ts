/*
 * payOS knows an order by a number, we by a reference of letters and digits. The number says the reference and nothing else, so that
 * nobody has to remember which was which: the letters behind the prefix, read as a number of base 31.
 */
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
/** Above every number that nine letters give, so that all codes are of one length. */
const offset = 100_000_000_000_000;
const form = /^[2-9A-HJKMNP-Z]{1,9}$/;

/** The order code of a reference; undefined where the reference is not of our form. */
export function orderCodeOf(prefix: string, reference: string): number | undefined {
  const tail = reference.startsWith(prefix) ? reference.slice(prefix.length) : '';
  if (tail.length !== 9 || !form.test(tail)) return undefined;
  return [...tail].reduce((sum, letter) => sum * letters.length + letters.indexOf(letter), 0) + offset;
}

/** The reference of an order code; undefined for a number that we never gave. */
export function referenceOf(prefix: string, orderCode: number): string | undefined {
  let rest = orderCode - offset;
  if (!Number.isSafeInteger(rest) || rest < 0 || rest >= letters.length ** 9) return undefined;
  let tail = '';
  for (let place = 0; place < 9; place += 1) {
    tail = letters[rest % letters.length]! + tail;
    rest = Math.floor(rest / letters.length);
  }
  return prefix + tail;
}
