import type { Exchange } from '../../proof/exchanges.mts';
import type { Accepted } from '../load.mts';
import { exchangesOf, operationsUsed, told, type Books, type OperationUsed } from './books.mts';
import type { Violations } from '../../proof/books/violations.mts';

const done = ({ state, outcome }: Exchange): boolean => state === 'settled' && outcome === 'done';
const refusedIn = (exchange: Exchange, state: 'settled' | 'parked'): boolean =>
  exchange.state === state && exchange.outcome === 'refused';

/** Exchanges that wait for a person, as operators find them. */
export interface ForOperators {
  /** Refused by a partner that has since been brought to reason. */
  readonly toRetry: Exchange[];
  /** Refused for what they say. */
  readonly toAbandon: Exchange[];
  /** Of unknown fate, and no effect can be found. */
  readonly toResolve: Exchange[];
  /** Of unknown fate, and a call that its process made without a lease did take effect. */
  readonly toConfirm: Exchange[];
}

/**
 * After the drain and before anybody acts: what is not done must be exactly what the situations call for; what waits, waits
 * behind it.
 */
export function judgeQuiet(books: Books, violations: Violations): ForOperators {
  const work: ForOperators = { toRetry: [], toAbandon: [], toResolve: [], toConfirm: [] };
  for (const accepted of books.accepted) {
    for (const operation of operationsUsed) judgeLane(books, accepted, operation, work, violations);
  }
  return work;
}

function judgeLane(
  books: Books,
  accepted: Accepted,
  operation: OperationUsed,
  work: ForOperators,
  violations: Violations,
): void {
  const exchanges = exchangesOf(books, accepted, operation);
  const { refused } = accepted.story;
  switch (operation) {
    case 'dvc-portal/syncDossier':
    case 'reference/setState': {
      const refusing = operation === 'dvc-portal/syncDossier' && refused === 'sync';
      const isRight = (exchange: Exchange): boolean => (refusing ? refusedIn(exchange, 'settled') : done(exchange));
      for (const exchange of exchanges.slice(0, -1)) {
        if (!isRight(exchange) && exchange.state !== 'superseded') violations.add(kindOf(exchange), told(exchange));
      }
      for (const exchange of exchanges.slice(-1)) {
        if (!isRight(exchange)) violations.add(kindOf(exchange), told(exchange));
        else if (refusing) work.toRetry.push(exchange);
      }
      return;
    }
    case 'dvc-portal/addProgress':
      if (refused === 'sync') return expectAll(exchanges, isWaiting, violations);
      if (refused === 'progress') return expectHeld(exchanges, 1, work.toRetry, violations);
      return expectAll(exchanges, done, violations);
    case 'reference/reserve':
      if (refused === 'reserve') return expectHeld(exchanges, 1, work.toAbandon, violations);
      return expectAll(exchanges, done, violations);
    case 'reference/appendNote':
      if (refused === 'note') return expectHeld(exchanges, 1, work.toAbandon, violations);
      return expectAll(exchanges, done, violations);
    case 'reference/post':
      return expectPosts(books, exchanges, work, violations);
  }
}

/** The n-th is refused and parked, those behind it wait. */
function expectHeld(exchanges: readonly Exchange[], number: number, found: Exchange[], violations: Violations): void {
  for (const exchange of exchanges) {
    const right = exchange.number === number ? refusedIn(exchange, 'parked') : isBehind(exchange);
    if (!right) violations.add(kindOf(exchange), told(exchange));
    else if (exchange.number === number) found.push(exchange);
  }
}

/** Done up to the first whose fate is unknown, where no effect can be found; those behind it wait. */
function expectPosts(books: Books, exchanges: readonly Exchange[], work: ForOperators, violations: Violations): void {
  let held = false;
  for (const exchange of exchanges) {
    const parked = exchange.state === 'parked' && exchange.outcome === 'unknown';
    const tookEffect = books.reference.times.has(exchange.id);
    if (!held && parked && (!tookEffect || books.strays.shown.has(exchange.id))) {
      (tookEffect ? work.toConfirm : work.toResolve).push(exchange);
      held = true;
    } else if (held ? !isWaiting(exchange) : !done(exchange)) {
      violations.add(kindOf(exchange), told(exchange));
    }
  }
}

function expectAll(
  exchanges: readonly Exchange[],
  isRight: (exchange: Exchange) => boolean,
  violations: Violations,
): void {
  for (const exchange of exchanges) if (!isRight(exchange)) violations.add(kindOf(exchange), told(exchange));
}

/** After the operators: everything has ended, and only what they gave up is not done. */
export function judgeEnd(books: Books, abandoned: ReadonlySet<string>, violations: Violations): void {
  for (const accepted of books.accepted) {
    for (const operation of operationsUsed) {
      const exchanges = exchangesOf(books, accepted, operation);
      const latest = operation === 'dvc-portal/syncDossier' || operation === 'reference/setState';
      for (const exchange of exchanges) {
        const overtaken =
          latest &&
          exchange !== exchanges.at(-1) &&
          (exchange.state === 'superseded' || refusedIn(exchange, 'settled'));
        const right = abandoned.has(exchange.id) ? exchange.state === 'abandoned' : done(exchange) || overtaken;
        if (!right) violations.add(`in the end: ${kindOf(exchange)}`, told(exchange));
      }
    }
  }
}

/** Went in one call with the head, and nobody knows how that ended; it is said again when the head has gone. */
const isBehind = (exchange: Exchange): boolean => isWaiting(exchange) || exchange.state === 'unknown';
const isWaiting = ({ state }: Exchange): boolean => state === 'waiting';
const kindOf = ({ operation, state, outcome }: Exchange): string =>
  `not as the situations call for: ${operation} ${state}${outcome ? ` (${outcome})` : ''}`;
