import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { reached } from '@lienthong/contracts';
import type { Directory } from '../access/directory.js';
import type { IntakeLimiter } from '../access/intake/intake-limiter.js';
import { admit } from './admit.js';
import { parsedJson } from './parsed-json.js';
import type { Log } from '@lienthong/config';
import type { Metrics } from '@lienthong/process';
import { Problem, unknownClient } from './problem.js';
import { randomHex } from './random-hex.js';
import { readBody } from './read-body.js';
import { contextOf, setContext, type RequestContext } from './request-context.js';
import type { RouteTraits } from './refusals.js';
import type { RouteTable } from './route-table.js';
import { requestIdOf, traceContext } from './traceparent.js';

export interface RawPath {
  readonly prefix: string;
  /** What stands in the place of a body; `read` gives its bytes, nothing where there are more than `maxBytes`. */
  readonly body: (
    request: IncomingMessage,
    read: (maxBytes: number) => Promise<Uint8Array | undefined>,
  ) => Promise<unknown>;
}

export interface HookParts {
  readonly directory: Directory;
  readonly routes: RouteTable;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly maxBodyBytes: number;
  readonly intake: IntakeLimiter;
  /** Paths (prefixes) whose bodies are handed on as raw bytes: partners' callbacks in embedded mode. */
  readonly rawPaths: readonly RawPath[];
}

/** Everything that happens to a request before and after its controller. Call before the application is initialised. */
export function installHooks(fastify: FastifyInstance, parts: HookParts): void {
  const { directory, routes, metrics, log, intake } = parts;
  fastify.addHook('onRoute', ({ url, method }) => routes.add(url, [method].flat()));

  fastify.addHook('onRequest', (request, reply, done) => {
    const trace = traceContext(request.headers.traceparent, randomHex);
    const requestId = requestIdOf(request.headers['x-request-id']) ?? trace.spanId;
    const caller = directory.authenticate(request.headers.authorization);
    const context: RequestContext = {
      ...{ trace, requestId, startedAt: performance.now() },
      ...(caller ? { caller } : {}),
    };
    setContext(request.raw, context);
    reply.header('x-request-id', requestId);
    reply.header('x-content-type-options', 'nosniff');
    if (!request.url.startsWith('/v1/')) return done();
    // Whatever is answered here is about somebody's dossier: nobody on the way keeps a copy.
    reply.header('cache-control', 'no-store');
    // Before the body is read: strangers, and what is too much, cost us no parsing.
    done(caller ? admit(intake, request, reply, context) : unknownClient());
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    if (request.method !== 'GET' && reply.statusCode < 300) reached('intake.answered');
    const context = contextOf(request.raw);
    const millis = context ? performance.now() - context.startedAt : 0;
    const route = request.routeOptions.url ?? 'unmatched';
    metrics.observe({ method: request.method, route, status: reply.statusCode, seconds: millis / 1000 });
    log.info(
      {
        method: request.method,
        route,
        status: reply.statusCode,
        millis: Math.round(millis * 10) / 10,
        traceId: context?.trace.traceId,
        requestId: context?.requestId,
        caller: context?.caller?.name,
      },
      'request answered',
    );
    done();
  });

  installParsers(fastify, parts);
}

function installParsers(fastify: FastifyInstance, { maxBodyBytes, rawPaths }: HookParts): void {
  const rawPathOf = (url: string): RawPath | undefined => rawPaths.find(({ prefix }) => url.startsWith(prefix));
  const jsonOf = async (stream: Readable): Promise<unknown> => {
    const bytes = await readBody(stream, maxBodyBytes);
    if (bytes === undefined) throw new Problem('request.tooLarge', { params: { maxBytes: maxBodyBytes } });
    return parsedJson(bytes);
  };
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', async (request: FastifyRequest, payload: IncomingMessage) => {
    const file = fileOf(request);
    if (file) {
      refuseEncoded(request.headers);
      throw new Problem(file);
    }
    const raw = rawPathOf(request.url);
    if (raw) return raw.body(payload, (maxBytes) => readBody(payload, maxBytes));
    refuseUnreadable(request);
    return jsonOf(payload);
  });
  fastify.addContentTypeParser('*', async (request: FastifyRequest, payload: IncomingMessage) => {
    const file = fileOf(request);
    if (file) {
      refuseEncoded(request.headers);
      if (/^\s*multipart\//i.test(request.headers['content-type'] ?? '')) throw new Problem(file);
      return payload;
    }
    const raw = rawPathOf(request.url);
    if (!raw) throw new Problem('request.contentType');
    return raw.body(payload, (maxBytes) => readBody(payload, maxBytes));
  });
}

/** Of a route whose body is a file (`RouteTraits.file`): what it answers to what is none. */
const fileOf = ({ routeOptions }: FastifyRequest): RouteTraits['file'] =>
  (routeOptions.config as Pick<RouteTraits, 'file'>).file;

function refuseEncoded(headers: FastifyRequest['headers']): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (!/^\s*(?:identity)?\s*$/i.test(encoding)) {
    throw new Problem('request.contentEncoding', { headers: { 'accept-encoding': 'identity' } });
  }
}

function refuseUnreadable({ headers }: FastifyRequest): void {
  refuseEncoded(headers);
  if (!isUtf8(headers['content-type'])) throw new Problem('request.contentType');
}

const isUtf8 = (contentType = ''): boolean => {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset);
};
