import { exchangesOf, operationsUsed, promised, upTo, type Books } from './books.mts';
import type { Violations } from '../../proof/books/violations.mts';

/** Nothing accepted is lost, nothing is there that nobody said: every lane has exactly the promised numbers. */
export function judgeComplete(books: Books, violations: Violations): void {
  for (const accepted of books.accepted) {
    for (const operation of operationsUsed) {
      const numbers = exchangesOf(books, accepted, operation).map(({ number }) => number);
      const wanted = promised(accepted, operation);
      const lane = `${accepted.story.code} ${operation}: numbers ${numbers.join(' ')}, promised ${wanted}`;
      if (numbers.length < wanted) violations.add('lost: exchanges of accepted words', lane);
      else if (numbers.length > wanted) violations.add('doubled: exchanges that nobody asked for', lane);
      else if (numbers.join() !== upTo(wanted).join()) violations.add('order: numbers of a lane with a gap', lane);
    }
  }
}
