/**
 * SQLSTATE classes that say something of the store and nothing of the statement: connection, rollback (deadlock,
 * serialisation), resources, operator intervention, system.
 */
const outageClasses: ReadonlySet<string> = new Set(['08', '40', '53', '57', '58']);
/** A lock that was not to be had in time, a server that has become a read-only standby, a transaction that stood still for too long. */
const outageStates: ReadonlySet<string> = new Set(['55P03', '25006', '25P03']);

/** Codes of the operating system: the network, and what the machine has run out of. */
const outageCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOSPC',
  'EROFS',
  'EDQUOT',
  'EMFILE',
  'ENFILE',
  'EIO',
]);

/** Pools and drivers that report a lost or refused connection without any code. */
const outageSentences = [
  /^timeout exceeded when trying to connect$/i,
  /^connection terminated/i,
  /not queryable$/i,
  /^cannot use a pool after calling end/i,
  /^query read timeout$/i,
  /^driver has already been destroyed$/i,
];

/** Errors of our own that have no code: store or bus are closed, or have lost what they write with. */
const outageNames: ReadonlySet<string> = new Set(['StoreGone', 'WriterGone', 'CommitLineClosed', 'BusClosed']);

const deepestCause = 8;

/**
 * Whether the error says that something we depend on is away, so that trying the same again later can succeed and no
 * delivery is to blame. Looks through `cause` and the parts of an `AggregateError`; an error may also say so itself
 * with `outage: true`.
 */
export function isOutage(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > deepestCause) return false;
  const { name, code, message, outage, cause, errors } = error as Record<string, unknown>;
  return (
    outage === true ||
    (typeof name === 'string' && outageNames.has(name)) ||
    (typeof code === 'string' && isOutageCode(code)) ||
    (typeof message === 'string' && outageSentences.some((sentence) => sentence.test(message))) ||
    isOutage(cause, depth + 1) ||
    (Array.isArray(errors) && errors.some((part) => isOutage(part, depth + 1)))
  );
}

function isOutageCode(code: string): boolean {
  if (outageCodes.has(code) || outageStates.has(code)) return true;
  return /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code) && outageClasses.has(code.slice(0, 2));
}
