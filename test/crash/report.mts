import { exchangesOf, operationsUsed } from './books/books.mts';
import type { CrashResult } from './run.mts';

/** The last lines of a run. */
export function report(result: CrashResult): string {
  const { violations, trouble } = result;
  const lines = [
    '',
    ...said(result),
    ...trouble.lines(),
    ...stalls(result),
    ...(result.books ? ended(result) : []),
    ...(result.books ? repeats(result) : []),
    ...strays(result),
    `lost ${violations.count('lost')}, doubled ${violations.count('doubled')}, out of order ${violations.count('order')}`,
    ...(violations.none ? ['every promise held'] : ['BROKEN PROMISES', ...violations.lines()]),
  ];
  return lines.join('\n');
}

function said({ accepted, load, options, seconds }: CrashResult): string[] {
  const sum = (of: 'revisions' | 'steps'): number => accepted.reduce((total, item) => total + item[of], 0);
  return [
    `seed ${options.seed}, ${options.mode}: ${accepted.length} dossiers, ${sum('revisions')} revisions, ${sum('steps')} steps accepted`,
    `load ${seconds.load} s: ${options.rate} new dossiers/s but for ${Math.round(load.heldBackSeconds)} s held back; drained in ${seconds.drain} s, all in ${seconds.all} s`,
    `requests ${load.requests}, said again ${load.repeats}, of these recognised ${load.recognised}`,
  ];
}

/** Calls of processes that had lost their lease, and what they did. */
function strays({ books, violations, options }: CrashResult): string[] {
  if (options.mode === 'embedded' || !books) return [];
  const calls = [...books.strays.shown.values()].reduce((sum, count) => sum + count, 0);
  const did = [...violations.shown].map(([kind, offenders]) => `${kind} ${offenders.size}`);
  return [`calls without a lease, found and shown: ${calls}${did.length > 0 ? ` (${did.join(', ')})` : ''}`];
}

/** Where there is always somebody to take a word. */
function stalls({ load: { longestStall }, trouble, options }: CrashResult): string[] {
  if (options.mode === 'embedded') return [];
  const { from, to } = longestStall;
  const during = trouble.during?.(from, to) ?? [];
  return [`longest time without a word accepted: ${((to - from) / 1000).toFixed(1)} s (${during.join(', ')})`];
}

function ended({ accepted, books, forOperators }: CrashResult): string[] {
  const lines = operationsUsed.map((operation) => {
    const states = new Map<string, number>();
    for (const item of accepted) {
      for (const { state, outcome } of exchangesOf(books!, item, operation)) {
        const name = state === 'settled' ? (outcome ?? state) : state;
        states.set(name, (states.get(name) ?? 0) + 1);
      }
    }
    return `  ${operation.padEnd(24)} ${[...states].map(([state, count]) => `${state} ${count}`).join(', ')}`;
  });
  const { toRetry, toAbandon, toResolve, toConfirm } = forOperators!;
  return [
    'exchanges:',
    ...lines,
    `  for operators: ${toRetry.length} refused and retried, ${toAbandon.length} abandoned, ${toResolve.length + toConfirm.length} of unknown fate (post) resolved by two`,
  ];
}

/** What was done more than once, where that is allowed. */
function repeats({ accepted, books }: CrashResult): string[] {
  const { portal, reference, lanes } = books!;
  let states = 0;
  let rows = 0;
  for (const { revisions, repeatedSteps } of portal.values()) {
    states += revisions.length - new Set(revisions).size;
    rows += repeatedSteps;
  }
  let notes = 0;
  let again = 0;
  for (const { story } of accepted) {
    for (const { id } of lanes.get(`${story.code} reference/appendNote`) ?? []) {
      notes += Math.max(0, (reference.times.get(id) ?? 0) - 1);
    }
    for (const { attempts } of lanes.get(`${story.code} reference/setState`) ?? []) again += Math.max(0, attempts - 1);
  }
  return [
    `repeats that are allowed: portal states ${states}, portal steps ${rows}, notes ${notes}; setState attempts beyond the first ${again}`,
  ];
}
