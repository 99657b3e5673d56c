import { problems, type ProblemCode } from './problems.messages.js';

/** Kinds of callers; `actingOperator` is one whose role is not only to look. */
export type Admitted = 'client' | 'operator' | 'actingOperator';

/** What a route takes, as far as that decides what it may refuse. */
export interface RouteTraits {
  readonly admits: readonly Admitted[];
  /** It has parameters in its path. */
  readonly path?: boolean;
  /** It checks values of path, query or headers. */
  readonly checks?: boolean;
  readonly body?: 'required' | 'optional';
  /** Its body is a file of any size that it takes as it comes and bounds itself; what is no file is answered with this. */
  readonly file?: ProblemCode;
  /** With `file`: it answers while the body still comes, however long that takes; what goes wrong stands in the answer. */
  readonly inLines?: boolean;
  /** It takes an `Idempotency-Key`. */
  readonly once?: boolean;
  /** It takes `Prefer: wait`. */
  readonly waits?: boolean;
  /** It answers from what this process holds: neither store nor bus is asked. */
  readonly fromMemory?: boolean;
  /** Its own, beside those that follow from the rest. */
  readonly refuses?: readonly ProblemCode[];
}

const ofFile: readonly ProblemCode[] = ['request.timeout', 'request.tooLarge', 'request.contentEncoding'];

const ofBody: readonly ProblemCode[] = [
  'request.invalid',
  'request.timeout',
  'request.tooLarge',
  'request.contentType',
  'request.contentEncoding',
  'json.notUtf8',
  'json.broken',
];

/**
 * Every problem that a route can answer, for its description; a test provokes them one by one. What ends a connection
 * before there is a route (half a header, a wrong address) is said once, in the description of the whole.
 */
export function refusalsOf({
  admits,
  path,
  checks,
  body,
  file,
  inLines,
  once,
  fromMemory,
  refuses = [],
}: RouteTraits): readonly ProblemCode[] {
  const found: ProblemCode[] = [
    ...(path ? (['request.urlMalformed', 'request.urlTooLong'] as const) : []),
    ...(checks || once ? (['request.invalid'] as const) : []),
    ...(body ? ofBody : []),
    ...(isQueued({ admits, body, file, once })
      ? (['intake.clientFull', 'intake.full', 'intake.overQuota'] as const)
      : []),
    ...(file ? [...(inLines ? (['request.contentEncoding'] as const) : ofFile), file] : []),
    ...(body === 'required' ? (['json.empty'] as const) : []),
    'access.unknownClient',
    ...refusalsOfCallers(admits),
    ...(once ? (['idempotency.inFlight', 'idempotency.mismatch'] as const) : []),
    ...refuses,
    ...(fromMemory || (inLines && !once) ? [] : (['gateway.fault', 'gateway.unavailable'] as const)),
  ];
  return [...new Set(found)].sort((a, b) => problems[a].status - problems[b].status);
}

/** What a client writes is counted at intake; files have bounds of their own. */
export const isQueued = ({
  admits,
  body,
  file,
  once,
}: Pick<RouteTraits, 'admits' | 'body' | 'file' | 'once'>): boolean =>
  admits.includes('client') && !file && (body !== undefined || once === true);

function refusalsOfCallers(admits: readonly Admitted[]): readonly ProblemCode[] {
  const acting = admits.includes('actingOperator');
  const operators = acting || admits.includes('operator');
  return [
    ...(admits.includes('client') ? [] : ['access.operatorOnly' as const]),
    ...(acting ? ['access.roleForbidden' as const] : []),
    ...(operators ? [] : ['access.clientOnly' as const]),
  ];
}
