import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** As written by Amazon ("Signature Version 4 signing process"), not by the library that signs: what it checks, it checks itself. */
export interface S3Access {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

export type SignatureFault =
  | 'AccessDenied'
  | 'InvalidAccessKeyId'
  | 'AuthorizationHeaderMalformed'
  | 'RequestTimeTooSkewed'
  | 'SignatureDoesNotMatch'
  | 'XAmzContentSHA256Mismatch';

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
const skewMillis = 15 * 60_000;
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: Uint8Array | string, text: string): Buffer =>
  createHmac('sha256', key).update(text, 'utf8').digest();

/** What is wrong with the signature of a request, and of its body; undefined where it is right. */
export function signatureFault(
  request: Pick<IncomingMessage, 'headers' | 'method' | 'url'>,
  body: Buffer,
  access: S3Access,
  now: number,
): SignatureFault | undefined {
  const { headers, method = '', url = '' } = request;
  const [, id, day, region, names = '', signature] = form.exec(headers.authorization ?? '') ?? [];
  if (id === undefined) return 'AccessDenied';
  if (id !== access.accessKeyId) return 'InvalidAccessKeyId';
  if (region !== access.region) return 'AuthorizationHeaderMalformed';
  const at = String(headers['x-amz-date']);
  const millis = Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(now - millis) < skewMillis)) return 'RequestTimeTooSkewed';
  const hash = String(headers['x-amz-content-sha256']);
  const signed = names.split(';');
  // What is not signed could be changed on the way.
  const must = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-amz-'));
  if (!must.every((name) => signed.includes(name))) return 'AccessDenied';
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}\n`).join('');
  const [path = '', query = ''] = url.split('?');
  const canonical = [method, path, sorted(query), lines, names, hash].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n');
  const key = [region, 's3', 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${access.secretAccessKey}`, day!));
  if (hmac(key, text).toString('hex') !== signature) return 'SignatureDoesNotMatch';
  // Nothing of ours goes unsigned.
  return hash === sha256(body) ? undefined : 'XAmzContentSHA256Mismatch';
}

/** Names without a value get a sign of equality; each name and value is escaped already. */
const sorted = (query: string): string =>
  query === ''
    ? ''
    : query
        .split('&')
        .map((part) => (part.includes('=') ? part : `${part}=`))
        .sort()
        .join('&');
