import { applyDecorators, Post, type Type } from '@nestjs/common';
import { ApiBody, ApiResponse } from '@nestjs/swagger';
import type { OperatorAct } from '../core.js';
import type { ProblemCode } from '../http/problems.messages.js';
import { Route } from '../http/route.decorator.js';
import { OperatorActAnswerDto } from './answers.dto.js';

interface ActRouteOptions {
  readonly act: OperatorAct['kind'];
  readonly summary: string;
  readonly body: { readonly type: Type; readonly required?: boolean };
  /** Beside what every act can meet: no such exchange, or one that has changed since. */
  readonly refuses: readonly ProblemCode[];
}

/** `POST /v1/exchanges/{id}/{act}`: for operators who may act; taken on, and carried out by the owner of the exchange. */
export const ActRoute = ({ act, summary, body, refuses }: ActRouteOptions): MethodDecorator =>
  applyDecorators(
    Post(`:id/${act}`),
    Route({
      summary,
      ...{
        admits: ['actingOperator'],
        path: true,
        body: body.required === false ? 'optional' : 'required',
        once: true,
      },
      refuses: ['exchange.notFound', 'exchange.versionConflict', ...refuses],
    }),
    ApiBody(body),
    ApiResponse({
      status: 202,
      type: OperatorActAnswerDto,
      description:
        'Recorded, and on its way; its verdict is a line of the timeline, `operator.commandDone` or `operator.commandRefused`',
    }),
  );
