import { causeOf, TransportError } from './transport-error.js';

const error = (code: string): Error => Object.assign(new Error('x'), { code });

describe('causeOf', () => {
  it.each([
    ['ECONNREFUSED', 'transport.connectionRefused'],
    ['EHOSTUNREACH', 'transport.connectionRefused'],
    ['ENOTFOUND', 'transport.nameNotFound'],
    ['EAI_AGAIN', 'transport.nameNotFound'],
    ['ETIMEDOUT', 'transport.timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'transport.timeout'],
    ['ECONNRESET', 'transport.connectionReset'],
    ['EPIPE', 'transport.connectionReset'],
    ['UND_ERR_SOCKET', 'transport.connectionReset'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'transport.halfAnswer'],
    ['UND_ERR_HEADERS_OVERFLOW', 'transport.answerTooLarge'],
    ['UND_ERR_DESTROYED', 'transport.aborted'],
    ['UND_ERR_INVALID_ARG', 'transport.invalidRequest'],
    ['EPROTO', 'transport.tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'transport.tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'transport.tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'transport.tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'transport.tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'transport.tls'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'transport.tls'],
    ['CERT_HAS_EXPIRED', 'transport.tls'],
    ['HPE_INVALID_CONSTANT', 'transport.failed'],
    ['EMFILE', 'transport.failed'],
  ])('%s is %s', (code, cause) => expect(causeOf(error(code), false)).toBe(cause));

  it('a connection lost within an answer is half an answer; another cause stays what it is', () => {
    expect(causeOf(error('ECONNRESET'), true)).toBe('transport.halfAnswer');
    expect(causeOf(error('UND_ERR_SOCKET'), true)).toBe('transport.halfAnswer');
    expect(causeOf(error('HPE_INVALID_EOF_STATE'), true)).toBe('transport.halfAnswer');
    expect(causeOf(error('ETIMEDOUT'), true)).toBe('transport.timeout');
  });

  it('keeps our own word, and survives what is no error', () => {
    expect(causeOf(new TransportError('transport.leaseLost'), true)).toBe('transport.leaseLost');
    for (const odd of [undefined, null, 'ECONNRESET', 7, {}, { code: 7 }])
      expect(causeOf(odd, true)).toBe('transport.failed');
  });
});
