import { AxiosError } from 'axios';
import type { TransportCause } from './port.js';

/**
 * Why a call ended without an answer: an axios error, so that interceptors see what they know, but without `config`
 * and `request`, which hold bodies and credentials.
 */
export class TransportError extends AxiosError {
  override readonly name = 'TransportError';

  constructor(
    readonly transportCause: TransportCause,
    readonly detail?: string,
  ) {
    super(detail ?? transportCause, axiosCodes[transportCause] ?? AxiosError.ERR_NETWORK);
  }
}

const axiosCodes: Partial<Record<TransportCause, string>> = {
  'transport.timeout': AxiosError.ETIMEDOUT,
  'transport.aborted': AxiosError.ERR_CANCELED,
  'transport.leaseLost': AxiosError.ERR_CANCELED,
  'transport.halfAnswer': AxiosError.ERR_BAD_RESPONSE,
  'transport.answerTooLarge': AxiosError.ERR_BAD_RESPONSE,
  'transport.requestTooLarge': AxiosError.ERR_BAD_REQUEST,
  'transport.invalidRequest': AxiosError.ERR_BAD_REQUEST,
};

const causes: readonly (readonly [RegExp, TransportCause])[] = [
  // Unreachable and refused are the same to us: no connection came about.
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'transport.connectionRefused'],
  [/^(ENOTFOUND|EAI_\w+)$/, 'transport.nameNotFound'],
  [/^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/, 'transport.timeout'],
  [/^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|HPE_INVALID_EOF_STATE)$/, 'transport.connectionReset'],
  [/^UND_ERR_RES_CONTENT_LENGTH_MISMATCH$/, 'transport.halfAnswer'],
  [/^UND_ERR_(HEADERS_OVERFLOW|RES_EXCEEDED_MAX_SIZE)$/, 'transport.answerTooLarge'],
  [/^UND_ERR_(INVALID_ARG|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH)$/, 'transport.invalidRequest'],
  [/^UND_ERR_(DESTROYED|CLOSED)$/, 'transport.aborted'],
  // OpenSSL's and X.509's own names, as Node passes them on.
  [/^(EPROTO|ERR_SSL_|ERR_TLS_|ERR_OSSL_|UND_ERR_PRX_TLS|CERT_|CRL_|INVALID_CA|INVALID_PURPOSE)/, 'transport.tls'],
  [/(_CERT|_CERT_LOCALLY|_CHAIN|_SIGNATURE|_CRL|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED)$/, 'transport.tls'],
];

/** The cause behind an error of undici, Node or ourselves; a connection lost within an answer is half an answer. */
export function causeOf(error: unknown, answerBegun: boolean): TransportCause {
  if (error instanceof TransportError) return error.transportCause;
  const code = codeOf(error);
  const cause = causes.find(([pattern]) => pattern.test(code))?.[1] ?? 'transport.failed';
  return cause === 'transport.connectionReset' && answerBegun ? 'transport.halfAnswer' : cause;
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
