import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '@lienthong/config';
import { describeError } from '@lienthong/contracts';
import { problemOf } from './problem-of.js';
import { Problem, problemDocument, problemType } from './problem.js';
import { contextOf } from './request-context.js';
import type { RouteTable } from './route-table.js';

/** Turns whatever was thrown, by us or the framework, into one problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    private readonly log: Log,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = error instanceof HttpException ? this.ofFramework(error, request) : problemOf(error);
    const traceId = contextOf(request.raw)?.trace.traceId ?? '';
    if (problem.status >= 500)
      this.log.error({ traceId, problem: problem.code, ...describeError(error) }, 'request failed');
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    void reply
      .code(problem.status)
      .headers({ ...problem.options.headers, 'content-type': problemType, 'cache-control': 'no-store' })
      .send(JSON.stringify(problemDocument(problem, traceId)));
  }

  private ofFramework(error: HttpException, request: FastifyRequest): Problem {
    if (error.getStatus() !== 404) return problemOf({ statusCode: error.getStatus() });
    const allowed = this.routes.allowed(request.url.split('?')[0] ?? '');
    if (allowed.length === 0) return new Problem('route.notFound');
    const names = allowed.join(', ');
    return new Problem('route.methodNotAllowed', { params: { allowed: names }, headers: { allow: names } });
  }
}
