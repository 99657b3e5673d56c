import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signatureFault, type S3Access } from './s3-signature.js';

/** What befalls a request. `slow`: half of the answer, and then nothing; `silent`: none at all; `other`: bytes that were never put. */
export type S3Trouble = 'busy' | 'cut' | 'slow' | 'silent' | 'other';

export interface S3Server {
  readonly endpoint: string;
  readonly access: S3Access;
  /** Method, and key without the bucket, of what came, in order. */
  readonly asked: string[];
  /** Bytes of objects that were given. */
  given: number;
  /** Asked of each request that is signed as it should be. */
  trouble: (method: string, key: string) => S3Trouble | undefined;
  newBucket(name: string): void;
  close(): Promise<void>;
}

interface Kept {
  readonly bytes: Buffer;
  readonly at: Date;
}
interface Bucket {
  readonly objects: Map<string, Kept>;
  readonly uploads: Map<string, { readonly key: string; readonly at: Date; readonly parts: Map<number, Buffer> }>;
}
interface Asked {
  readonly method: string;
  readonly bucket: Bucket;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
interface Told {
  readonly status: number;
  readonly body?: Buffer | string;
  readonly headers?: Record<string, string>;
}

const leastPart = 5 * 1024 * 1024;
const etag = (bytes: Uint8Array): string => `"${createHash('md5').update(bytes).digest('hex')}"`;
const told = (status: number, code: string): Told => ({
  ...{ status, body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>` },
});
const xml = (body: string): Told => ({ status: 200, body: `<?xml version="1.0"?>${body}` });

/** A store that speaks as much of S3 as we do, in memory: strict about signatures, conditions, parts and listings. */
export async function startS3Server(): Promise<S3Server> {
  const access = { accessKeyId: 'AKIDTEST', secretAccessKey: `secret/${randomUUID()}`, region: 'vn-test-1' };
  const buckets = new Map<string, Bucket>();
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: S3Server = {
    ...{ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, access, asked: [], given: 0 },
    trouble: () => undefined,
    newBucket: (name) => void buckets.set(name, { objects: new Map(), uploads: new Map() }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://x');
    const [, name = '', ...rest] = pathname.split('/');
    const [key, method] = [decodeURIComponent(rest.join('/')), request.method ?? ''];
    self.asked.push(`${method} ${key}`);
    const fault = signatureFault(request, body, access, Date.now());
    const bucket = buckets.get(name);
    const trouble = fault ? undefined : self.trouble(method, key);
    const asked = { ...{ method, key, query, headers: request.headers, body }, bucket: bucket! };
    if (trouble === 'silent') return;
    const answer = fault
      ? told(fault === 'AuthorizationHeaderMalformed' ? 400 : 403, fault)
      : trouble === 'busy'
        ? told(503, 'ServiceUnavailable')
        : bucket
          ? answerTo(asked)
          : told(404, 'NoSuchBucket');
    give(response, answer, method, trouble);
  }

  function give(
    response: ServerResponse,
    { status, body = '', headers = {} }: Told,
    method: string,
    trouble?: S3Trouble,
  ) {
    if (trouble === 'cut' && method !== 'GET') return void response.destroy();
    const bytes = trouble === 'other' ? Buffer.alloc(Buffer.byteLength(body), 7) : Buffer.from(body as string);
    response.writeHead(status, { 'content-length': bytes.length, ...headers });
    if (method === 'HEAD') return void response.end();
    if (method === 'GET') self.given += bytes.length;
    if (trouble !== 'cut' && trouble !== 'slow') return void response.end(bytes);
    response.write(bytes.subarray(0, bytes.length >> 1), () => {
      if (trouble === 'cut') response.destroy();
    });
  }
}

function answerTo(asked: Asked): Told {
  const { method, key, query } = asked;
  if (key === '' && method === 'HEAD') return { status: 200 };
  if (key === '' && method === 'GET') return query.has('uploads') ? listUploads(asked) : listObjects(asked);
  if (query.has('uploadId') || query.has('uploads')) return partsAnswer(asked);
  if (method === 'PUT') return put(asked);
  const kept = asked.bucket.objects.get(key);
  if (method === 'DELETE') return (asked.bucket.objects.delete(key), { status: 204 });
  if (!kept) return told(404, 'NoSuchKey');
  return objectAnswer(kept, asked.headers.range);
}

function objectAnswer({ bytes, at }: Kept, range: string | undefined): Told {
  const headers = { etag: etag(bytes), 'last-modified': at.toUTCString() };
  if (range === undefined) return { status: 200, body: bytes, headers };
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range)!;
  if (Number(from) >= bytes.length) return told(416, 'InvalidRange');
  const part = bytes.subarray(Number(from), Number(to) + 1);
  const place = `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`;
  return { status: 206, body: part, headers: { ...headers, 'content-range': place } };
}

function put({ bucket, key, headers, body }: Asked): Told {
  if (headers['if-none-match'] === '*' && bucket.objects.has(key)) return told(412, 'PreconditionFailed');
  const source = headers['x-amz-copy-source'];
  if (source === undefined) {
    bucket.objects.set(key, { bytes: body, at: new Date() });
    return { status: 200, headers: { etag: etag(body) } };
  }
  const from = bucket.objects.get(decodeURIComponent(String(source)).replace(/^\/?[^/]+\//, ''));
  if (!from) return told(404, 'NoSuchKey');
  bucket.objects.set(key, { bytes: from.bytes, at: new Date() });
  return xml(`<CopyObjectResult><ETag>${etag(from.bytes)}</ETag></CopyObjectResult>`);
}

function partsAnswer({ method, bucket, key, query, body }: Asked): Told {
  if (query.has('uploads')) {
    const id = randomUUID();
    bucket.uploads.set(id, { key, at: new Date(), parts: new Map() });
    return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  }
  const id = query.get('uploadId')!;
  const upload = bucket.uploads.get(id);
  if (!upload || upload.key !== key) return told(404, 'NoSuchUpload');
  if (method === 'DELETE') return (bucket.uploads.delete(id), { status: 204 });
  if (method === 'PUT') {
    upload.parts.set(Number(query.get('partNumber')), body);
    return { status: 200, headers: { etag: etag(body) } };
  }
  const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, n]) => Number(n));
  const parts = named.map((n) => upload.parts.get(n));
  if (named.some((n, index) => n !== index + 1) || parts.includes(undefined)) return told(400, 'InvalidPart');
  if (parts.slice(0, -1).some((part) => part!.length < leastPart)) return told(400, 'EntityTooSmall');
  bucket.objects.set(key, { bytes: Buffer.concat(parts as Buffer[]), at: new Date() });
  bucket.uploads.delete(id);
  return xml(`<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`);
}

/** In small portions, so that whoever lists goes on. */
function listObjects({ bucket, query }: Asked): Told {
  const [prefix, after] = [query.get('prefix') ?? '', query.get('start-after') ?? ''];
  const keys = [...bucket.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const shown = keys.slice(0, Math.min(Number(query.get('max-keys')), 4));
  const rows = shown.map((key) => {
    const { bytes, at } = bucket.objects.get(key)!;
    return `<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified><Size>${bytes.length}</Size></Contents>`;
  });
  const more = shown.length < keys.length;
  return xml(`<ListBucketResult><IsTruncated>${more}</IsTruncated>${rows.join('')}</ListBucketResult>`);
}

function listUploads({ bucket, query }: Asked): Told {
  const prefix = query.get('prefix') ?? '';
  const rows = [...bucket.uploads]
    .filter(([, { key }]) => key.startsWith(prefix))
    .map(
      ([id, { key, at }]) =>
        `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${at.toISOString()}</Initiated></Upload>`,
    );
  return xml(
    `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${rows.join('')}</ListMultipartUploadsResult>`,
  );
}
