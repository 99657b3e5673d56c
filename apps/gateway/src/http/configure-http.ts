import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpLimits, Log } from '@lienthong/config';
import { frameworkLogger, METRICS, type Metrics } from '@lienthong/process';
import type { Directory } from '../access/directory.js';
import type { IntakeLimiter } from '../access/intake/intake-limiter.js';
import { GatewayModule } from '../gateway.module.js';
import * as token from '../gateway.tokens.js';
import { answerClientError } from './client-errors.js';
import { installHooks, type RawPath } from './hooks.js';
import { problemOf } from './problem-of.js';
import { problemDocument, problemType } from './problem.js';
import type { ApiDocument } from './ops/api-docs.controller.js';
import { randomHex } from './random-hex.js';
import type { RouteTable } from './route-table.js';

/** The server under every main: sizes and times are bounded before the first route exists. */
export function httpAdapter({ limits, log }: { readonly limits: HttpLimits; readonly log: Log }): FastifyAdapter {
  return new FastifyAdapter({
    logger: false,
    bodyLimit: limits.bodyBytes,
    routerOptions: { maxParamLength: 200 },
    // Nest has no route that ends in a slash.
    rewriteUrl: ({ url = '/' }) => (url === '/docs/' ? '/docs' : url),
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    // Longer than the longest `Prefer: wait`.
    connectionTimeout: Math.max(75_000, limits.requestTimeoutMs + 5000),
    http: {
      headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(2000, limits.requestTimeoutMs),
      maxHeaderSize: 16 * 1024,
    },
    frameworkErrors: answerUnroutable,
    clientErrorHandler: (error, socket) => {
      const traceId = randomHex(32);
      const problem = answerClientError(error, socket, traceId);
      if (problem) log.info({ traceId, problem }, 'connection ended without a request');
    },
  });
}

/** What the router refuses before any hook runs. */
function answerUnroutable(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error);
  void reply
    .code(problem.status)
    .header('content-type', problemType)
    .send(JSON.stringify(problemDocument(problem, randomHex(32))));
}

/** For `NestFactory.create(Root, httpAdapter(…), httpApplicationOptions(log))`. */
export const httpApplicationOptions = (log: Log) =>
  ({ bodyParser: false, abortOnError: false, logger: frameworkLogger(log) }) as const;

/** Installs parsers, hooks and the API description. Call once, between create and listen, in every main alike. */
export function configureHttp(
  app: NestFastifyApplication,
  options: { readonly rawPaths?: readonly RawPath[] } = {},
): void {
  const limits = app.get<HttpLimits>(token.LIMITS, { strict: false });
  installHooks(app.getHttpAdapter().getInstance(), {
    directory: app.get<Directory>(token.DIRECTORY, { strict: false }),
    routes: app.get<RouteTable>(token.ROUTE_TABLE, { strict: false }),
    metrics: app.get<Metrics>(METRICS, { strict: false }),
    log: app.get<Log>(token.LOG, { strict: false }),
    maxBodyBytes: limits.bodyBytes,
    intake: app.get<IntakeLimiter>(token.INTAKE, { strict: false }),
    rawPaths: options.rawPaths ?? [],
  });
  app.get<ApiDocument>(token.API_DOCUMENT, { strict: false }).json = JSON.stringify(apiDocument(app));
}

const apiDescription = [
  'Unified API of the integration gateway.',
  'Every refusal is a problem document (RFC 9457); each operation lists its own.',
  'Beside the members of `ProblemDto` a problem may have those that its code needs: `payment` of `payment.open`, `most` and `waiting` of `intake.clientFull`.',
  'What never reaches an operation: 400 `request.malformed`, 404 `route.notFound`, 405 `route.methodNotAllowed`, 408 `request.timeout`, 431 `request.headersTooLarge`.',
].join(' ');

/** OpenAPI 3.1 of the gateway's own controllers. */
export function apiDocument(app: NestFastifyApplication): object {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('LienThong')
    .setDescription(apiDescription)
    .setVersion('1')
    .addServer('/', 'The server that this description was got from')
    .addSecurity('bearer', { type: 'http', scheme: 'bearer', description: 'Key of a client or an operator, opaque' })
    .build();
  return SwaggerModule.createDocument(app, description, { include: [GatewayModule] });
}
