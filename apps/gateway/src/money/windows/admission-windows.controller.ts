import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperatorCaller } from '../../access/callers.js';
import type { GatewayCore } from '../../core.js';
import { GATEWAY_CORE } from '../../gateway.tokens.js';
import { CurrentCaller } from '../../http/access.guard.js';
import { actOnThing } from '../../http/act-on-thing.js';
import * as decode from '../../http/decode.js';
import { timesInVietnam } from '../../http/fields/times.js';
import { decodeNothing, nothing } from '../../http/no-body.js';
import { markReplayed, onceOf, refusalOfKey } from '../../http/once.js';
import { invalid, Problem } from '../../http/problem.js';
import { Paged, Route } from '../../http/route.decorator.js';
import { placed } from '../../http/validate.js';
import {
  AdmissionWindowDto,
  AdmissionWindowListDto,
  classRule,
  OpenedWindowDto,
  OpenWindowDto,
} from './admission-window.dto.js';

const classNeverSeen = { ...placed('/class', { code: 'paymentClass.neverSeen' }), whoActs: 'operator' };

@ApiTags('payments')
@Controller('v1/admission-windows')
export class AdmissionWindowsController {
  constructor(@Inject(GATEWAY_CORE) private readonly core: Pick<GatewayCore, 'admissionWindows'>) {}

  @Post()
  @Route({
    summary: 'Lets payments of a class through on certain days, so many on each; a repeat changes nothing',
    ...{ admits: ['actingOperator'], body: 'required', once: true },
    refuses: ['admissionWindow.open'],
  })
  @ApiBody({ type: OpenWindowDto })
  @ApiCreatedResponse({ type: OpenedWindowDto })
  @ApiOkResponse({ type: OpenedWindowDto, description: 'It is open already' })
  async open(
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { class: of, days, perDay } = decode.decodeBody(OpenWindowDto, body);
    const answer = await this.core.admissionWindows.open({
      ...{ class: of, days, perDay, operator: operator.name },
      ...onceOf(request, '/v1/admission-windows', body),
    });
    if (answer.kind === 'over') throw invalid([placed('/days', { code: 'time.tooEarly' })]);
    if (answer.kind === 'tooFar') throw invalid([placed('/days', { code: 'time.tooLate', at: answer.at })]);
    if (!('window' in answer)) throw refusalOfKey(answer);
    const window = timesInVietnam(answer.window);
    if (answer.kind === 'conflict') throw new Problem('admissionWindow.open', { extra: { window } });
    markReplayed(answer.replayed, reply);
    const warnings = answer.classSeen === false ? [classNeverSeen] : [];
    await reply.code(answer.kind === 'accepted' ? 201 : 200).send({ ...window, warnings });
  }

  @Get()
  @Route({ summary: 'Admission windows, those that are over too', ...{ admits: ['operator'], checks: true } })
  @Paged()
  @ApiQuery({ name: 'class', required: false, schema: classRule.schema })
  @ApiOkResponse({ type: AdmissionWindowListDto })
  async list(@Query() query: decode.Query) {
    const { filter, page } = decode.decodeList<{ class?: string }>(query, { class: classRule });
    return timesInVietnam(await this.core.admissionWindows.list(filter, page));
  }

  @Post(':id/closing')
  @HttpCode(200)
  @Route({
    summary:
      'Ends a window before its last day: payments opened from now on wait for nothing, those with a place keep their turn',
    ...{ admits: ['actingOperator'], path: true, body: 'optional', once: true },
    refuses: ['admissionWindow.notFound'],
  })
  @ApiBody(nothing)
  @ApiOkResponse({ type: AdmissionWindowDto })
  async close(
    @Param('id') pathId: string,
    @Body() body: unknown,
    @CurrentCaller() operator: OperatorCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    decodeNothing(body);
    const id = decode.decodeId(pathId, 'admissionWindow.notFound');
    const thing = { list: '/v1/admission-windows', id, act: 'closing' };
    const answer = await this.core.admissionWindows.close(actOnThing(request, operator, thing));
    if (answer.kind === 'notFound') throw new Problem('admissionWindow.notFound');
    if (answer.kind !== 'closed') throw refusalOfKey(answer);
    markReplayed(answer.replayed, reply);
    await reply.code(200).send(timesInVietnam(answer.window));
  }
}
