import { BusUnavailable } from './options.js';

const deepest = 8;

/** Types of protocol errors in the chain of causes, outermost first. */
function protocolTypes(error: unknown): string[] {
  const types: string[] = [];
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < deepest; depth += 1) {
    const { type, cause } = at as { type?: unknown; cause?: unknown };
    if (typeof type === 'string') types.push(type);
    at = cause;
  }
  return types;
}

export const isUnknownTopic = (error: unknown): boolean => protocolTypes(error).includes('UNKNOWN_TOPIC_OR_PARTITION');

/** Protocol errors that blame what was asked, not the brokers' state: trying again does not help. */
const refusals: ReadonlySet<string> = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'CORRUPT_MESSAGE',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_REQUIRED_ACKS',
  'INVALID_TIMESTAMP',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'INVALID_PARTITIONS',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_CONFIG',
  'POLICY_VIOLATION',
]);

/** The error to pass on: as it is when it blames the request, else an outage. */
export function asOutage(error: unknown, what: string): Error {
  if (error instanceof BusUnavailable) return error;
  const refused = protocolTypes(error).some((type) => refusals.has(type));
  if (refused && error instanceof Error) return error;
  const programFault = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  return programFault ? error : new BusUnavailable(what, error);
}
