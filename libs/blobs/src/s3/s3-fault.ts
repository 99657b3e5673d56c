/** Why a store did not do what it was asked. */
export type S3FaultCode = 'bucketMissing' | 'credentialsRefused' | 'wrongRegion' | 'busy' | 'away' | 'unexpected';

const words: Readonly<Record<S3FaultCode, string>> = {
  bucketMissing: 'there is no such bucket',
  credentialsRefused: 'it refuses our access key, or what that may do in this bucket',
  wrongRegion: 'the bucket is in another region, or at another address',
  busy: 'it is there and too busy to answer',
  away: 'it cannot be reached, or does not answer in time',
  unexpected: 'it answers in a way that is not understood',
};

/** Says which, and nothing that was sent: no key, no header, no address of a file. */
export class S3Fault extends Error {
  /** It may go well later: callers are told to come again (`isOutage` of libs/store). */
  readonly outage = true;

  constructor(
    readonly code: S3FaultCode,
    /** As the store, or the network, names it. */
    readonly named: string,
  ) {
    super(`the store for files: ${words[code]} (${named})`);
    this.name = 'S3Fault';
  }
}

interface Failure {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const refusing = new Set([
  ...['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'ExpiredToken', 'InvalidToken'],
  ...['RequestTimeTooSkewed', 'AccountProblem', 'AllAccessDisabled', 'Forbidden'],
]);
const elsewhere = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'TemporaryRedirect',
  'IllegalLocationConstraintException',
]);
const busy = new Set([
  'SlowDown',
  'ServiceUnavailable',
  'RequestLimitExceeded',
  'InternalError',
  'ThrottlingException',
]);

/** What an error of the library comes down to. */
export function s3FaultOf(error: unknown): S3Fault {
  if (error instanceof S3Fault) return error;
  const { name = '', code, $metadata } = error as Failure;
  const status = $metadata?.httpStatusCode;
  const named = [status === undefined ? undefined : `HTTP ${status}`, code ?? name].filter(Boolean).join(' ');
  return new S3Fault(codeOf(name, status), named);
}

function codeOf(name: string, status: number | undefined): S3FaultCode {
  if (name === 'NoSuchBucket') return 'bucketMissing';
  if (refusing.has(name) || status === 401 || status === 403) return 'credentialsRefused';
  if (elsewhere.has(name) || status === 301 || status === 307) return 'wrongRegion';
  if (busy.has(name) || status === 429 || (status !== undefined && status >= 500)) return 'busy';
  return status === undefined ? 'away' : 'unexpected';
}

/** There is nothing under that key; a bucket that is missing is another matter. */
export const isAbsent = (error: unknown): boolean => {
  const { name = '', $metadata } = error as Failure;
  return name !== 'NoSuchBucket' && (name === 'NoSuchKey' || name === 'NotFound' || $metadata?.httpStatusCode === 404);
};

/** Somebody else was first. */
export const isTaken = (error: unknown): boolean => {
  const status = (error as Failure).$metadata?.httpStatusCode;
  return status === 412 || status === 409;
};
