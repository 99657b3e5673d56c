import { laneOf, type Exchange } from '../../proof/exchanges.mts';
import type { Accepted } from '../load.mts';
import { summaryOf } from '../story.mts';
import { exchangesOf, told, upTo, type Books } from './books.mts';
import { judgeStrays } from './strays.mts';
import type { Violations } from '../../proof/books/violations.mts';

const done = ({ state, outcome }: { state: string; outcome?: string }): boolean =>
  state === 'settled' && outcome === 'done';

/**
 * What took effect at the partners against what the gateway says of it; true at any instant at which nothing moves. Where a call
 * without a lease is shown, its effect is not hidden: it is counted as found.
 */
export function judgeEffects(books: Books, violations: Violations): void {
  judgeStrays(books.strays, violations);
  for (const accepted of books.accepted) {
    judgePortalState(books, accepted, violations);
    judgePortalSteps(books, accepted, violations);
    judgeReferenceState(books, accepted, violations);
    judgeOnce(books, accepted, violations);
    judgeNotes(books, accepted, violations);
  }
}

function judgePortalState(books: Books, accepted: Accepted, violations: Violations): void {
  const { code, refused } = accepted.story;
  const entry = books.portal.get(code);
  if (entry && entry.created > 1) violations.add('doubled: a second create', `${code}: ${entry.created} creates`);
  const newest = exchangesOf(books, accepted, 'dvc-portal/syncDossier').at(-1);
  if (!newest || !done(newest)) return;
  if (!entry) return violations.add('lost: done without an effect', told(newest));
  const { lastRecord, revisions } = entry;
  const wanted = summaryOf(code, accepted.revisions, refused);
  if (lastRecord['TrichYeuHoSo'] !== wanted || lastRecord['SoBienNhan'] !== `BN-${accepted.revisions}`) {
    const what = `${code}: accepted ${accepted.revisions}, effects ${revisions.join(' ')}`;
    disorder(books, newest, 'the portal does not hold the highest accepted revision', what, violations);
  } else if (!ascends(revisions)) {
    const what = `${code}: ${revisions.join(' ')}`;
    disorder(books, newest, 'an older revision took effect after a newer one', what, violations);
  }
}

function judgePortalSteps(books: Books, accepted: Accepted, violations: Violations): void {
  const { code } = accepted.story;
  const steps = books.portal.get(code)?.steps ?? [];
  const exchanges = exchangesOf(books, accepted, 'dvc-portal/addProgress');
  const lost = exchanges.find((exchange) => done(exchange) && !steps.includes(exchange.number));
  if (lost) violations.add('lost: done without an effect', `${told(lost)}, the portal has ${steps.join(' ')}`);
  if (steps.join() !== upTo(steps.length).join()) {
    violations.add("order: the portal's steps", `${code}: ${steps.join(' ')}`);
  }
}

function judgeReferenceState(books: Books, accepted: Accepted, violations: Violations): void {
  const { code, refused } = accepted.story;
  const newest = exchangesOf(books, accepted, 'reference/setState').at(-1);
  if (!newest || !done(newest)) return;
  const numbers = books.reference.firsts.get(`${code} setState`) ?? [];
  if (books.reference.lastText.get(`${code} setState`) !== summaryOf(code, accepted.revisions, refused)) {
    const what = `${code}: states ${numbers.join(' ')}`;
    disorder(books, newest, 'the last state is not the highest accepted revision', what, violations);
  } else if (!ascends(numbers)) {
    disorder(
      books,
      newest,
      'an older state took effect after a newer one',
      `${code}: ${numbers.join(' ')}`,
      violations,
    );
  }
}

/** Resolvable operations: never twice; done means once, parked with unknown fate means that no effect can be found. */
function judgeOnce(books: Books, accepted: Accepted, violations: Violations): void {
  for (const operation of ['reference/reserve', 'reference/post'] as const) {
    for (const exchange of exchangesOf(books, accepted, operation)) {
      const times = books.reference.times.get(exchange.id) ?? 0;
      const shown = books.strays.shown.get(exchange.id) ?? 0;
      if (times > 1 + shown) violations.add('doubled: a resolvable effect', `${told(exchange)}: ${times} times`);
      else if (times > 1) violations.found('doubled by a call without a lease', told(exchange));
      if (done(exchange) && times === 0) violations.add('lost: done without an effect', told(exchange));
      if (['waiting', 'parked', 'abandoned'].includes(exchange.state) && times > 0) {
        if (shown > 0) violations.found('took effect by a call without a lease', told(exchange));
        else violations.add('untrue: took effect and is said not to have', told(exchange));
      }
    }
  }
  const posts = books.reference.firsts.get(`${accepted.story.code} post`) ?? [];
  if (!ascends(posts)) violations.add('order: posts', `${accepted.story.code}: ${posts.join(' ')}`);
}

function judgeNotes(books: Books, accepted: Accepted, violations: Violations): void {
  const exchanges = exchangesOf(books, accepted, 'reference/appendNote');
  const lost = exchanges.find((exchange) => done(exchange) && !books.reference.times.has(exchange.id));
  if (lost) violations.add('lost: done without an effect', told(lost));
  const notes = books.reference.firsts.get(`${accepted.story.code} appendNote`) ?? [];
  if (!ascends(notes)) violations.add('order: notes', `${accepted.story.code}: ${notes.join(' ')}`);
}

function disorder(books: Books, newest: Exchange, kind: string, what: string, violations: Violations): void {
  if (books.strays.lanes.has(laneOf(newest))) violations.found(`out of order by a call without a lease`, what);
  else violations.add(`order: ${kind}`, what);
}

const ascends = (numbers: readonly number[]): boolean => numbers.every((n, at) => at === 0 || numbers[at - 1]! <= n);
