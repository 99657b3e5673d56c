import {
  actors,
  exchangeStates,
  expectedStates,
  laneKinds,
  operations,
  outcomeKinds,
  rowReadingResults,
  submissionKinds,
  trackedStates,
} from '@lienthong/contracts';
import { problems } from '../http/problems.messages.js';
import { isNamedCause } from '../views/causes.messages.js';

const setOf = (...lists: readonly (readonly string[])[]): ReadonlySet<string> => new Set(lists.flat());
/** What we ourselves call what went wrong; a cause of a connector may be any text, one that we know may not. */
const causes = { has: (code: string): boolean => Object.hasOwn(problems, code) || isNamedCause(code) };

/** Names under which a message of ours holds a code, with all there are: a single word under such a name may still be somebody's. */
const codes: Readonly<Record<string, Pick<ReadonlySet<string>, 'has'>>> = {
  partner: setOf(Object.keys(operations)),
  operation: setOf(Object.values(operations).flatMap((of) => Object.keys(of))),
  lane: setOf(laneKinds),
  state: setOf(exchangeStates, expectedStates, trackedStates),
  outcome: setOf(outcomeKinds),
  verdict: setOf(outcomeKinds),
  result: setOf(rowReadingResults),
  whoActs: setOf(actors),
  kind: setOf(['question', 'strayCall'], submissionKinds),
  source: setOf(['notification', 'query', 'confirm']),
  cause: causes,
  reason: causes,
};
/** Names under which one holds an id of ours. */
const ids: ReadonlySet<string> = new Set([
  ...['exchange', 'command', 'subject', 'supersededBy', 'row', 'reading', 'payment', 'credit', 'claim', 'event'],
  ...['delivery', 'handover', 'submission', 'acknowledgement', 'passingKey'],
]);
const instants: ReadonlySet<string> = new Set([
  'at',
  'startedAt',
  'endedAt',
  'receivedAt',
  'nextAttemptAt',
  'mayLandUntil',
]);
/** Names under which one counts. */
const counts: ReadonlySet<string> = new Set(['number', 'version', 'attempts', 'attempt', 'bytes']);
/** Below these stands more of the kind. */
const summaries: ReadonlySet<string> = new Set(['attempt', 'question', 'call']);
const longestCount = 9_999_999;

const isInstant = (text: string): boolean => /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text);
/** By itself, or as a subject. */
const isId = (text: string): boolean =>
  /^(?:(?:payment|credit|delivery|handover|citizenCheck|unreadableRow):)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(
    text,
  );
const mostShown = 2048;

/** A message that could not be handled, for a person: it may hold anything, so only what is surely no value of anybody is shown. */
export function maskedMessage(bytes: Uint8Array): string {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const shown = JSON.stringify(masked(value, typeof value === 'object' ? '' : undefined));
    return shown.length <= mostShown ? shown : `${shown.slice(0, mostShown - 1)}…`;
  } catch {
    return `(${bytes.byteLength} bytes, not JSON)`;
  }
}

/** `under`: the name that it stands under; undefined where nothing of it is to be shown. */
function masked(value: unknown, under: string | undefined): unknown {
  if (Array.isArray(value)) return value.slice(0, 20).map((item) => masked(item, under));
  if (typeof value === 'object' && value !== null) {
    const mayShow = under !== undefined && (under === '' || summaries.has(under));
    const entries = Object.entries(value).slice(0, 50);
    return Object.fromEntries(
      entries.map(([name, inner]) => [
        /^[a-z][A-Za-z]{0,40}$/.test(name) ? name : '***',
        masked(inner, mayShow ? name : undefined),
      ]),
    );
  }
  if (value === null || typeof value === 'boolean') return value;
  return under !== undefined && isShown(value, under) ? value : '***';
}

function isShown(value: unknown, under: string): boolean {
  if (typeof value === 'number') return counts.has(under) && Number.isInteger(value) && Math.abs(value) <= longestCount;
  if (typeof value !== 'string') return false;
  if (Object.hasOwn(codes, under)) return codes[under]!.has(value);
  return (ids.has(under) && isId(value)) || (instants.has(under) && isInstant(value));
}
