import { inVietnam } from '@lienthong/contracts';
import { parseTimestamp } from './timestamp.js';

/** The names under which times stand in our requests and answers. */
const timeNames: ReadonlySet<string> = new Set([
  ...[
    'at',
    'since',
    'target',
    'due',
    'dueAt',
    'expectedAt',
    'dueBefore',
    'dueAfter',
    'askedAt',
    'answeredAt',
    'startedAt',
    'endedAt',
  ],
  ...[
    'submittedAt',
    'receivedAt',
    'refusedAt',
    'finishedAt',
    'returnedAt',
    'createdAt',
    'changedAt',
    'updatedAt',
    'nextAttemptAt',
    'expiresAt',
    'settledAt',
    'acceptedAt',
    'reversedAt',
    'checkedAt',
    'validUntil',
    'bankTime',
    'comparedAt',
    'runAt',
    'foundAt',
    'repairedAt',
    'time',
    'previousSecretUntil',
    'failingSince',
    'lastSentAt',
    'beganAt',
    'firstSeenAt',
    'lastSeenAt',
    'oldestDue',
    'eta',
    'nextEta',
    'releasedAt',
    'until',
  ],
]);

/** Written as answers show it already. */
const asShown = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/;

/**
 * A copy with every time written in `+07:00`. On the way in it makes one instant one text, so that what a GET answered
 * is the same content when it is PUT back; on the way out it is what the API promises. Keys without a value are left out.
 */
export function timesInVietnam<T>(value: T): T {
  return convert(value, undefined) as T;
}

function convert(value: unknown, name: string | undefined): unknown {
  if (typeof value === 'string') {
    if (name === undefined || !timeNames.has(name) || asShown.test(value)) return value;
    const millis = parseTimestamp(value);
    return millis === undefined ? value : inVietnam(millis);
  }
  if (Array.isArray(value)) return value.map((item) => convert(item, undefined));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) if (inner !== undefined) copy[key] = convert(inner, key);
  return copy;
}
