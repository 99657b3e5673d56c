import { bodyLength } from '../reference/alphabet.js';
import { normalise } from './normalise.js';

/** Body and check character. */
const tailLength = bodyLength + 1;
/** What a truncated text must still hold of them to be worth a person's look. */
const enough = 5;
/** Characters wrong, missing or too many. */
const tolerated = 2;

/** What follows a prefix in a text, as far as a damaged reference may reach: prefix and tail. */
export function damagedCodes(text: string, prefixes: readonly string[]): { prefix: string; tail: string }[] {
  const letters = normalise(text);
  return prefixes.flatMap((prefix) => {
    const tails: { prefix: string; tail: string }[] = [];
    for (let at = letters.indexOf(prefix); at >= 0; at = letters.indexOf(prefix, at + 1)) {
      const from = at + prefix.length;
      tails.push({ prefix, tail: letters.slice(from, from + tailLength + tolerated) });
    }
    return tails;
  });
}

/** Whether a damaged code may have been this reference: cut off, or at most two characters away. */
export function isNear({ prefix, tail }: { prefix: string; tail: string }, reference: string): boolean {
  if (!reference.startsWith(prefix)) return false;
  const meant = reference.slice(prefix.length);
  if (tail.length < tailLength && tail.length >= enough && meant.startsWith(tail)) return true;
  return distanceToStart(meant, tail) <= tolerated;
}

/** Edit distance between `meant` and that beginning of `tail` which is nearest to it. */
function distanceToStart(meant: string, tail: string): number {
  let above = Array.from({ length: tail.length + 1 }, (_, column) => column);
  for (let row = 1; row <= meant.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= tail.length; column += 1) {
      const same = meant[row - 1] === tail[column - 1] ? 0 : 1;
      line.push(Math.min(above[column - 1]! + same, above[column]! + 1, line[column - 1]! + 1));
    }
    above = line;
  }
  return Math.min(...above);
}
