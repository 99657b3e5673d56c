import { createHash } from 'node:crypto';
import { signatureFault } from './s3-signature.js';

/** The example of Amazon's "Authenticating requests: using the Authorization header", GET Object; its keys are published there. */
describe("what a stand-in takes for a signature is Amazon's", () => {
  const access = {
    ...{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    region: 'us-east-1',
  };
  const now = Date.parse('2013-05-24T00:00:00Z');
  const empty = createHash('sha256').digest('hex');
  const headers = {
    ...{ host: 'examplebucket.s3.amazonaws.com', range: 'bytes=0-9', 'x-amz-content-sha256': empty },
    'x-amz-date': '20130524T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  };
  const request = { method: 'GET', url: '/test.txt', headers };
  const nothing = Buffer.alloc(0);

  it('the published one is right', () => {
    expect(signatureFault(request, nothing, access, now)).toBeUndefined();
  });

  it.each<[string, object, string]>([
    ['another path', { url: '/test.txT' }, 'SignatureDoesNotMatch'],
    ['another method', { method: 'DELETE' }, 'SignatureDoesNotMatch'],
    ['a query', { url: '/test.txt?x=1' }, 'SignatureDoesNotMatch'],
    ['another range', { headers: { ...headers, range: 'bytes=0-8' } }, 'SignatureDoesNotMatch'],
    ['a header that is not signed', { headers: { ...headers, 'x-amz-copy-source': '/b/k' } }, 'AccessDenied'],
    ['none', { headers: {} }, 'AccessDenied'],
  ])('%s', (_, over, fault) => {
    expect(signatureFault({ ...request, ...over }, nothing, access, now)).toBe(fault);
  });

  it('another body, another time', () => {
    expect(signatureFault(request, Buffer.from('x'), access, now)).toBe('XAmzContentSHA256Mismatch');
    expect(signatureFault(request, nothing, access, now + 16 * 60_000)).toBe('RequestTimeTooSkewed');
  });
});
