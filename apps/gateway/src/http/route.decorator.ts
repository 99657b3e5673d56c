import { applyDecorators, UseGuards } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { AccessGuard, Admits } from './access.guard.js';
import { ProblemDto } from './problem.dto.js';
import { pageRules } from './decode.js';
import { problems, type ProblemCode } from './problems.messages.js';
import { isQueued, refusalsOf, type RouteTraits } from './refusals.js';

/** One handler of the API: who may call it is enforced, and all it can refuse is described, from the same statement. */
export function Route({ summary, ...traits }: RouteTraits & { readonly summary: string }): MethodDecorator {
  const { admits, file, once, waits } = traits;
  return applyDecorators(
    Admits(admits),
    UseGuards(AccessGuard),
    ApiBearerAuth(),
    ApiOperation({ summary }),
    ...(file ? [RouteConfig({ file })] : []),
    ...(isQueued(traits) ? [RouteConfig({ queued: true })] : []),
    ...(once
      ? [ApiHeader({ name: 'Idempotency-Key', required: false, schema: { type: 'string', maxLength: 200 } })]
      : []),
    ...(waits ? [ApiHeader({ name: 'Prefer', required: false, description: '`wait=N`, at most 30 seconds' })] : []),
    ApiExtraModels(ProblemDto),
    ...refusalAnswers(refusalsOf(traits)),
  );
}

/** A list that is read page by page. */
export const Paged = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({ name: 'cursor', required: false }),
    ApiQuery({ name: 'limit', required: false, schema: pageRules.limit.schema }),
  );

const text = { type: 'string' } as const;
const retryAfter = { 'Retry-After': { description: 'Seconds until it is worth asking again', schema: text } };
/** As {@link limitHeaders} writes them. */
const rateLimit = {
  RateLimit: { description: 'What is left of which policy; draft-ietf-httpapi-ratelimit-headers', schema: text },
  'RateLimit-Policy': { description: 'What this client may have, and of what', schema: text },
};
const headersOf: Readonly<Record<number, object>> = {
  429: { headers: { ...retryAfter, ...rateLimit } },
  503: { headers: retryAfter },
};

/** One answer per status; which codes stand for it is said to people and, as an enumeration, to programs. */
function refusalAnswers(codes: readonly ProblemCode[]): MethodDecorator[] {
  const byStatus = Map.groupBy(codes, (code) => problems[code].status);
  return [...byStatus].map(([status, listed]) =>
    ApiResponse({
      status,
      description: listed.map((code) => `\`${code}\`: ${problems[code].title}`).join('; '),
      content: { 'application/problem+json': { schema: schemaOf(listed) } },
      ...headersOf[status],
    }),
  );
}

const schemaOf = (codes: readonly ProblemCode[]) => ({
  allOf: [{ $ref: getSchemaPath(ProblemDto) }, { properties: { code: { enum: [...codes] } } }],
});
