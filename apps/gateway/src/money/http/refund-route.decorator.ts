import { applyDecorators, Post, type Type } from '@nestjs/common';
import { ApiBody, ApiResponse } from '@nestjs/swagger';
import type { ProblemCode } from '../../http/problems.messages.js';
import { Route } from '../../http/route.decorator.js';
import type { nothing } from '../../http/no-body.js';
import { RefundAnswerDto } from './money-answers.dto.js';

interface RefundRouteOptions {
  readonly path: string;
  readonly summary: string;
  readonly body: { readonly type: Type; readonly required?: boolean } | typeof nothing;
  readonly refuses: readonly ProblemCode[];
  readonly answer: { readonly status: 200 | 202; readonly description: string };
}

/** One step of a refund: for operators who may act. */
export const RefundRoute = ({ path, summary, body, refuses, answer }: RefundRouteOptions): MethodDecorator =>
  applyDecorators(
    Post(path),
    Route({
      summary,
      ...{ admits: ['actingOperator'], path: true, once: true },
      body: body.required === false ? 'optional' : 'required',
      refuses,
    }),
    ApiBody(body),
    ApiResponse({ ...answer, type: RefundAnswerDto }),
  );
